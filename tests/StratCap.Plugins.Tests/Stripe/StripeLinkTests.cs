using StratCap.Plugin.Stripe;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests.Stripe;

public sealed class StripeLinkTests : IAsyncLifetime
{
    private static readonly LinkRequest Request = new("L-1", "LP001", "Granite Pension Fund", "cfo@granite.example", false, LinkPurpose.Payments);
    private readonly StripeConnector _stripe = new();
    private StripeStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await StripeStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Check_NamesTheKindOfAccountAndFailsOnAWrongKey()
    {
        (await _stripe.Check(_vendor.Connection(), default)).AccountName.ShouldBe("Stripe, test account");
        _vendor.Secrets["api_key"] = "rk_wrong";
        (await Should.ThrowAsync<ConnectorException>(() => _stripe.Check(_vendor.Connection(), default))).Class.ShouldBe(ErrorClass.Auth);
    }

    [Theory]
    [InlineData("sm11aa")]
    [InlineData("32,45")]
    public async Task Link_ConfirmedByMicroDeposits_GivesTheAccountAndItsMandate(string proof)
    {
        var start = await _stripe.BeginLink(_vendor.Connection(), Request, default);
        (start.PageToken, start.Reference).ShouldBe(("seti_1_secret_x", "seti_1"));
        _vendor.Requests.Select(r => r.Headers["idempotency-key"]).ShouldBe(["L-1-customer", "L-1-setup"]);

        (await _stripe.CompleteLink(_vendor.Connection(), Request, new(null, "seti_1"), default)).State.ShouldBe(VerdictState.Pending);
        var linked = await _stripe.CompleteLink(_vendor.Connection(), Request, new(null, "seti_1", proof), default);
        linked.State.ShouldBe(VerdictState.Verified);
        linked.Accounts.Single().ShouldBe(new LinkedAccount("cus_1/pm_1", "STRIPE TEST BANK", "6789", "mandate_1"));
    }

    [Theory]
    [InlineData("SM99ZZ")]
    [InlineData("1,2,3")]
    [InlineData("-1,2")]
    [InlineData("100,2")]
    public async Task Link_WithAWrongProof_IsRefused(string proof)
    {
        await _stripe.BeginLink(_vendor.Connection(), Request, default);
        (await Should.ThrowAsync<ConnectorException>(() => _stripe.CompleteLink(_vendor.Connection(), Request, new(null, "seti_1", proof), default))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Fact]
    public async Task Link_CompletedUnderAnothersReference_IsRefused()
    {
        await _stripe.BeginLink(_vendor.Connection(), Request, default);
        (await Should.ThrowAsync<ConnectorException>(() => _stripe.CompleteLink(_vendor.Connection(), Request with { Key = "L-2" }, new(null, "seti_1"), default))).Class.ShouldBe(ErrorClass.Validation);
        (await Should.ThrowAsync<ConnectorException>(() => _stripe.CompleteLink(_vendor.Connection(), Request, new(null, "../customers"), default))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Theory]
    [InlineData("cus_1/pm_1", VerdictState.Verified)]
    [InlineData("cus_1/pm_2", VerdictState.Pending)]
    [InlineData("cus_1/pm_card", VerdictState.Failed)]
    [InlineData("cus_1/pm_blocked", VerdictState.Failed)]
    public async Task Verification_FollowsWhetherTheMethodHangsOnItsCustomer(string vendorId, VerdictState expected) =>
        (await _stripe.VerifyAccount(_vendor.Connection(), new("Granite", new(VendorId: vendorId)), default)).State.ShouldBe(expected);
}
