using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using System.Xml.Schema;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.SapS4;
using StratCap.Plugins.Tests.Ledgers;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.SapS4;

public sealed class SapTests : IAsyncDisposable
{
    private static readonly DateOnly Spring = new(2026, 3, 1);

    private readonly SapStandIn vendor = new();
    private readonly SapS4Connector connector = new();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    internal static Connection To(Uri address, DateOnly today, string password = SapStandIn.Password, string? startDate = null) => TestConnection.To(
        address, new { host = "my300000-api.s4hana.example", companyCode = "1010", chartOfAccounts = "YCOA", createdByUser = "STRATCAP", startDate },
        new Dictionary<string, string> { ["user"] = SapStandIn.User, ["password"] = password }, new FakeTimeProvider(new(today, new(12, 0), TimeSpan.Zero)));

    private Connection To(string password = SapStandIn.Password, string? startDate = null) => To(vendor.Address, vendor.Today, password, startDate);

    private Task<(List<LedgerEntry> Items, string Cursor, List<Page<LedgerEntry>> Pages)> Read(string? cursor = null, string? startDate = null) => connector.StreamEntries(To(startDate: startDate), cursor, default).Whole();

    private Task<WriteOutcome> Post(EntryToPost entry) => connector.PostEntry(To(), entry, default);

    private static EntryToPost Call(decimal amount = 500000m, string currency = "USD", IReadOnlyDictionary<string, string>? dimensions = null) =>
        Entries.Call(amount: amount, currency: currency, debit: "0011000000", credit: "0031000000", dimensions: dimensions);

    private static JsonObject Account(int i, bool balanceSheet = true, bool blocked = false) => new()
    {
        ["ChartOfAccounts"] = "YCOA",
        ["GLAccount"] = $"{i:0000000000}",
        ["IsBalanceSheetAccount"] = balanceSheet,
        ["IsProfitLossAccount"] = !balanceSheet,
        ["AccountIsBlockedForPosting"] = blocked,
        ["AccountIsMarkedForDeletion"] = false,
    };

    [Fact]
    public async Task Check_NamesTheCompany_AndRefusesAChartThatIsNotThere()
    {
        (await Entries.Fails(() => connector.Check(To(), default))).Class.ShouldBe(ErrorClass.Validation);
        vendor.Accounts.Add(Account(1));
        (await connector.Check(To(), default)).AccountName.ShouldBe("Company code 1010");
        vendor.Add(Spring, [1, -1]);
        (await connector.Check(To(), default)).AccountName.ShouldBe("Birch Fund II LP");
        vendor.Requests.ShouldAllBe(r => r.Headers["x-vendor-host"] == "my300000-api.s4hana.example");
    }

