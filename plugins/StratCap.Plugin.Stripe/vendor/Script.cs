using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing.Conformance;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Stripe.Vendor;

/// <summary>
/// A Stripe account as its specification describes it (github.com/stripe/openapi; docs.stripe.com/api for idempotency, paging and v2): the balance, debits by PaymentIntents, payments out of a
/// financial account, webhooks under the endpoint's secret.
/// </summary>
public sealed class Script : VendorScript
{
    private readonly StripeDesk _desk = new();
    private readonly SetupDesk _setups = new();

    public override JsonObject Settings => new() { ["financialAccount"] = "fa_1", ["statementDescriptor"] = "HARBOUR FUND" };

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string> { ["api_key"] = "rk_test_51e0d7c2", ["webhook_secret"] = "whsec_77ab01f3" };

    /// <summary><c>limit</c> is 100 at most.</summary>
    public override int PageSize => 100;

    public override IReadOnlyList<string> Written => [.. Moved.Select(m => m["metadata"]!["key"]!.ToString())];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. Moved.Select(StripeDesk.AmountOf)];

    private IEnumerable<JsonObject> Moved => _desk.Intents.Values.Concat(_desk.Payments.Values);

    public override Party PartyOf(PaymentDirection direction) => new(
        "LP001", "Oak County Pension Fund", false, new PartyAccount(VendorId: direction == PaymentDirection.Collect ? "cus_1/pm_1" : "acct_1/usba_1"), MandateId: "mandate_1", MandateSignedOn: new DateOnly(2025, 1, 2));

    public override LinkPurpose LinksFor => LinkPurpose.Payments;

    public override LinkAnswer Agree(LinkStart start)
    {
        _setups.Confirm(start.Reference!);
        return new(null, start.Reference);
    }

    public override AccountToVerify ToVerify(VerdictState expected) =>
        new("Oak County Pension Fund", new PartyAccount(VendorId: "cus_1/" + expected switch { VerdictState.Verified => "pm_1", VerdictState.Pending => "pm_waiting", _ => "pm_blocked" }));

    public override bool Move(string written, PaymentState state)
    {
        var id = Moved.Single(m => m["metadata"]!["key"]!.ToString() == written)["id"]!.ToString();
        if (id.StartsWith("obp_", StringComparison.Ordinal)) _desk.HappenV2(id, state switch { PaymentState.Settled => "posted", PaymentState.Returned => "returned", PaymentState.Failed => "failed", _ => "canceled" });
        else if (state == PaymentState.Returned) _desk.Dispute(id, "insufficient_funds");
        else _desk.Happen(id, state switch { PaymentState.Settled => "succeeded", PaymentState.Failed => "requires_payment_method", _ => "canceled" }, state == PaymentState.Failed ? "account_closed" : null);
        return true;
    }

    /// <summary>Balance transactions of the last days, a minute apart.</summary>
    public override void Seed(int items)
    {
        _desk.Forget();
        for (var i = items; i > 0; i--) _desk.Book("topup", 1_000 + i, 0, secondsAgo: i * 60);
    }

    public override string Add() => _desk.Book("topup", 1_000, 0);

    public override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Host != "api.stripe.com") return StripeDesk.Error(404, "invalid_request_error");
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer " + Secrets["api_key"]) return StripeDesk.Error(401, "invalid_request_error");
        return _setups.Answer(request) ?? _desk.Answer(request) ?? StripeDesk.Error(404, "invalid_request_error", "resource_missing");
    }

    /// <summary><c>Stripe-Signature: t=…,v1=…</c>: HMAC-SHA256 of time, dot and body (docs.stripe.com/webhooks#verify-manually).</summary>
    public override WebhookDelivery SignedWebhook(string eventId, DateTimeOffset signedAt)
    {
        var time = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = new JsonObject
        {
            ["id"] = eventId,
            ["object"] = "event",
            ["type"] = "payment_intent.succeeded",
            ["created"] = signedAt.ToUnixTimeSeconds(),
            ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = "pi_1", ["object"] = "payment_intent" } },
        }.ToJsonString();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secrets["webhook_secret"]), Encoding.UTF8.GetBytes($"{time}.{body}")));
        return new(new Dictionary<string, string> { ["stripe-signature"] = $"t={time},v1={signature}" }, Encoding.UTF8.GetBytes(body), TimeProvider.System.GetUtcNow());
    }
}
