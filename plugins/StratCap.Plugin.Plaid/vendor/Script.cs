using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing.Conformance;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Plaid.Vendor;

/// <summary>
/// Plaid's sandbox as its specification describes it (github.com/plaid/plaid-openapi, API 2020-09-14): keys of the API and tokens of linked banks, a log of transactions behind cursors, transfers
/// under authorizations with our keys, webhooks signed with Plaid's own key.
/// </summary>
public sealed class Script : VendorScript
{
    private const string ClientId = "5f3aclientid", Host = "sandbox.plaid.com", OwnToken = "access-sandbox-own-51d2";

    private readonly TransactionLog _log = new();
    private readonly TransferDesk _transfers = new();
    private readonly LinkDesk _links = new(OwnToken);
    private readonly SigningKey _key = new("key-1");
    private readonly SigningKey _stranger = new("key-1");

    public override JsonObject Settings => new() { ["environment"] = "sandbox", ["clientId"] = ClientId, ["clientName"] = "Harbour Partners" };

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>
    {
        ["secret"] = "sandbox-secret-9c1f",
        ["item_token"] = OwnToken,
    };

    /// <summary><c>/transactions/sync</c>: count is 500 at most.</summary>
    public override int PageSize => 500;

    public override IReadOnlyList<string> Written => [.. _transfers.Transfers.Values.Select(t => t["metadata"]!["key"]!.ToString())];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. _transfers.Transfers.Values.Select(TransferDesk.AmountOf)];

    public override bool NumbersWebhooks => false;

    /// <summary>An account of the bank that is linked under the connection's token.</summary>
    public override Party PartyOf(PaymentDirection direction) => new("LP001", "Oak County Pension Fund", false, new PartyAccount(VendorId: "item_token/acc1"));

    public override LinkAnswer Agree(LinkStart start) => new(_links.Agree(start.PageToken), start.Reference);

    public override AccountToVerify ToVerify(VerdictState expected)
    {
        _links.Status = expected == VerdictState.Pending ? "pending_manual_verification" : null;
        return new(expected == VerdictState.Failed ? "Somebody Else" : _links.Holder, new PartyAccount(VendorId: "item_token/acc1"));
    }

    public override bool Move(string written, PaymentState state)
    {
        var transfer = _transfers.Transfers.Single(t => t.Value["metadata"]!["key"]!.ToString() == written).Key;
        _transfers.Happen(transfer, state switch { PaymentState.Settled => "settled", PaymentState.Returned => "returned", PaymentState.Failed => "failed", _ => "cancelled" }, state is PaymentState.Returned or PaymentState.Failed ? "R01" : null);
        return true;
    }

    public override void Seed(int items)
    {
        _log.Forget();
        _transfers.Forget();
        for (var i = 0; i < items; i++) _log.Add();
    }

    public override string Add() => _log.Add();

    public override bool Delete(string id) => _log.Remove(id);

    public override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Host != Host || request.Method != "POST") return PlaidAnswer.Error("INVALID_REQUEST", "NOT_FOUND", 404);
        if (request.Headers.GetValueOrDefault("plaid-client-id") != ClientId || request.Headers.GetValueOrDefault("plaid-secret") != Secrets["secret"]) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_API_KEYS");
        if (request.Json is not JsonObject body) return PlaidAnswer.Error("INVALID_REQUEST", "INVALID_BODY");
        if (body["access_token"]?.ToString() is { } token && !_links.Knows(token)) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_ACCESS_TOKEN");
        return request.Path switch
        {
            "/institutions/get" => PlaidAnswer.Of(new() { ["institutions"] = new JsonArray(), ["total"] = 0 }),
            "/transactions/sync" => _log.Sync(body),
            "/webhook_verification_key/get" => body["key_id"]?.ToString() == _key.Id ? PlaidAnswer.Of(new() { ["key"] = _key.Jwk() }) : PlaidAnswer.Error("INVALID_INPUT", "INVALID_WEBHOOK_VERIFICATION_KEY_ID"),
            _ => _links.Answer(request.Path, body) ?? _transfers.Answer(request.Path, body) ?? PlaidAnswer.Error("INVALID_REQUEST", "NOT_FOUND", 404),
        };
    }

    public override WebhookDelivery SignedWebhook(string eventId, DateTimeOffset signedAt) => _key.Sign(signedAt);

    public override WebhookDelivery ForgedWebhook(string eventId, DateTimeOffset signedAt) => _stranger.Sign(signedAt);
}

/// <summary>Answers in Plaid's form.</summary>
internal static class PlaidAnswer
{
    internal static VendorAnswer Of(JsonObject body)
    {
        body["request_id"] = "req-ok";
        return VendorAnswer.Of(body);
    }

    internal static VendorAnswer Error(string type, string code, int status = 400) => VendorAnswer.Of(
        new JsonObject { ["error_type"] = type, ["error_code"] = code, ["error_message"] = "see the code", ["display_message"] = null, ["request_id"] = "req-1" }, status);
}