    [Fact]
    public async Task Check_WithAWrongPassword_AsksToReconnect() => (await Entries.Fails(() => connector.Check(To("wrong"), default))).Class.ShouldBe(ErrorClass.Auth);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task Accounts_OfAnyNumberOfPages_AllComeOnce_WithTheirNames(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            vendor.Accounts.Add(Account(i));
            vendor.Texts.Add(new JsonObject { ["ChartOfAccounts"] = "YCOA", ["GLAccount"] = $"{i:0000000000}", ["Language"] = "EN", ["GLAccountLongName"] = $"Account {i}" });
        }
        vendor.PageCap = 400;
        (await connector.ListAccounts(To(), default).Whole()).Items.Select(a => a.Name).ShouldBe(Enumerable.Range(1, count).Select(i => $"Account {i}"));
    }

    [Fact]
    public async Task Account_KindIsAsFarAsSapTellsIt_AndABlockedOneIsClosed()
    {
        vendor.Accounts.AddRange([Account(1), Account(2, balanceSheet: false, blocked: true)]);
        (await connector.ListAccounts(To(), default).Whole()).Items.ShouldBe(
        [
            new LedgerAccount("0000000001", "0000000001", "0000000001", LedgerAccountKind.BalanceSheet, null, true), new LedgerAccount("0000000002", "0000000002", "0000000002", LedgerAccountKind.ProfitAndLoss, null, false),
        ]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(999, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(10_000, true)]
    public async Task FirstReading_OfAnyNumberOfPages_MissesNeitherDocumentNorItem(int count, bool nextLinks)
    {
        (vendor.PageCap, vendor.NextLinks) = (700, nextLinks);
        for (var i = 0; i < count; i++) vendor.Add(Spring, [10, -10], year: i % 7 == 0 ? "2025" : "2026");
        var first = await Read();
        first.Items.Count.ShouldBe(count);
        first.Items.Select(e => e.Id).ShouldBeUnique();
        first.Items.ShouldAllBe(e => e.Lines.Count == 2);
        vendor.Today = vendor.Today.AddDays(30);
        (await Read(first.Cursor)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(997)]
    [InlineData(999)]
    public async Task Document_CutByAPage_IsHandedOnWhole(int items)
    {
        decimal[] amounts = [.. Enumerable.Range(1, items - 1).Select(i => (decimal)i), -Enumerable.Range(1, items - 1).Sum()];
        for (var i = 0; i < 2300 / items + 3; i++) vendor.Add(Spring, amounts);
        var read = await Read();
        read.Items.Select(e => e.Id).ShouldBeUnique();
        read.Items.Count.ShouldBe(2300 / items + 3);
        read.Items.ShouldAllBe(e => e.Lines.Count == items);
        foreach (var (page, index) in read.Pages.Select((p, i) => (p, i)))
            read.Pages.Take(index + 1).SelectMany(p => p.Items).Concat((await Read(page.Cursor)).Items).Select(e => e.Id).Distinct().Count().ShouldBe(read.Items.Count);
    }

    [Fact]
    public async Task ReadingOn_OverlapsTwoDays_TakesChangesByEitherDate_AndAReplayGivesTheSame()
    {
        var old = vendor.Add(Spring, [1, -1]);
        vendor.Add(Spring, [2, -2]);
        var cursor = (await Read()).Cursor;
        foreach (var item in vendor.Of(old))
        {
            item["LastChangeDate"] = SapStandIn.Wire(vendor.Today);
            item["IsReversed"] = true;
            item["ReverseDocument"] = "0100000009";
            item["ReverseDocumentFiscalYear"] = "2026";
        }
        var yesterday = vendor.Add(vendor.Today.AddDays(-2), [3, -3]);
        var second = await Read(cursor);
        second.Items.Select(e => e.Number).ShouldBe([old, yesterday]);
        second.Items[0].ReversedById.ShouldBe("1010/2026/0100000009");
        (await Read(cursor)).Items.Select(e => e.Id).ShouldBe(second.Items.Select(e => e.Id));
    }

    [Fact]
    public async Task ReadingOn_FromAFutureCursor_GivesNothing_AndDoesNotGoBack()
    {
        vendor.Add(Spring, [1, -1]);
        (await Read("1|2031-01-01|||")).ShouldSatisfyAllConditions(r => r.Items.ShouldBeEmpty(), r => r.Cursor.ShouldBe("1|2031-01-01|||"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1|x|||")]
    [InlineData("1|2026-01-01|x||")]
    public async Task ReadingOn_FromWhatIsNoCursor_IsRefused(string cursor) => (await Entries.Fails(() => Read(cursor))).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task FirstReading_LeavesOutWhatIsOlderThanTheStartDate_AndWhatIsNotPosted()
    {
        vendor.Add(Spring, [1, -1], posted: "2025-12-31");
        vendor.Add(Spring, [1, -1], category: "V");
        var kept = vendor.Add(Spring, [1, -1], posted: "2026-01-01");
        (await Read(startDate: "2026-01-01")).Items.Select(e => e.Number).ShouldBe([kept]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Credits_AreReadUnderEitherRuleOfSigns(bool unsigned)
    {
        vendor.Unsigned = unsigned;
        vendor.Add(Spring, [10, 5, -15]);
        (await Read()).Items.Single().Lines.Select(l => (l.Side, l.Amount.Value)).ShouldBe([(Side.Debit, 10m), (Side.Debit, 5m), (Side.Credit, 15m)]);
    }

    [Fact]
    public async Task NegativePosting_IsReadAsTheOtherSide()
    {
        var number = vendor.Add(Spring, [-10, 10]);
        foreach (var item in vendor.Of(number)) item["DebitCreditCode"] = (string)item["DebitCreditCode"]! == "S" ? "H" : "S";
        (await Read()).Items.Single().Lines.Select(l => (l.Side, l.Amount.Value)).ShouldBe([(Side.Credit, 10m), (Side.Debit, 10m)]);
    }

    [Fact]
    public async Task Document_OfWhichOneItemAloneChanged_IsReadWhole()
    {
        var number = vendor.Add(Spring, [1, -1]);
        var cursor = (await Read()).Cursor;
        vendor.Of(number).First()["LastChangeDate"] = SapStandIn.Wire(vendor.Today);
        (await Read(cursor)).Items.Single().Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Document_OfWhichABalancedPartChanged_IsReadWhole_WithTheNewestChangeAsItsRevision()
    {
        var number = vendor.Add(Spring, [10, -10, 5, -5]);
        var cursor = (await Read()).Cursor;
        var items = vendor.Of(number).ToList();
        items[2]["LastChangeDate"] = SapStandIn.Wire(vendor.Today.AddDays(-1));
        items[3]["LastChangeDate"] = SapStandIn.Wire(vendor.Today);

        var read = (await Read(cursor)).Items.Single();

        read.Lines.Select(l => (l.Side, l.Amount.Value)).ShouldBe([(Side.Debit, 10m), (Side.Credit, 10m), (Side.Debit, 5m), (Side.Credit, 5m)]);
        read.Revision.ShouldBe("2026-11-26");
    }

    [Fact]
    public async Task Documents_OfWhichPartsChanged_AreReadWhole_ManyByOneQuery()
    {
        for (var i = 0; i < 90; i++) vendor.Add(Spring, [10, -10, 5, -5], year: i < 45 ? "2025" : "2026");
        var cursor = (await Read()).Cursor;
        foreach (var item in vendor.Items.Where(i => (string)i["AccountingDocumentItem"]! is "003" or "004")) item["LastChangeDate"] = SapStandIn.Wire(vendor.Today);
        var before = vendor.Requests.Count;

        var read = (await Read(cursor)).Items;

        read.Count.ShouldBe(90);
        read.ShouldAllBe(e => e.Lines.Count == 4);
        (vendor.Requests.Count - before).ShouldBe(5, "one for what changed, two for the documents of each year");
    }

    [Fact]
    public async Task Document_WithoutBalance_IsHandedOnAsItStands()
    {
        vendor.Add(Spring, [10, -9]);
        (await Read()).Items.Single().Lines.Select(l => (l.Side, l.Amount.Value)).ShouldBe([(Side.Debit, 10m), (Side.Credit, 9m)]);
    }

    [Fact]
    public async Task Post_GivesTheIdUnderWhichItIsReadAndFound()
    {
        var entry = Call(dimensions: new Dictionary<string, string> { ["CostCenter"] = "CC7", ["AssignmentReference"] = "LP001" });
        var posted = (await Post(entry)).ShouldBeOfType<WriteOutcome.Accepted>();
        (await connector.FindEntry(To(), entry.ToFind(), default)).ShouldBe(posted);
        var read = (await Read()).Items.Single();
        (read.Id, read.Date, read.Reference, read.Memo).ShouldBe((posted.ExternalId, entry.Date, entry.Reference, "Call 3"));
        read.Lines.Select(l => l with { Dimensions = null }).ShouldBe(entry.Lines.Select(l => l with { Dimensions = null }));
        read.Lines[0].Dimensions.ShouldBe(entry.Lines[0].Dimensions, ignoreOrder: true);
    }

    [Fact]
    public async Task Post_OfTheSameKeyTwice_MakesOneDocument()
    {
        var first = await Post(Call());
        (await Post(Call())).ShouldBe(first);
        vendor.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Post_WhoseAnswerIsLost_IsUncertain_AndIsFoundOnce()
    {
        vendor.Pass();
        vendor.Pass();
        vendor.BreakAfterDoing();
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        var found = (await connector.FindEntry(To(), Call().ToFind(), default)).ShouldNotBeNull();
        (await Post(Call())).ShouldBe(found);
        vendor.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Post_WithHalfAnAnswerOrAServersError_IsUncertain()
    {
        vendor.Pass();
        vendor.Pass();
        vendor.AnswerHalf();
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        vendor.Pass();
        vendor.Pass();
        vendor.Answer(HttpStatusCode.InternalServerError, "<soap:Fault/>");
        (await Post(Call() with { Reference = "R2" })).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Theory]
    [InlineData("soap-env:Client", true)]
    [InlineData("Client.Schema", true)]
    [InlineData("soap-env:Server", false)]
    public async Task Post_AnsweredByAFault_IsRejectedWhereItIsTheClients_AndUncertainElse(string code, bool rejected)
    {
        vendor.Pass();
        vendor.Pass();
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        vendor.Answer(HttpStatusCode.InternalServerError, SapStandIn.Envelope(new(soap + "Fault", new XElement("faultcode", code), new XElement("faultstring", "Invalid value 'X'"))));
        var outcome = await Post(Call());
        if (rejected) outcome.ShouldBe(new WriteOutcome.Rejected("soap.client", "SAP: Invalid value 'X'"));
        else outcome.ShouldBeOfType<WriteOutcome.Uncertain>();
        vendor.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_WhoseTokenWasDropped_FetchesOneMore_AndPostsOnce()
    {
        vendor.SessionsToDrop = 1;
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Accepted>();
        vendor.Items.Count.ShouldBe(2);
        vendor.SessionsToDrop = 9;
        (await Entries.Fails(() => Post(Call() with { Reference = "R2" }))).Class.ShouldBe(ErrorClass.Transient);
        vendor.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Post_IntoAClosedPeriod_Answered200_IsRejectedBySapsCode()
    {
        var rejected = (await Post(Call() with { Date = new(2024, 12, 31) })).ShouldBeOfType<WriteOutcome.Rejected>();
        (rejected.Code, rejected.Text).ShouldBe(("201(F5)", "SAP: Posting period 012 2024 is not open"));
    }

    [Fact]
    public async Task Confirmation_ThatContradictsItself_IsUncertain()
    {
        vendor.Pass();
        vendor.Pass();
        vendor.Answer(HttpStatusCode.OK, SapStandIn.Envelope(SapStandIn.Confirmation("0100000001", "2026", "1", "An error, and a number")));
        (await Post(Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Post_OfWhatSapCannotTake_IsRefusedUnseen()
    {
        (await Post(Entries.Unbalanced(Call()))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.unbalanced");
        (await Post(Call(dimensions: new Dictionary<string, string> { ["Shoe"] = "9" }))).ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe("Shoe");
        (await Post(Call() with { Reference = "12345678901234567" })).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.reference_malformed");
        (await Post(Call() with { Lines = [.. Enumerable.Repeat(Call().Lines, 500).SelectMany(l => l)] })).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.too_many_lines");
        vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reversal_PostsTheReversedLines_AndNamesWhatItReverses()
    {
        var original = (await Post(Call())).ShouldBeOfType<WriteOutcome.Accepted>();
        await Post(Entries.Reversal(Call(), "undo", "SR0000000007", original.ExternalId));
        (await Read()).Items.SelectMany(e => e.Lines).GroupBy(l => l.AccountId).ShouldAllBe(g => g.Sum(l => l.Side == Side.Debit ? l.Amount.Value : -l.Amount.Value) == 0);
        vendor.Requests.Last(r => r.Method == "POST").Body.ShouldContain($"<Reference1InDocumentHeader>{original.ExternalId}</Reference1InDocumentHeader>");
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
        vendor.Requests.Last(r => r.Method == "POST").Body.ShouldContain($"<AmountInTransactionCurrency currencyCode=\"{currency}\">-{amount}<");
        (await Read()).Items.Single().Lines.Select(l => l.Amount).ShouldBe(entry.Lines.Select(l => l.Amount));
    }

    [Fact]
    public void Message_WithAllThatItCanCarry_IsValidBySapsSchema_AndTextsAreCut()
    {
        var dimensions = new Dictionary<string, string> { ["CostCenter"] = "C", ["ProfitCenter"] = "P", ["Segment"] = "S", ["WBSElement"] = "W", ["FunctionalArea"] = "F", ["AssignmentReference"] = "A", ["TradingPartner"] = "T" };
        var entry = Call(dimensions: dimensions) with { Memo = new string('m', 80), ReversesExternalId = "1010/2026/0100000001" };
        entry = entry with { Lines = [.. entry.Lines.Select(l => l with { Text = new string('t', 80) })] };
        var problems = new List<string>();
        new XDocument(new EntryPosting(To(), new OData(To())).Message(entry)).Validate(SapStandIn.Schema(), (_, e) => problems.Add(e.Message));
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Throttling_SaysWhenToTryAgain(HttpStatusCode status)
    {
        vendor.Answer(status, header: "Retry-After", value: "30");
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.RetryAfter).ShouldBe((ErrorClass.RateLimited, TimeSpan.FromSeconds(30)));
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
    public async Task FewerRowsThanCounted_AreNotTakenForAll()
    {
        vendor.Answer(HttpStatusCode.OK, """{"d":{"results":[],"__count":"3"}}""");
        (await Entries.Fails(() => Read())).Class.ShouldBe(ErrorClass.Transient);
    }

    [Fact]
    public async Task Refusal_KeepsSapsCodeAndId()
    {
        vendor.Answer(HttpStatusCode.BadRequest, """{"error":{"code":"/IWBEP/CM_MGW_RT/021","message":{"lang":"en","value":"Invalid filter"},"innererror":{"transactionid":"t-9","errordetails":[]}}}""");
        var refusal = await Entries.Fails(() => Read());
        (refusal.Class, refusal.VendorCode, refusal.RequestId, refusal.Message).ShouldBe((ErrorClass.Validation, "/IWBEP/CM_MGW_RT/021", "t-9", "SAP: Invalid filter"));
    }
}
