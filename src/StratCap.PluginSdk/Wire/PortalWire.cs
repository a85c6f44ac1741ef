using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;
using static StratCap.PluginSdk.Wire.WireValues;

namespace StratCap.PluginSdk.Wire;

/// <summary>Portals and webhooks between the SDK and the wire.</summary>
internal static class PortalWire
{
    internal static V1.PortalInvestor ToWire(this PortalInvestor investor) => new()
    {
        ExternalId = investor.ExternalId,
        Name = investor.Name,
        Kind = investor.Kind,
        Email = investor.Email,
        Country = investor.Country,
        Deleted = investor.Deleted,
        OtherJson = investor.Other?.ToJsonString(),
    };

    internal static PortalInvestor ToSdk(this V1.PortalInvestor? investor) => investor is null ? throw OutOfForm("an investor") : new(
        investor.ExternalId, investor.Name, investor.Kind, investor.Email, investor.Country, investor.Deleted, Json(investor.OtherJson));

    private static JsonObject? Json(string? text)
    {
        if (text is null) return null;
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw OutOfForm("a JSON object");
        }
        catch (JsonException)
        {
            throw OutOfForm("a JSON object");
        }
    }

    internal static V1.PortalInvestorPage ToWire(this Page<PortalInvestor> page) => new() { Cursor = page.Cursor, Items = { page.Items.Select(ToWire) } };

    internal static Page<PortalInvestor> ToSdk(this V1.PortalInvestorPage page) => new([.. page.Items.Select(ToSdk)], page.Cursor);

    internal static V1.PortalDocument ToWire(this PortalDocument document) => new()
    {
        InvestorExternalId = document.InvestorExternalId,
        FundName = document.FundName,
        Title = document.Title,
        Kind = document.Kind,
        Date = Iso(document.Date),
        FileName = document.FileName,
        ContentType = document.ContentType,
        Content = Bytes(document.Content),
    };

    internal static PortalDocument ToSdk(this V1.PortalDocument? document) => document is null ? throw OutOfForm("a document") : new(
        document.InvestorExternalId, document.FundName, document.Title, document.Kind, Day(document.Date), document.FileName, document.ContentType, document.Content.Memory);

    internal static V1.PortalCapitalEvent ToWire(this PortalCapitalEvent capitalEvent) => new()
    {
        InvestorExternalId = capitalEvent.InvestorExternalId,
        FundName = capitalEvent.FundName,
        Kind = capitalEvent.Kind,
        Number = capitalEvent.Number,
        Date = Iso(capitalEvent.Date),
        DueOn = Iso(capitalEvent.DueOn),
        Amount = capitalEvent.Amount.ToWire(),
        UnfundedAfter = capitalEvent.UnfundedAfter?.ToWire(),
        Parts = { capitalEvent.Parts.ToDictionary(p => p.Key, p => Plain(p.Value)) },
    };

    internal static PortalCapitalEvent ToSdk(this V1.PortalCapitalEvent? wire) => wire is null ? throw OutOfForm("a capital event") : new(
        wire.InvestorExternalId, wire.FundName, wire.Kind, wire.Number, Day(wire.Date), Day(wire.DueOn), wire.Amount.ToSdk(), wire.UnfundedAfter is { } unfunded ? unfunded.ToSdk() : null,
        wire.Parts.ToDictionary(p => p.Key, p => Decimal(p.Value)));

    internal static V1.WebhookDelivery ToWire(this WebhookDelivery delivery) => new()
    {
        Headers = { delivery.Headers.ToDictionary() },
        Body = Bytes(delivery.Body),
        ReceivedAt = Iso(delivery.ReceivedAt),
    };

    internal static WebhookDelivery ToSdk(this V1.WebhookDelivery? delivery) =>
        delivery is null ? throw OutOfForm("a delivery") : new(Copy(delivery.Headers), delivery.Body.Memory, Time(delivery.ReceivedAt));

    internal static V1.WebhookVerdict ToWire(this WebhookVerdict verdict) => new() { IsGood = verdict.IsGood, Reason = verdict.Reason };

    internal static WebhookVerdict ToSdk(this V1.WebhookVerdict verdict) => new(verdict.IsGood, verdict.Reason);

    internal static V1.ProviderEvent ToWire(this ProviderEvent happened) => new()
    {
        EventId = happened.EventId,
        ExternalAccount = happened.ExternalAccount,
        Kind = happened.Kind,
        ResourceId = happened.ResourceId,
        OccurredAt = Iso(happened.OccurredAt),
    };

    internal static ProviderEvent ToSdk(this V1.ProviderEvent happened) => new(happened.EventId, happened.ExternalAccount, happened.Kind, happened.ResourceId, Time(happened.OccurredAt));
}
