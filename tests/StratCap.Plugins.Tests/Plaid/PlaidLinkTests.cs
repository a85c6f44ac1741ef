using StratCap.Plugin.Plaid;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests.Plaid;

public sealed class PlaidLinkTests : IAsyncLifetime
{
    private readonly PlaidConnector _plaid = new();
    private PlaidStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await PlaidStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Check_NamesTheAccountAndFailsOnAWrongSecret()
    {
        (await _plaid.Check(_vendor.Connection(), default)).AccountName.ShouldBe("Plaid sandbox, client 5f3aclientid");
        _vendor.Secrets["secret"] = "wrong";
        (await Should.ThrowAsync<ConnectorException>(() => _plaid.Check(_vendor.Connection(), default))).Class.ShouldBe(ErrorClass.Auth);
    }

    [Fact]
    public async Task Check_OfAnotherHostThanPlaids_IsRefused() =>
        (await Should.ThrowAsync<ConnectorException>(() => _plaid.Check(_vendor.Connection(new { environment = "evil.example/", clientId = "x", clientName = "y" }), default))).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task Link_ThatIsCompleted_GivesTheTokenToStoreUnderANameThatVerificationUses()
    {
        var request = new LinkRequest("L-1", "LP001", "Granite Pension Fund", null, false, LinkPurpose.Verify);
        var start = await _plaid.BeginLink(_vendor.Connection(), request, default);
        start.PageToken.ShouldBe("link-sandbox-1");
        var sent = _vendor.Requests.Last().Json;
        sent["products"]!.AsArray().Select(p => p!.ToString()).ShouldBe(["auth", "identity"]);
        sent["user"]!["client_user_id"]!.ToString().ShouldBe("LP001");

        var linked = await _plaid.CompleteLink(_vendor.Connection(), request, new("public-good", null), default);
        linked.ExternalAccount.ShouldBe("Item1Aa");
        linked.Secret!.Value.ShouldBe("access-Party-1");
        linked.Secret.ToString().ShouldNotContain("access-Party-1");
        _vendor.Secrets[linked.Secret.Name] = linked.Secret.Value;

        var verdict = await _plaid.VerifyAccount(_vendor.Connection(), new("Granite Pension Fund", new(VendorId: linked.Accounts.Single().VendorId)), default);
        verdict.ShouldBe(new AccountVerdict(VerdictState.Verified, 92, "0000", null, linked.Accounts.Single().VendorId));
    }

    [Fact]
    public async Task Link_OfTheFundsOwnBank_IsStoredWhereStatementsAreReadWith()
    {
        var request = new LinkRequest("L-2", "fund", "Harbour Fund I", null, false, LinkPurpose.Statements);
        (await _plaid.CompleteLink(_vendor.Connection(), request, new("public-good", null), default)).Secret!.Name.ShouldBe("item_token");
    }

    [Fact]
    public async Task Link_ThatIsRepaired_KeepsItsSecretAndAsksForNoProducts()
    {
        var request = new LinkRequest("L-3", "fund", "Harbour Fund I", null, false, LinkPurpose.Statements, RepairOf: "item_token");
        await _plaid.BeginLink(_vendor.Connection(), request, default);
        var sent = _vendor.Requests.Last().Json;
        (sent["access_token"]!.ToString(), sent.ContainsKey("products")).ShouldBe(("access-own", false));
        (await _plaid.CompleteLink(_vendor.Connection(), request, new(null, null), default)).Secret.ShouldBeNull();
    }

    [Fact]
    public async Task Link_WithAnAnswerThatIsNone_IsRefused()
    {
        var request = new LinkRequest("L-4", "LP001", "Granite", null, false, LinkPurpose.Payments);
        (await Should.ThrowAsync<ConnectorException>(() => _plaid.CompleteLink(_vendor.Connection(), request, new("public-forged", null), default))).Class.ShouldBe(ErrorClass.Validation);
        (await Should.ThrowAsync<ConnectorException>(() => _plaid.CompleteLink(_vendor.Connection(), request, new(null, null), default))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Theory]
    [InlineData(69, null, VerdictState.Failed)]
    [InlineData(70, null, VerdictState.Verified)]
    [InlineData(100, "pending_manual_verification", VerdictState.Pending)]
    [InlineData(100, "verification_failed", VerdictState.Failed)]
    [InlineData(100, "manually_verified", VerdictState.Verified)]
    public async Task Verification_FollowsTheNamesScoreAndTheBanksStatus(int score, string? status, VerdictState expected)
    {
        (_vendor.NameScore, _vendor.VerificationStatus) = (score, status);
        var verdict = await _plaid.VerifyAccount(_vendor.Connection(), new("Granite Pension Fund", new(VendorId: "item_token/acc1")), default);
        verdict.State.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("acc1")]
    [InlineData("secret/acc1")]
    [InlineData("item_token}}{{secret:secret/acc1")]
    public async Task Verification_OfAnAccountThatNoLinkMade_IsRefused(string? vendorId) =>
        (await Should.ThrowAsync<ConnectorException>(() => _plaid.VerifyAccount(_vendor.Connection(), new("x", new(VendorId: vendorId)), default))).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task Verification_OfAnAccountThatTheBankShowsNoMore_Fails() =>
        (await _plaid.VerifyAccount(_vendor.Connection(), new("x", new(VendorId: "item_token/acc2")), default)).State.ShouldBe(VerdictState.Failed);
}
