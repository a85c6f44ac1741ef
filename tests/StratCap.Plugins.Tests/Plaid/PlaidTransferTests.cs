using StratCap.Plugin.Plaid;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Plaid;

public sealed class PlaidTransferTests : IAsyncLifetime
{
    private readonly PlaidConnector _plaid = new();
    private PlaidStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await PlaidStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Pay_TwiceUnderOneKey_MovesTheMoneyOnce()
    {
        var first = await Pay(Order("D-7"));
        var second = await Pay(Order("D-7"));
        second.ShouldBe(first);
        first.ShouldBe(new WriteOutcome.Accepted("tr-auth-1"));
        _vendor.Transfers.Count.ShouldBe(1);
        var sent = _vendor.Requests.First(r => r.Path == "/transfer/authorization/create").Json;
        (sent["access_token"]!.ToString(), sent["type"]!.ToString(), sent["amount"]!.ToString(), sent["ach_class"]!.ToString()).ShouldBe(("access-own", "credit", "500000.00", "ccd"));
    }

    [Fact]
    public async Task Collect_FromAPerson_IsADebitOfItsClass()
    {
        await _plaid.Collect(_vendor.Connection(), Order("C-1") with { Party = Party(isPerson: true) }, default);
        var sent = _vendor.Requests.First(r => r.Path == "/transfer/authorization/create").Json;
        (sent["type"]!.ToString(), sent["ach_class"]!.ToString()).ShouldBe(("debit", "ppd"));
    }

    [Theory]
    [InlineData("/transfer/authorization/create", 0)]
    [InlineData("/transfer/create", 1)]
    public async Task Pay_WhoseAnswerIsLost_IsUncertainThenFoundOrSentAgainAndMovesOnce(string path, int madeByThen)
    {
        _vendor.CutAfterWork.Add(path);
        (await Pay(Order("D-8"))).ShouldBeOfType<WriteOutcome.Uncertain>();
        _vendor.Transfers.Count.ShouldBe(madeByThen);
        var found = await _plaid.GetStatus(_vendor.Connection(), new PaymentRef("D-8", null, new DateOnly(2026, 11, 20)), default);
        (found is null ? 0 : 1).ShouldBe(madeByThen);
        if (found is null) await Pay(Order("D-8"));
        _vendor.Transfers.Count.ShouldBe(1);
        found = await _plaid.GetStatus(_vendor.Connection(), new PaymentRef("D-8", null), default);
        (found!.Key, found.State, found.Amount).ShouldBe(("D-8", PaymentState.Pending, new Amount(500_000m, "USD")));
    }

