using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Portals;

namespace StratCap.Plugin.PortalSync;

/// <summary>What goes out: our words as JSON, which the mapping points into.</summary>
/// <param name="Words">The record, amounts as decimal texts.</param>
/// <param name="ExternalId">The portal's id of what is changed; null for what is new there.</param>
/// <param name="Document">The document, for carriers that take its bytes.</param>
internal sealed record Outgoing(JsonObject Words, string? ExternalId, PortalDocument? Document = null);

/// <summary>Our records as JSON and back. These names are the mapping's vocabulary.</summary>
internal static class OurWords
{
    private const int MostBytes = 8 * 1024 * 1024;
    private static readonly string[] Kinds = ["individual", "institution", "trust", "fund_of_funds", "pension", "other"];

    internal static JsonObject Of(string key, PortalInvestor investor) => new()
    {
        ["key"] = key,
        ["externalId"] = investor.ExternalId,
        ["name"] = investor.Name,
        ["kind"] = investor.Kind,
        ["email"] = investor.Email,
        ["country"] = investor.Country,
        ["deleted"] = investor.Deleted,
        ["other"] = investor.Other?.DeepClone(),
    };

    internal static JsonObject Of(string key, PortalDocument document)
    {
        if (document.Content.Length > MostBytes) throw new ConnectorException(ErrorClass.Validation, "A document of more than 8 MB is not sent.");
        return new()
        {
            ["key"] = key,
            ["investorExternalId"] = document.InvestorExternalId,
            ["fundName"] = document.FundName,
            ["title"] = document.Title,
            ["kind"] = document.Kind,
            ["date"] = Day(document.Date),
            ["fileName"] = document.FileName,
            ["contentType"] = document.ContentType,
            ["length"] = document.Content.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(document.Content.Span)),
            ["contentBase64"] = Convert.ToBase64String(document.Content.Span),
        };
    }

    internal static JsonObject Of(string key, PortalCapitalEvent capitalEvent)
    {
        if (capitalEvent.Amount.Value <= 0) throw new ConnectorException(ErrorClass.Validation, "The amount of a capital event is above zero.");
        var currency = capitalEvent.Amount.Currency;
        if (capitalEvent.UnfundedAfter is { } unfunded && unfunded.Currency != currency) throw new ConnectorException(ErrorClass.Validation, "A capital event has one currency.");
        return new()
        {
            ["key"] = key,
            ["investorExternalId"] = capitalEvent.InvestorExternalId,
            ["fundName"] = capitalEvent.FundName,
            ["kind"] = capitalEvent.Kind,
            ["number"] = capitalEvent.Number,
            ["date"] = Day(capitalEvent.Date),
            ["dueOn"] = Day(capitalEvent.DueOn),
            ["amount"] = capitalEvent.Amount.Plain(),
            ["currency"] = currency,
            ["unfundedAfter"] = capitalEvent.UnfundedAfter?.Plain(),
            ["parts"] = new JsonObject(capitalEvent.Parts.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new Amount(p.Value, currency).Plain()))),
        };
    }

    /// <summary>An investor of the portal's, mapped.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>, with the field named: a value is missing, or is none of ours.</exception>
    internal static PortalInvestor Investor(JsonObject words)
    {
        var id = Text(words, "externalId") ?? throw Missing("externalId", null);
        var kind = Text(words, "kind");
        if (kind is not null && !Kinds.Contains(kind)) throw new ConnectorException(ErrorClass.Validation, $"Investor {id} of the portal: the mapping gives a kind that is none of ours ({string.Join(", ", Kinds)}).");
        return new(id, Text(words, "name") ?? throw Missing("name", id), kind, Text(words, "email"), Country(Text(words, "country"), id), Flag(Text(words, "deleted"), id), words["other"]?.DeepClone() as JsonObject);
    }

    private static ConnectorException Missing(string field, string? id) => new(ErrorClass.Validation, $"Investor {id ?? "without an id"} of the portal: the mapping finds no {field}.");

    private static string? Country(string? country, string id) =>
        country is null || (country.Length == 2 && country.All(char.IsAsciiLetterUpper)) ? country
        : throw new ConnectorException(ErrorClass.Validation, $"Investor {id} of the portal: the country is none of ISO 3166-1's two letters; map its values.");

    private static bool Flag(string? text, string id) => text?.ToLowerInvariant() switch
    {
        null or "false" or "0" or "no" => false,
        "true" or "1" or "yes" => true,
        _ => throw new ConnectorException(ErrorClass.Validation, $"Investor {id} of the portal: deleted is neither true nor false; map its values."),
    };

    private static string? Text(JsonObject words, string name) => Pointer.Text(words[name]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
