using System.Text;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Swift;

public sealed class Pain002Tests
{
    private static readonly SwiftConnector Plugin = new();

    public static IEnumerable<TheoryDataRow<string>> Samples => BankSamples.In("pain002");

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Answers_AreReadAsAnotherParserReadsThem(string name)
    {
        var expected = BankSamples.Expected(name);
        var updates = await Plugin.ReadAnswers(BankSamples.Connection(), BankSamples.File(name), CancellationToken.None);
        updates.ShouldAllBe(u => u.BatchId == expected["originalMessage"]!.ToString());
        var payments = updates.Where(u => u.Key is not null).ToList();
        payments.Select(p => p.Key).ShouldBe(expected["payments"]!.AsArray().Select(p => p!["endToEndId"]!.ToString()));
        foreach (var (payment, wanted) in payments.Zip(expected["payments"]!.AsArray()))
        {
            payment.State.ShouldBe(wanted!["status"]!.ToString() == "RJCT" ? PaymentState.Failed : PaymentState.Pending);
            payment.Code.ShouldBe((wanted["reason"] ?? wanted["status"])!.ToString());
        }
        (await Plugin.ReadAnswers(BankSamples.Connection(), BankSamples.File(name), CancellationToken.None)).Select(u => u.EventId).ShouldBe(updates.Select(u => u.EventId));
        updates.Select(u => u.EventId).ShouldBeUnique();
    }

    [Fact]
    public async Task AGroupThatIsAccepted_DoesNotHideRefusedPayments()
    {
        var updates = await Plugin.ReadAnswers(BankSamples.Connection(), BankSamples.File("pain002/cross_river-pain_002_transaction_rejected.xml"), CancellationToken.None);
        updates.Count.ShouldBe(3);
        updates.ShouldAllBe(u => u.State == PaymentState.Failed && u.Code == "NARR");
    }

    [Fact]
    public async Task AGroupThatIsRefused_SpeaksOfTheWholeBatch()
    {
        var update = (await Plugin.ReadAnswers(BankSamples.Connection(), BankSamples.File("pain002/nordea-pain_002_v3_group_reject.xml"), CancellationToken.None)).ShouldHaveSingleItem();
        (update.Key, update.BatchId, update.State, update.Code, update.Text).ShouldBe((null, "MSGID-PS-TEST-0708-01", PaymentState.Failed, "DU01", "ISO Duplicate Message ID"));
    }

    [Fact]
    public async Task AListOfSomePaymentsOfMany_LeavesAnAnswerForTheOthers()
    {
        var updates = await Plugin.ReadAnswers(BankSamples.Connection(), BankSamples.File("pain002/cross_river-pain_002_credit_accepted.xml"), CancellationToken.None);
        updates.Select(u => (u.Key, u.State)).ShouldBe([("0000000000000108", PaymentState.Pending), (null, PaymentState.Pending)]);
    }

    [Theory]
    [InlineData("pain.002.001.03")]
    [InlineData("pain.002.001.10")]
    [InlineData("pain.002.001.14")]
    public async Task EveryVersion_IsReadAlike(string format)
    {
        var file = Answer(format, group: "PART", "ACSC", "RJCT");
        PainWriterTests.Validate(file, format);
        var updates = await Plugin.ReadAnswers(BankSamples.Connection(), file, CancellationToken.None);
        updates.Select(u => (u.Key, u.State, u.Code)).ShouldBe([("call-1", PaymentState.Settled, "AC04"), ("call-2", PaymentState.Failed, "AC04")]);
        updates[0].Amount.ShouldBe(new Amount(10.00m, "USD"));
        updates[0].On.ShouldBe(new DateOnly(2026, 3, 2));
    }

    [Fact]
    public async Task AStatusThatIsNotKnown_IsRefusedNotGuessed() =>
        (await Should.ThrowAsync<ConnectorException>(async () => await Plugin.ReadAnswers(BankSamples.Connection(), Answer("pain.002.001.10", "ACTC", "MYST"), CancellationToken.None)))
            .Message.ShouldContain("status is not known");

    [Fact]
    public async Task APeer_ReadsTheSameStatuses()
    {
        Peers.Need("node");
        var names = BankSamples.Names("pain002").ToList();
        var peer = await Peers.Read("pain002", names.Select(n => Path.Combine(BankSamples.Vendor, "samples", n)));
        foreach (var (name, theirs) in names.Zip(peer))
        {
            var ours = await Plugin.ReadAnswers(BankSamples.Connection(), BankSamples.File(name), CancellationToken.None);
            ours.ShouldAllBe(u => u.BatchId == theirs!["original"]!.ToString());
            ours.Count(u => u.Key is not null).ShouldBe(theirs!["statuses"]!.AsArray().Count(s => s!["type"]!.ToString() == "transaction"));
        }
    }

    private static BankFile Answer(string format, string group, params string[] statuses)
    {
        var payments = statuses.Select((status, i) => $"""
            <TxInfAndSts><OrgnlEndToEndId>call-{i + 1}</OrgnlEndToEndId><TxSts>{status}</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>
            <OrgnlTxRef><Amt><InstdAmt Ccy="USD">10.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
            """);
        return new BankFile("answer.xml", Encoding.UTF8.GetBytes($"""
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{format}"><CstmrPmtStsRpt><GrpHdr><MsgId>bank-1</MsgId><CreDtTm>2026-03-02T10:00:00Z</CreDtTm></GrpHdr>
            <OrgnlGrpInfAndSts><OrgnlMsgId>batch-7</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>{statuses.Length}</OrgnlNbOfTxs><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>batch-7</OrgnlPmtInfId>{string.Concat(payments)}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
            """));
    }
}
