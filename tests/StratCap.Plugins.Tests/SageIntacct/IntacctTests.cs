using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.SageIntacct;
using StratCap.Plugins.Tests.Ledgers;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.SageIntacct;

/// <summary>What holds by either interface.</summary>
public abstract class IntacctTests(string kind) : IAsyncDisposable
{
    private protected static readonly DateTimeOffset Spring = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private protected readonly IntacctStandIn vendor = new();
    private protected readonly SageIntacctConnector connector = new();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return vendor.DisposeAsync();
    }

    private protected Connection To(string? wrong = null, string? startDate = null, string journal = "GJ") => TestConnection.To(
        vendor.Address, new Dictionary<string, string?> { ["interface"] = kind, ["companyId"] = "birch", ["clientId"] = "c", ["senderId"] = "s", ["userId"] = "u", ["journal"] = journal, ["baseCurrency"] = "USD", ["startDate"] = startDate },
        new Dictionary<string, string> { ["access_token"] = wrong ?? "rest-token", ["sender_password"] = "sender&secret", ["user_password"] = wrong ?? "user-secret" }, new FakeTimeProvider(vendor.Now));

    private protected Task<(List<LedgerEntry> Items, string Cursor, List<Page<LedgerEntry>> Pages)> Read(string? cursor = null, string? startDate = null) => connector.StreamEntries(To(startDate: startDate), cursor, default).Whole();

    private protected Task<WriteOutcome> Post(EntryToPost entry) => connector.PostEntry(To(), entry, default);

    private protected static EntryToPost Call(decimal amount = 500000m, string currency = "USD", string debit = "1100", IReadOnlyDictionary<string, string>? dimensions = null) =>
        Entries.Call(amount: amount, currency: currency, debit: debit, credit: "3100", dimensions: dimensions);

    [Fact]
    public async Task Check_FindsTheJournal_OrSaysThatItIsNotThere()
    {
        (await connector.Check(To(), default)).Details.ShouldNotBeNull()["Journal"].ShouldBe("General journal");
        (await Entries.Fails(() => connector.Check(To(journal: "XX"), default))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Fact]
    public async Task Check_WithAWrongSecret_AsksToReconnect() => (await Entries.Fails(() => connector.Check(To("wrong"), default))).Class.ShouldBe(ErrorClass.Auth);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task Accounts_OfAnyNumberOfPages_AllComeOnce(int count)
    {
        for (var i = 1; i <= count; i++) vendor.Books["GLACCOUNT"].Add(new() { ["ACCOUNTNO"] = $"{i}", ["TITLE"] = $"Account {i}", ["ACCOUNTTYPE"] = "balancesheet", ["NORMALBALANCE"] = "debit", ["STATUS"] = "active" });
        (await connector.ListAccounts(To(), default).Whole()).Items.Select(a => a.Id).Order().ShouldBe(Enumerable.Range(1, count).Select(i => $"{i}").Order());
    }

    [Theory]
    [InlineData("incomestatement", "credit", "inactive", LedgerAccountKind.Revenue, false)]
    [InlineData("incomestatement", "debit", "active", LedgerAccountKind.Expense, true)]
    [InlineData("balancesheet", "credit", "active", LedgerAccountKind.BalanceSheet, true)]
    [InlineData("balancesheet", "debit", "active", LedgerAccountKind.Asset, true)]
    public async Task Account_KindIsAsFarAsIntacctTellsIt(string type, string normal, string status, LedgerAccountKind expected, bool active)
    {
        vendor.Books["GLACCOUNT"].Add(new() { ["ACCOUNTNO"] = "4000", ["TITLE"] = "Something", ["ACCOUNTTYPE"] = type, ["NORMALBALANCE"] = normal, ["STATUS"] = status });
        (await connector.ListAccounts(To(), default).Whole()).Items.ShouldBe([new LedgerAccount("4000", "4000", "Something", expected, null, active)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(199)]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(2000)]
    public async Task FirstReading_OfAnyNumberOfPages_MissesNeitherEntryNorLine(int count)
    {
        for (var i = 0; i < count; i++) vendor.Add(Spring.AddSeconds(i / 3));
        var first = await Read();
        var kept = Entries.Kept(first.Items);
        (kept.Count, first.Items.Count).ShouldBe((count, count));
        kept.Values.ShouldAllBe(e => e.Lines.Count == 2);
        vendor.Now += TimeSpan.FromHours(1);
        vendor.Add(vendor.Now);
        Entries.Kept(first.Items.Concat((await Read(first.Cursor)).Items)).Count.ShouldBe(count + 1);
    }

    [Fact]
    public async Task FirstReading_OfManyOfOneSecond_AndOfManyLines_MissesNone()
    {
        for (var i = 0; i < 650; i++) vendor.Add(Spring);
        for (var i = 0; i < 2500; i++) vendor.Books["GLENTRY"].Add(new(vendor.Books["GLENTRY"][i % 2]) { ["RECORDNO"] = $"{900000 + i}" });
        var kept = Entries.Kept((await Read()).Items);
        kept.Count.ShouldBe(650);
        kept[vendor.Batches[0]["RECORDNO"]].Lines.Count.ShouldBe(2502);
    }

    [Fact]
    public async Task FirstReading_StoppedAfterAnyPage_GoesOnToTheSameSet()
    {
        for (var i = 0; i < 700; i++) vendor.Add(Spring.AddSeconds(i / 250));
        var whole = await Read();
        foreach (var (page, index) in whole.Pages.Select((p, i) => (p, i)))
            Entries.Kept(whole.Pages.Take(index + 1).SelectMany(p => p.Items).Concat((await Read(page.Cursor)).Items)).Count.ShouldBe(700);
    }

    [Fact]
    public async Task FirstReading_FromAStartDate_LeavesOlderEntriesOut()
    {
        vendor.Add(Spring, date: "2025-12-31");
        vendor.Add(Spring, date: "2026-01-01");
        (await Read(startDate: "2026-01-01")).Items.Select(e => e.Date).ShouldBe([new DateOnly(2026, 1, 1)]);
    }

    [Fact]
    public async Task ReadingOn_GivesWhatChanged_AndADraftIsNotInTheLedger()
    {
        var (changed, still) = (vendor.Add(Spring), vendor.Add(Spring));
        vendor.Add(Spring, state: "Draft");
        var first = await Read();
        first.Items.Count(e => e.Deleted).ShouldBe(1);
        IntacctStandIn.Touch(changed, vendor.Now.AddHours(1));
        changed["STATE"] = "Draft";
        var late = vendor.Add(Spring.AddMinutes(-4), date: "2026-02-02");
        var second = await Read(first.Cursor);
        second.Items.ShouldContain(e => e.Id == changed["RECORDNO"] && e.Deleted);
        second.Items.ShouldContain(e => e.Id == late["RECORDNO"] && e.Date == new DateOnly(2026, 2, 2));
        Entries.Kept(first.Items.Concat(second.Items)).Keys.Order().ShouldBe(new[] { still["RECORDNO"], late["RECORDNO"] }.Order());
        (await Read(first.Cursor)).Items.Select(e => e.Id).ShouldBe(second.Items.Select(e => e.Id));
    }

    [Fact]
    public async Task ReadingOn_FromAFutureCursor_GivesNothing() => (await Read("1|2031-01-01T00:00:00Z|0")).ShouldSatisfyAllConditions(r => r.Items.ShouldBeEmpty(), r => r.Cursor.ShouldBe("1|2031-01-01T00:00:00Z|0"));

    [Theory]
    [InlineData("")]
    [InlineData("1|x|0")]
    [InlineData("1|2031-01-01T00:00:00Z|-4")]
    public async Task ReadingOn_FromWhatIsNoCursor_IsRefused(string cursor) => (await Entries.Fails(() => Read(cursor))).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task Post_GivesTheIdUnderWhichItIsReadAndFound()
    {
        var entry = Call(dimensions: new Dictionary<string, string> { ["location"] = "F1", ["class"] = "LP" });
        var posted = (await Post(entry)).ShouldBeOfType<WriteOutcome.Accepted>();
        (await connector.FindEntry(To(), entry.ToFind(), default)).ShouldBe(posted);
        var read = (await Read()).Items.Single();
        (read.Id, read.Date, read.Reference, read.Memo).ShouldBe((posted.ExternalId, entry.Date, entry.Reference, "Call 3"));
        read.Lines.Select(l => l with { Dimensions = null }).ShouldBe(entry.Lines.Select(l => l with { Dimensions = null }));
        read.Lines[0].Dimensions.ShouldBe(entry.Lines[0].Dimensions);
    }

    [Fact]
    public async Task Post_OfTheSameKeyTwice_MakesOneEntry()
    {
        var first = await Post(Call());
        (await Post(Call())).ShouldBe(first);
        vendor.Batches.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_OfWhatDoesNotBalance_IsRefusedUnseen()
    {
        (await Post(Entries.Unbalanced(Call()))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.unbalanced");
        (await Post(Call(dimensions: new Dictionary<string, string> { ["shoe"] = "9" }))).ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe("shoe");
        vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ThatIntacctRefuses_IsRejectedByItsCode_AndMayBeTriedAgainOnceItsCauseIsGone()
    {
        (await Post(Call(debit: "closed"))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("BL01001973");
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Accepted>();
    }

    [Fact]
    public async Task Reversal_PostsTheReversedLines()
    {
        var original = (await Post(Call())).ShouldBeOfType<WriteOutcome.Accepted>();
        await Post(Entries.Reversal(Call(), "undo", "SR0000000007", original.ExternalId));
        var read = (await Read()).Items;
        read.SelectMany(e => e.Lines).GroupBy(l => l.AccountId).ShouldAllBe(g => g.Sum(l => l.Side == Side.Debit ? l.Amount.Value : -l.Amount.Value) == 0);
        read[1].Memo.ShouldBe($"Call 3 (reverses entry {original.ExternalId})");
    }

    [Theory]
    [InlineData("0.01", "USD")]
    [InlineData("999999999999.99", "USD")]
    [InlineData("5", "JPY")]
    [InlineData("1.234", "KWD")]
    public async Task Amount_IsSentAndReadExactly(string amount, string currency)
    {
        var entry = Call(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency);
        (await Post(entry)).ShouldBeOfType<WriteOutcome.Accepted>();
        vendor.Books["GLENTRY"].ShouldAllBe(l => l["TRX_AMOUNT"] == amount);
        (await Read()).Items.Single().Lines.Select(l => l.Amount).ShouldBe(entry.Lines.Select(l => l.Amount));
    }

    [Fact]
    public async Task NegativeDebit_IsReadAsACredit()
    {
        vendor.Add(Spring, "-7.50");
        (await Read()).Items.Single().Lines.Select(l => (l.AccountId, l.Side, l.Amount.Value)).ShouldBe([("1100", Side.Credit, 7.5m), ("3100", Side.Debit, 7.5m)]);
    }

    [Fact]
    public async Task ServerErrorsAndHalfAnswers_AreTransient()
    {
        vendor.Answer(HttpStatusCode.InternalServerError, "oops", times: 2);
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
        vendor.AnswerHalf();
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
        vendor.BreakAfterDoing();
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
    }

    [Fact]
    public async Task Throttling_SaysWhenToTryAgain()
    {
        vendor.Answer(HttpStatusCode.TooManyRequests, header: "Retry-After", value: "9");
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.RetryAfter).ShouldBe((ErrorClass.RateLimited, TimeSpan.FromSeconds(9)));
    }
}

public sealed class IntacctRestTests() : IntacctTests("rest")
{
    [Fact]
    public async Task Post_WhoseAnswerIsLostOrHalf_IsUncertain_AndIsFoundOnce()
    {
        vendor.Pass();
        vendor.BreakAfterDoing();
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        var found = (await connector.FindEntry(To(), Call().ToFind(), default)).ShouldNotBeNull();
        (await Post(Call())).ShouldBe(found);
        vendor.Batches.Count.ShouldBe(1);
        vendor.Pass();
        vendor.AnswerHalf();
        (await Post(Call() with { Key = "k2", Reference = "R2" })).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Post_CarriesItsKey()
    {
        await Post(Call());
        vendor.Requests.Last().Headers["idempotency-key"].ShouldBe("call-7-rev-1");
    }

    [Fact]
    public async Task ErrorInsideA200_IsAnError()
    {
        vendor.Answer(HttpStatusCode.OK, """{"ia::result":{"ia::error":{"code":"invalidRequest","message":"No such field","supportId":"sup-3"}}}""");
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.VendorCode, refusal.RequestId).ShouldBe((ErrorClass.Validation, "invalidRequest", "sup-3"));
    }
}

public sealed class IntacctXmlTests() : IntacctTests("xml")
{
    [Fact]
    public async Task Post_WhoseAnswerIsLostOrHalf_IsUncertain_AndIsFoundOnce()
    {
        vendor.BreakAfterDoing();
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        var found = (await connector.FindEntry(To(), Call().ToFind(), default)).ShouldNotBeNull();
        (await Post(Call())).ShouldBe(found);
        vendor.Batches.Count.ShouldBe(1);
        vendor.AnswerHalf();
        (await Post(Call() with { Key = "k2", Reference = "R2" })).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Theory]
    [InlineData("response-control-failure.xml", ErrorClass.Permanent, "XL03000006")]
    [InlineData("response-authentication-failure.xml", ErrorClass.Auth, "XL03000006")]
    [InlineData("response-function-failure.xml", ErrorClass.Validation, "XXX")]
    [InlineData("response-transaction-aborted.xml", ErrorClass.Validation, "Query Failed")]
    [InlineData("response-request-errors.xml", ErrorClass.Permanent, "PL04000055")]
    [InlineData("response-http-400.xml", ErrorClass.Auth, "XMLGW_JPP0002")]
    [InlineData("response-async-acknowledgement.xml", ErrorClass.Transient, null)]
    public async Task SagesOwnSampleOfARefusal_IsReadInItsClass(string sample, ErrorClass expected, string? code)
    {
        vendor.Answer(HttpStatusCode.OK, await File.ReadAllTextAsync(Peer.VendorFile("intacct/" + sample)));
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.VendorCode).ShouldBe((expected, code));
    }

    [Fact]
    public async Task GatewaysOwnThrottling_Inside200_IsThrottling()
    {
        vendor.Answer(HttpStatusCode.OK, "<response><control><status>failure</status></control><errormessage><error><errorno>GW-0010</errorno><description>Too many requests [Request ID: AC47.59]</description></error></errormessage></response>");
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.RequestId).ShouldBe((ErrorClass.RateLimited, "AC47.59"));
    }

    [Fact]
    public async Task Post_ThatIsRefused_WhileIntacctCannotSayWhetherItHasItFromBefore_IsUncertain()
    {
        await Post(Call());
        vendor.Pass();
        vendor.Answer(HttpStatusCode.BadGateway);
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task PostedAsynchronously_IsUncertain()
    {
        vendor.Answer(HttpStatusCode.OK, await File.ReadAllTextAsync(Peer.VendorFile("intacct/response-async-acknowledgement.xml")));
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Post_AsksForAllOrNothing_UnderAKeyThatCountsOnce_InTheOrderOfSagesOwnSdk()
    {
        await Post(Call(currency: "EUR", dimensions: new Dictionary<string, string> { ["department"] = "D1", ["location"] = "F1" }));
        var sent = XElement.Parse(vendor.Requests.First().Body);
        sent.Element("control")!.Element("uniqueid")!.Value.ShouldBe("true");
        sent.Element("operation")!.Attribute("transaction")!.Value.ShouldBe("true");
        sent.Descendants("function").Single().Attribute("controlid")!.Value.ShouldBe("call-7-rev-1");
        sent.Descendants("GLENTRY").First().Elements().Select(e => e.Name.LocalName).ShouldBe(["ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "CURRENCY", "EXCH_RATE_TYPE_ID", "LOCATION", "DEPARTMENT", "DESCRIPTION"]);
        var sample = XElement.Load(Peer.VendorFile("intacct/request-create-glbatch.xml"));
        var batch = XElement.Load(Peer.VendorFile("intacct/function-create-glbatch.xml"));
        foreach (var path in new[] { "control", "operation", "operation/authentication/login", "operation/content/function" })
            Names(At(sent, path)).ShouldBe(Names(At(sample, path)));
        Names(At(sent, "operation/content/function/create/GLBATCH")).ShouldBe(Names(At(batch, "create/GLBATCH")).Intersect(Names(At(sent, "operation/content/function/create/GLBATCH"))));
    }

    private static XElement At(XElement root, string path) => path.Split('/').Aggregate(root, (e, name) => e.Element(name)!);

    private static IEnumerable<string> Names(XElement element) => element.Elements().Select(e => e.Name.LocalName);
}
