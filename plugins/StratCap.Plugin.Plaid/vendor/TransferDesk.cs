using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Plaid.Vendor;

/// <summary>Plaid Transfer: authorizations that answer the same key as at first, one transfer an authorization, the list newest first, a log of events that only grows.</summary>
internal sealed partial class TransferDesk
{
    private const int MostListed = 25, LongestKey = 50, LongestDescription = 10;

    internal Dictionary<string, JsonObject> Authorizations { get; } = [];

    internal Dictionary<string, JsonObject> Transfers { get; } = [];

    internal List<JsonObject> Events { get; } = [];

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What the next new authorization decides.</summary>
    internal string Decision { get; set; } = "approved";

    internal void Forget()
    {
        Authorizations.Clear();
        Transfers.Clear();
        Events.Clear();
    }

    internal static Amount AmountOf(JsonObject transfer) => new(decimal.Parse(transfer["amount"]!.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), transfer["iso_currency_code"]!.ToString());

    /// <summary>Null: the path is none of Transfer's.</summary>
    internal VendorAnswer? Answer(string path, JsonObject body) => path switch
    {
        "/transfer/authorization/create" => Authorize(body),
        "/transfer/create" => Create(body),
        "/transfer/get" => Transfers.TryGetValue(body["transfer_id"]!.ToString(), out var found) ? PlaidAnswer.Of(new() { ["transfer"] = found.DeepClone() }) : NotFound(),
        "/transfer/list" => List(body),
        "/transfer/cancel" => Cancel(body["transfer_id"]!.ToString()),
        "/transfer/event/sync" => Sync(body["after_id"]!.GetValue<long>(), body["count"]!.GetValue<int>()),
        _ => null,
    };

    private VendorAnswer Authorize(JsonObject body)
    {
        var key = body["idempotency_key"]!.ToString();
        if (key.Length > LongestKey || !AmountForm().IsMatch(body["amount"]!.ToString()) || body["user"]?["legal_name"] is null) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_FIELD");
        if (body["type"]!.ToString() is not ("debit" or "credit") || body["network"]!.ToString() is not ("ach" or "same-day-ach" or "rtp" or "wire")) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_FIELD");
        if (!Authorizations.TryGetValue(key, out var made))
            Authorizations[key] = made = new JsonObject
            {
                ["id"] = $"auth-{Authorizations.Count + 1}",
                ["decision"] = Decision,
                ["decision_rationale"] = Decision == "declined" ? new JsonObject { ["code"] = "NSF", ["description"] = "The account has too little." } : null,
                ["proposed_transfer"] = new JsonObject { ["account_id"] = body["account_id"]!.ToString(), ["type"] = body["type"]!.ToString(), ["amount"] = body["amount"]!.ToString(), ["network"] = body["network"]!.ToString() },
            };
        return PlaidAnswer.Of(new() { ["authorization"] = made.DeepClone() });
    }

    private VendorAnswer Create(JsonObject body)
    {
        var authorization = Authorizations.Values.FirstOrDefault(a => a["id"]!.ToString() == body["authorization_id"]!.ToString());
        if (authorization is null || authorization["decision"]!.ToString() != "approved") return PlaidAnswer.Error("TRANSFER_ERROR", "TRANSFER_UNAUTHORIZED");
        var proposed = authorization["proposed_transfer"]!;
        if (body["amount"] is { } amount && amount.ToString() != proposed["amount"]!.ToString()) return PlaidAnswer.Error("TRANSFER_ERROR", "TRANSFER_AMOUNT_MISMATCH");
        if (body["description"]!.ToString().Length > LongestDescription) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_FIELD");
        var id = "tr-" + body["authorization_id"];
        if (!Transfers.TryGetValue(id, out var made))
        {
            Transfers[id] = made = new JsonObject
            {
                ["id"] = id,
                ["type"] = proposed["type"]!.ToString(),
                ["amount"] = proposed["amount"]!.ToString(),
                ["iso_currency_code"] = "USD",
                ["status"] = "pending",
                ["failure_reason"] = null,
                ["metadata"] = body["metadata"]!.DeepClone(),
                ["created"] = Clock.GetUtcNow().ToString("o"),
            };
            Happen(id, "pending");
        }
        return PlaidAnswer.Of(new() { ["transfer"] = made.DeepClone() });
    }

    /// <summary>Moves a transfer on, as the network would.</summary>
    internal void Happen(string transferId, string status, string? code = null)
    {
        var transfer = Transfers[transferId];
        var reason = code is null ? null : new JsonObject { ["failure_code"] = code, ["description"] = "came back" };
        transfer["status"] = status;
        transfer["failure_reason"] = reason?.DeepClone();
        Events.Add(new JsonObject
        {
            ["event_id"] = Events.Count + 1,
            ["timestamp"] = Clock.GetUtcNow().ToString("o"),
            ["event_type"] = status,
            ["transfer_id"] = transferId,
            ["transfer_amount"] = transfer["amount"]!.ToString(),
            ["failure_reason"] = reason,
        });
    }

    private VendorAnswer List(JsonObject body)
    {
        bool Within(JsonObject transfer)
        {
            var created = Time(transfer["created"]!);
            return (body["start_date"] is not { } from || created >= Time(from)) && (body["end_date"] is not { } to || created <= Time(to));
        }
        var count = body["count"]!.GetValue<int>();
        if (count is < 1 or > MostListed) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_FIELD");
        var page = Transfers.Values.Where(Within).Reverse().Skip(body["offset"]!.GetValue<int>()).Take(count);
        return PlaidAnswer.Of(new() { ["transfers"] = new JsonArray([.. page.Select(t => t.DeepClone())]) });
    }

    private VendorAnswer Cancel(string id)
    {
        if (!Transfers.TryGetValue(id, out var transfer)) return NotFound();
        if (transfer["status"]!.ToString() != "pending") return PlaidAnswer.Error("TRANSFER_ERROR", "TRANSFER_NOT_CANCELLABLE");
        Happen(id, "cancelled");
        return PlaidAnswer.Of([]);
    }

    private VendorAnswer Sync(long after, int count)
    {
        var later = Events.Where(e => e["event_id"]!.GetValue<int>() > after).ToList();
        return PlaidAnswer.Of(new() { ["transfer_events"] = new JsonArray([.. later.Take(count).Select(e => e.DeepClone())]), ["has_more"] = later.Count > count });
    }

    private static VendorAnswer NotFound() => PlaidAnswer.Error("TRANSFER_ERROR", "NOT_FOUND");

    private static DateTimeOffset Time(JsonNode text) => DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture);

    /// <summary>"A decimal string with two digits of precision".</summary>
    [GeneratedRegex(@"^\d{1,12}\.\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex AmountForm();
}