    [Fact]
    public async Task Pay_UnderAKeyOfAnotherOrder_SendsNothing()
    {
        await Pay(Order("D-9"));
        (await Pay(Order("D-9") with { Amount = new(1m, "USD") })).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("plaid.key_reused");
        _vendor.Transfers.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("declined", "NSF")]
    [InlineData("user_action_required", "user_action_required")]
    [InlineData("perhaps", "plaid.decision_unknown")]
    public async Task Pay_NotApproved_IsRejectedByName(string decision, string code)
    {
        _vendor.Decision = decision;
        (await Pay(Order("D-10"))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe(code);
        _vendor.Transfers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.01", "USD", null, null)]
    [InlineData("99999999.99", "USD", null, null)]
    [InlineData("100000000.00", "USD", null, "plaid.amount")]
    [InlineData("999999999999.99", "USD", "wire", "plaid.amount")]
    [InlineData("9999999999.99", "USD", "wire", null)]
    [InlineData("1000000.01", "USD", "same-day-ach", "plaid.amount")]
    [InlineData("0.001", "USD", null, "plaid.amount")]
    [InlineData("0", "USD", null, "plaid.amount")]
    [InlineData("5", "JPY", null, "plaid.currency")]
    [InlineData("1.234", "KWD", null, "plaid.currency")]
    [InlineData("1.00", "USD", "pigeon", "plaid.network")]
    public async Task Pay_OfAnAmount_IsSentExactlyOrRefusedByName(string amount, string currency, string? rail, string? refusal)
    {
        var value = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        var outcome = await Pay(Order("D-11") with { Amount = new(value, currency), Rail = rail });
        if (refusal is null)
        {
            outcome.ShouldBeOfType<WriteOutcome.Accepted>();
            _vendor.Transfers.Values.Single()["amount"]!.ToString().ShouldBe(amount);
        }
        else
        {
            outcome.ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe(refusal);
            _vendor.Requests.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Pay_BeforeItsDay_IsRefused() =>
        (await Pay(Order("D-12") with { ExecuteOn = new(2026, 11, 21) })).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("plaid.execute_on");

    [Fact]
    public async Task Pay_ToAnAccountThatNamesAnotherSecret_IsRejectedBeforeAnythingIsSent()
    {
        var stranger = Party() with { Account = new(VendorId: "secret/acc1") };
        (await Pay(Order("D-13") with { Party = stranger })).ShouldBeOfType<WriteOutcome.Rejected>();
        _vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pay_ToAHolderNamedLikeAPlaceholder_PutsNoSecretIntoHisName()
    {
        await Pay(Order("D-14") with { Party = Party() with { Name = "{{secret:secret}} LLC" } });
        _vendor.Requests.First(r => r.Path == "/transfer/authorization/create").Json["user"]!["legal_name"]!.ToString().ShouldBe("{{secret:secret}} LLC");
    }

    [Theory]
    [InlineData(400, "INVALID_INPUT", "INVALID_API_KEYS", ErrorClass.Auth)]
    [InlineData(400, "ITEM_ERROR", "ITEM_LOGIN_REQUIRED", ErrorClass.Auth)]
    [InlineData(429, "RATE_LIMIT_EXCEEDED", "TRANSFER_LIMIT", ErrorClass.RateLimited)]
    public async Task Pay_RefusedForAReasonOfTheConnections_IsThrownInItsClassWithoutTheVendorsText(int status, string type, string code, ErrorClass expected)
    {
        _vendor.Queue("/transfer/authorization/create", PlaidStandIn.Error(status, type, code, new() { ["Retry-After"] = "7" }));
        var error = await Should.ThrowAsync<ConnectorException>(() => Pay(Order("D-15")));
        (error.Class, error.VendorCode, error.RequestId).ShouldBe((expected, code, "req-1"));
        error.Message.ShouldNotContain("1234567890");
        if (expected == ErrorClass.RateLimited) error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Pay_AnsweredByAServerErrorOrHalfAnAnswer_IsUncertain()
    {
        _vendor.Queue("/transfer/create", PlaidStandIn.Error(500, "API_ERROR", "INTERNAL_SERVER_ERROR"), new(502, "<html>bad gateway</html>"), new(200, "{\"transfer\":{\"id\":\"tr"));
        for (var i = 0; i < 3; i++) (await Pay(Order("D-16"))).ShouldBeOfType<WriteOutcome.Uncertain>();
        (await Pay(Order("D-16"))).ShouldBeOfType<WriteOutcome.Accepted>();
        _vendor.Transfers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancel_WhileItCan_TakesTheTransferBackAndIsRefusedAfterwards()
    {
        await Pay(Order("D-17"));
        (await _plaid.Cancel(_vendor.Connection(), new("D-17", null), default)).ShouldBe(new WriteOutcome.Accepted("tr-auth-1"));
        (await _plaid.GetStatus(_vendor.Connection(), new("D-17", "tr-auth-1"), default))!.State.ShouldBe(PaymentState.Cancelled);
        (await _plaid.Cancel(_vendor.Connection(), new("D-17", "tr-auth-1"), default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("TRANSFER_NOT_CANCELLABLE");
        (await _plaid.Cancel(_vendor.Connection(), new("D-none", null), default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("plaid.not_found");
    }

    [Fact]
    public async Task GetStatus_OfATransferThatIsNotThere_IsNull() => (await _plaid.GetStatus(_vendor.Connection(), new("x", "tr-none"), default)).ShouldBeNull();

    [Fact]
    public async Task GetStatus_ByKey_FindsItBehindManyOthers()
    {
        for (var i = 0; i < 60; i++) await Pay(Order($"M-{i}"));
        (await _plaid.GetStatus(_vendor.Connection(), new("M-0", null), default))!.ExternalId.ShouldBe("tr-auth-1");
        (await _plaid.GetStatus(_vendor.Connection(), new("M-none", null), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Updates_OfAReturn_SayWhetherToTryAgainAndNameTheSameEventAsTheStatus()
    {
        await Pay(Order("D-18"));
        _vendor.Happen("tr-auth-1", "posted");
        _vendor.Happen("tr-auth-1", "settled");
        _vendor.Happen("tr-auth-1", "returned", "R01");
        var updates = (await Updates(null)).Updates;
        updates.Select(u => u.State).ShouldBe([PaymentState.Pending, PaymentState.Pending, PaymentState.Settled, PaymentState.Returned]);
        (updates[3].Code, updates[3].MayRetry, updates[3].StopAccount).ShouldBe(("R01", true, false));
        (await _plaid.GetStatus(_vendor.Connection(), new("D-18", "tr-auth-1"), default))!.EventId.ShouldBe(updates[3].EventId);
        _vendor.Happen("tr-auth-1", "returned", "R10");
        (await Updates(null)).Updates[4].StopAccount.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(10_000)]
    public async Task Updates_OfAnyNumber_ComeOnceAndGoOnFromEachCursor(int count)
    {
        await Pay(Order("D-19"));
        _vendor.Events.Clear();
        for (var i = 0; i < count; i++) _vendor.Happen("tr-auth-1", i % 3 == 2 ? "sweep.posted" : "posted");
        var (updates, cursors) = await Updates(null);
        updates.Count.ShouldBe(count - count / 3);
        (await Updates(cursors[^1])).Updates.ShouldBeEmpty();
        // Stopping after the first page and going on gives the rest, no more and no less.
        var rest = (await Updates(cursors[0])).Updates.Count;
        rest.ShouldBe(updates.Count - Math.Min(count, 500) + Math.Min(count, 500) / 3);
        (await Updates("999999999")).Updates.ShouldBeEmpty();
    }

    private async Task<(List<PaymentUpdate> Updates, List<string> Cursors)> Updates(string? cursor)
    {
        var (updates, cursors) = (new List<PaymentUpdate>(), new List<string>());
        await foreach (var page in _plaid.StreamUpdates(_vendor.Connection(), cursor, default))
        {
            updates.AddRange(page.Items);
            cursors.Add(page.Cursor);
        }
        return (updates, cursors);
    }

    private Task<WriteOutcome> Pay(PaymentOrder order) => _plaid.Pay(_vendor.Connection(), order, default);

    internal static PaymentOrder Order(string key) => new(key, "appr-1", new Amount(500_000m, "USD"), new DateOnly(2026, 11, 20), Party(), PaymentPurpose.Distribution, "Distribution 7");

    private static Party Party(bool isPerson = false) => new("LP001", "Granite Pension Fund", isPerson, new PartyAccount(VendorId: "item_token/acc1"));
}
