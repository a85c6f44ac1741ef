using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.QuickBooks;
using StratCap.Plugins.Tests.Ledgers;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.QuickBooks;

public sealed class QuickBooksReadingTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Spring = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly QuickBooksStandIn vendor = new();
    private readonly QuickBooksConnector connector = new();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    internal static Connection To(QuickBooksStandIn vendor, string token = QuickBooksStandIn.Token, string? startDate = null) => TestConnection.To(
        vendor.Address, new { clientId = "c", realmId = QuickBooksStandIn.Realm, homeCurrency = "USD", environment = "sandbox", startDate },
        new Dictionary<string, string> { ["access_token"] = token, ["webhook_verifier"] = "v3r1f13r" }, new FakeTimeProvider(vendor.Now));

    private Task<(List<LedgerEntry> Items, string Cursor, List<Page<LedgerEntry>> Pages)> Read(string? cursor = null, string? startDate = null) =>
        connector.StreamEntries(To(vendor, startDate: startDate), cursor, TestContext.Current.CancellationToken).Whole();

    [Fact]
    public async Task Check_NamesTheCompany_AndSendsNothingButTheToken()
    {
        (await connector.Check(To(vendor), default)).AccountName.ShouldBe("Birch Fund II LP");
        vendor.Requests.ShouldAllBe(r => r.Headers["x-vendor-host"] == "sandbox-quickbooks.api.intuit.com" && r.Headers["authorization"] == "Bearer " + QuickBooksStandIn.Token);
    }

    [Fact]
    public async Task Check_OfACompanyWithAnotherHomeCurrency_IsRefused()
    {
        vendor.HomeCurrency = "CAD";
        (await Entries.Fails(() => connector.Check(To(vendor), default))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Fact]
    public async Task Check_WithAWrongToken_AsksToReconnect_AndKeepsIntuitsId()
    {
        var refusal = await Entries.Fails(() => connector.Check(To(vendor, "wrong"), default));
        (refusal.Class, refusal.VendorCode, refusal.RequestId).ShouldBe((ErrorClass.Auth, "3200", "1-tid"));
        refusal.Message.ShouldNotContain("4111-secret-detail");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task Accounts_OfAnyNumberOfPages_AllComeOnce(int count)
    {
        for (var i = 1; i <= count; i++) vendor.Accounts.Add(Account(i));
        var accounts = await connector.ListAccounts(To(vendor), default).Whole();
        accounts.Items.Select(a => a.Id).Order().ShouldBe(Enumerable.Range(1, count).Select(i => $"{i}").Order());
    }

    [Fact]
    public async Task Account_ComesWithNumberKindCurrencyAndWhetherItIsOpen()
    {
        vendor.Accounts.Add(Account(1, "Equity", active: false));
        (await connector.ListAccounts(To(vendor), default).Whole()).Items.ShouldBe([new LedgerAccount("1", "3001", "Capital:LP 1", LedgerAccountKind.Equity, "USD", false)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(10_000)]
    public async Task FirstReading_OfAnyNumberOfPages_GivesEachOnce_AndReadingOnGivesNothingNew(int count)
    {
        for (var i = 0; i < count; i++) vendor.Add(Spring.AddSeconds(i / 3));
        var first = await Read();
        Entries.Kept(first.Items).Count.ShouldBe(count);
        first.Items.Count.ShouldBe(count);
        (await Read(first.Cursor)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task FirstReading_OfThousandsOfOneSecond_GivesEachOnce()
    {
        for (var i = 0; i < 3500; i++) vendor.Add(Spring);
        var read = (await Read()).Items;
        (read.Count, Entries.Kept(read).Count).ShouldBe((3500, 3500));
    }

    [Fact]
    public async Task FirstReading_WhileEntriesChange_MissesNone()
    {
        var all = Enumerable.Range(0, 2500).Select(i => vendor.Add(Spring.AddSeconds(i))).ToList();
        var read = new List<LedgerEntry>();
        await foreach (var page in connector.StreamEntries(To(vendor), null, default))
        {
            read.AddRange(page.Items);
            for (var i = 0; i < 50; i++) vendor.Touch(all[(read.Count / 7) + i], vendor.Now.AddMinutes(-10));
        }
        Entries.Kept(read).Count.ShouldBe(2500);
    }

    [Fact]
    public async Task FirstReading_StoppedAfterAnyPage_GoesOnToTheSameSet()
    {
        for (var i = 0; i < 3100; i++) vendor.Add(Spring.AddSeconds(i / 2));
        var whole = await Read();
        foreach (var (page, index) in whole.Pages.Select((p, i) => (p, i)))
        {
            var rest = await Read(page.Cursor);
            Entries.Kept(whole.Pages.Take(index + 1).SelectMany(p => p.Items).Concat(rest.Items)).Keys.Order().ShouldBe(Entries.Kept(whole.Items).Keys.Order());
        }
    }

    [Fact]
    public async Task FirstReading_FromAStartDate_LeavesOlderEntriesOut()
    {
        vendor.Add(Spring, date: "2025-12-31");
        vendor.Add(Spring, date: "2026-01-01");
        (await Read(startDate: "2026-01-01")).Items.Select(e => e.Date).ShouldBe([new DateOnly(2026, 1, 1)]);
    }

    [Fact]
    public async Task ReadingOn_GivesWhatChangedAndWhatWasDeleted_AndAReplayGivesTheSame()
    {
        var (kept, gone) = (vendor.Add(Spring), vendor.Add(Spring));
        var cursor = (await Read()).Cursor;
        vendor.Now += TimeSpan.FromHours(1);
        vendor.Touch(kept, vendor.Now.AddMinutes(-30));
        vendor.Delete(gone, vendor.Now.AddMinutes(-20));
        var made = vendor.Add(vendor.Now.AddMinutes(-10));
        var changes = await Read(cursor);
        changes.Items.Select(e => (e.Id, e.Deleted, e.Revision)).ShouldBe([("1", false, "1"), ("2", true, null), ((string)made["Id"]!, false, "0")]);
        (await Read(cursor)).Items.Select(e => e.Id).ShouldBe(changes.Items.Select(e => e.Id));
        vendor.Now += TimeSpan.FromHours(1);
        (await Read(changes.Cursor)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadingOn_OverlapsFiveMinutes()
    {
        var cursor = (await Read()).Cursor;
        vendor.Add(vendor.Now.AddMinutes(-4));
        (await Read(cursor)).Items.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadingOn_BeyondAThousandChanges_MissesNeitherEntryNorDeletion(bool newest)
    {
        vendor.CaptureGivesNewest = newest;
        var gone = Enumerable.Range(0, 20).Select(i => vendor.Add(Spring)).ToList();
        var first = await Read();
        for (var i = 0; i < 2600; i++) vendor.Add(vendor.Now.AddSeconds(i));
        // A capture that gives the oldest first is read to its end; one that gives the newest first hides what lies before its thousand, and cannot be made to show it.
        foreach (var (entry, i) in gone.Select((e, i) => (e, i))) vendor.Delete(entry, vendor.Now.AddSeconds(newest ? 2500 + i : i * 130));
        vendor.Now = vendor.Now.AddHours(2);
        var second = await Read(first.Cursor);
        var kept = Entries.Kept(first.Items.Concat(second.Items));
        kept.Count.ShouldBe(2600);
        kept.Keys.ShouldNotContain(id => gone.Any(g => (string)g["Id"]! == id));
        vendor.Now += TimeSpan.FromMinutes(10);
        (await Read(second.Cursor)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadingOn_AfterSixtyDays_MissesNoEntry_AndFindsTheDeletionsWithinReach()
    {
        var gone = vendor.Add(Spring);
        var cursor = (await Read()).Cursor;
        for (var i = 0; i < 40; i++) vendor.Add(vendor.Now.AddDays(i));
        vendor.Now += TimeSpan.FromDays(60);
        vendor.Delete(gone, vendor.Now.AddDays(-3));
        var second = await Read(cursor);
        Entries.Kept(second.Items).Count.ShouldBe(40);
        second.Items.ShouldContain(e => e.Deleted && e.Id == "1");
    }

    [Fact]
    public async Task ReadingOn_FromAFutureCursor_GivesNothing_AndDoesNotGoBack()
    {
        vendor.Add(Spring);
        var cursor = (await Read()).Cursor;
        vendor.Now -= TimeSpan.FromDays(10);
        var second = await Read(cursor);
        second.Items.ShouldBeEmpty();
        second.Cursor.ShouldBe(cursor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1|x|0|")]
    [InlineData("2|2026-01-01T00:00:00Z|0|")]
    [InlineData("1|2026-01-01T00:00:00Z|-1|")]
    public async Task ReadingOn_FromWhatIsNoCursor_IsRefused(string cursor) => (await Entries.Fails(() => Read(cursor))).Class.ShouldBe(ErrorClass.Validation);

    [Theory]
    [InlineData("0.01", "USD")]
    [InlineData("999999999999.99", "USD")]
    [InlineData("5", "JPY")]
    [InlineData("1.234", "KWD")]
    public async Task Amount_IsReadExactly(string amount, string currency)
    {
        var value = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        vendor.Add(Spring, value, currency: currency);
        (await Read()).Items.Single().Lines.Select(l => (l.Side, l.Amount)).ShouldBe([(Side.Debit, new Amount(value, currency)), (Side.Credit, new Amount(value, currency))]);
    }

    [Fact]
    public async Task NegativeDebit_IsReadAsACredit_AndTextLinesAreNone()
    {
        var entry = vendor.Add(Spring, -7.5m);
        entry["Line"]!.AsArray().Add(new JsonObject { ["DetailType"] = "DescriptionOnly", ["Description"] = "a remark" });
        entry["Line"]![0]!["JournalEntryLineDetail"]!["ClassRef"] = new JsonObject { ["value"] = "9" };
        entry["Line"]![0]!["JournalEntryLineDetail"]!["Entity"] = new JsonObject { ["Type"] = "Customer", ["EntityRef"] = new JsonObject { ["value"] = "12" } };
        var lines = (await Read()).Items.Single().Lines;
        lines.Select(l => (l.AccountId, l.Side, l.Amount.Value)).ShouldBe([("35", Side.Credit, 7.5m), ("36", Side.Debit, 7.5m)]);
        lines[0].Dimensions.ShouldBe(new Dictionary<string, string> { ["Class"] = "9", ["Entity"] = "Customer:12" });
    }

    [Fact]
    public async Task Throttling_SaysWhenToTryAgain()
    {
        vendor.Answer(HttpStatusCode.TooManyRequests, """{"Fault":{"Error":[{"Message":"message=ThrottleExceeded; errorCode=003001","code":"003001"}],"type":"SERVICE"}}""", header: "Retry-After", value: "17");
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.VendorCode, refusal.RetryAfter).ShouldBe((ErrorClass.RateLimited, "003001", TimeSpan.FromSeconds(17)));
    }

    [Fact]
    public async Task ServerErrors_AreTransient()
    {
        vendor.Answer(HttpStatusCode.InternalServerError, "<html>oops", times: 2);
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
        (await Read()).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task HalfAnAnswer_IsTransient()
    {
        vendor.Add(Spring);
        vendor.AnswerHalf();
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
        vendor.BreakAfterDoing();
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
    }

    [Fact]
    public async Task FaultInside200_IsAFault()
    {
        vendor.Answer(HttpStatusCode.OK, """{"Fault":{"Error":[{"Message":"An application error has occurred","code":"10000"}],"type":"SystemFault"}}""");
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
    }

    private static JsonObject Account(int id, string classification = "Asset", bool active = true) => new()
    {
        ["Id"] = $"{id}",
        ["AcctNum"] = $"{3000 + id}",
        ["Name"] = $"LP {id}",
        ["FullyQualifiedName"] = $"Capital:LP {id}",
        ["Classification"] = classification,
        ["AccountType"] = "Equity",
        ["CurrencyRef"] = new JsonObject { ["value"] = "USD" },
        ["Active"] = active,
    };
}
