using System.Globalization;
using System.Text;
using StratCap.Plugin.Plaid;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests.Plaid;

public sealed class PlaidFeedTests : IAsyncLifetime
{
    private readonly PlaidConnector _plaid = new();
    private PlaidStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await PlaidStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Transactions_ComeFromTheAccountsSide_ExactToTheCent()
    {
        Page("", Sync("c1", false, added: [Line("out", "-0.01"), Line("in", "999999999999.99"), Line("yen", "-5", "JPY"), Line("dinar", "-1.234", "KWD"), Line("soon", "12.50", pending: true)]));
        var lines = (await Read(null)).Lines;
        lines.Select(l => l.Amount.ToString()).ShouldBe(["0.01 USD", "-999999999999.99 USD", "5 JPY", "1.234 KWD", "-12.50 USD"]);
        (lines[0].Status, lines[0].BookedOn).ShouldBe((BankStatus.Booked, new DateOnly(2026, 11, 19)));
        (lines[4].Status, lines[4].BookedOn).ShouldBe((BankStatus.Pending, null));
    }

    [Fact]
    public async Task Transactions_TakenBackOrChanged_AreSaidSo()
    {
        Page("c1", Sync("c2", false, added: [], modified: [Line("a", "-2.00")], removed: ["b"]));
        var (lines, cursors) = await Read("c1");
        lines.Select(l => (l.Id, l.Status)).ShouldBe([("a", BankStatus.Booked), ("b", BankStatus.Removed)]);
        cursors.ShouldBe(["c2"]);
    }

    [Fact]
    public async Task Transactions_ThatMoveWhileTheyAreRead_AreReadAgainFromTheFirstCursorAndNothingOfTheTornReadingIsGiven()
    {
        Page("c1", Sync("p1", true, added: [Line("gone", "-1.00")]), Sync("q1", true, added: [Line("kept", "-2.00")]));
        Page("p1", PlaidStandIn.Error(400, "TRANSACTIONS_ERROR", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"));
        Page("q1", Sync("c2", false, added: [Line("last", "-3.00")]));
        var (lines, cursors) = await Read("c1");
        lines.Select(l => l.Id).ShouldBe(["kept", "last"]);
        cursors[^1].ShouldBe("c2");
        cursors.SkipLast(1).ShouldAllBe(c => c == "c1");
    }

    [Fact]
    public async Task Transactions_OfABankThatIsNotReadYet_LeaveACursorThatTheHostCanKeep()
    {
        Page("", Sync("", false, added: []));
        (await Read(null)).Cursors.ShouldBe(["-"]);
    }

    /// <summary>A gateway before Plaid refuses in words of its own, and the firm must still be told to reconnect.</summary>
    [Fact]
    public async Task Transactions_RefusedWithoutPlaidsWords_AskForNewSecrets()
    {
        Page("", new StandInAnswer(401, ""));
        (await Should.ThrowAsync<ConnectorException>(() => Read(null))).Class.ShouldBe(ErrorClass.Auth);
    }

    [Fact]
    public async Task Transactions_ThatNeverRest_AreGivenUpForNow()
    {
        Page("", Sync("p1", true, added: []));
        Page("p1", PlaidStandIn.Error(400, "TRANSACTIONS_ERROR", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"));
        (await Should.ThrowAsync<ConnectorException>(() => Read(null))).Class.ShouldBe(ErrorClass.Transient);
        _vendor.Requests.Count().ShouldBe(10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(10_000)]
    public async Task Transactions_OfAnyNumber_ComeOnceAndTheCursorMovesWithTheLastPageAlone(int count)
    {
        for (var at = 0; at == 0 || at < count; at += 500)
        {
            var end = Math.Min(at + 500, count);
            Page(at == 0 ? "" : $"p{at}", Sync(end == count ? "end" : $"p{end}", end < count, added: [.. Enumerable.Range(at, end - at).Select(i => Line($"t{i}", "-1.00"))]));
        }
        var (lines, cursors) = await Read(null);
        lines.Select(l => l.Id).ShouldBe(Enumerable.Range(0, count).Select(i => $"t{i}"));
        cursors[^1].ShouldBe("end");
        cursors.SkipLast(1).ShouldAllBe(c => c == "-");
        (await Read("-")).Lines.Count.ShouldBe(count);
    }

    [Fact]
    public async Task Transactions_OfACurrencyThatIsNone_StopTheFeedRatherThanBecomeDollars()
    {
        Page("", Sync("c1", false, added: [Line("coin", "-1.00", null)]));
        (await Should.ThrowAsync<ConnectorException>(() => Read(null))).Class.ShouldBe(ErrorClass.Permanent);
    }

    [Fact]
    public async Task Transactions_OfABankThatWantsANewSignIn_AskForAReconnect()
    {
        Page("", PlaidStandIn.Error(400, "ITEM_ERROR", "ITEM_LOGIN_REQUIRED"));
        (await Should.ThrowAsync<ConnectorException>(() => Read(null))).Class.ShouldBe(ErrorClass.Auth);
    }

    [Fact]
    public async Task Accounts_CarryBalanceAndMask()
    {
        var account = (await _plaid.ListAccounts(_vendor.Connection(), default)).ShouldHaveSingleItem();
        (account.Id, account.Mask, account.Currency, account.Balance).ShouldBe(("acc1", "0000", "USD", 100.10m));
    }

    private void Page(string cursor, params StandInAnswer[] answers) => _vendor.SyncPages[cursor] = new(answers);

    private async Task<(List<BankTransaction> Lines, List<string> Cursors)> Read(string? cursor)
    {
        var (lines, cursors) = (new List<BankTransaction>(), new List<string>());
        await foreach (var page in _plaid.StreamTransactions(_vendor.Connection(), cursor, default))
        {
            lines.AddRange(page.Items);
            cursors.Add(page.Cursor);
        }
        return (lines, cursors);
    }

    private static string Line(string id, string amount, string? currency = "USD", bool pending = false) =>
        $$"""{"transaction_id":"{{id}}","account_id":"acc1","amount":{{amount}},"iso_currency_code":{{(currency is null ? "null" : $"\"{currency}\"")}},"unofficial_currency_code":null, """
        + $$"""  "date":"2026-11-19","pending":{{(pending ? "true" : "false")}},"name":"WIRE","payment_meta":{} }""";

    private static StandInAnswer Sync(string next, bool more, string[] added, string[]? modified = null, string[]? removed = null)
    {
        var text = new StringBuilder("{\"accounts\":[],\"transactions_update_status\":\"HISTORICAL_UPDATE_COMPLETE\",\"added\":[").AppendJoin(',', added).Append("],\"modified\":[").AppendJoin(',', modified ?? [])
            .Append("],\"removed\":[").AppendJoin(',', (removed ?? []).Select(r => $$"""{"transaction_id":"{{r}}","account_id":"acc1"}""")).Append(CultureInfo.InvariantCulture, $"],\"next_cursor\":\"{next}\",\"has_more\":{(more ? "true" : "false")},\"request_id\":\"r\"}}");
        return new(200, text.ToString());
    }
}
