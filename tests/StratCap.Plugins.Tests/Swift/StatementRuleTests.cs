using System.Text;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests.Swift;

public sealed class StatementRuleTests
{
    private static readonly SwiftConnector Plugin = new();

    [Theory]
    [InlineData(":61:2603020302RC10,00NTRFNONREF", -10, true, "2026-03-02")]
    [InlineData(":61:2603020302RD10,NTRFNONREF", 10, true, "2026-03-02")]
    [InlineData(":61:260302    C10NTRFNONREF", 10, false, null)]
    [InlineData(":61:260302DD10,0NTRFNONREF", -10, false, null)]
    [InlineData(":61:2512311231CD10,00NMSCREF//BANK", 10, false, "2025-12-31")]
    [InlineData(":61:2512310102D10,00NMSCREF", -10, false, "2026-01-02")]
    public async Task MarksAndDatesOfField61_AreRead(string line, decimal amount, bool reversal, string? booked)
    {
        var read = (await Mt($":20:A\n:25:ACC\n:28C:1/1\n:60F:C260301EUR0,\n{line}\n:62F:C260302EUR0,\n-")).Statements[0].Transactions.ShouldHaveSingleItem();
        (read.Amount.Value, read.IsReversal, read.BookedOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe((amount, reversal, booked));
    }

    [Fact]
    public async Task PagesOfAStatement_AreTiedEachAndEqualLinesKeepTheirOwnIds()
    {
        var file = await Mt("""
            :20:A
            :25:ACC
            :28C:5/1
            :60F:C260301EUR100,00
            :61:2603020302D5,00NCHGNONREF
            :62M:C260302EUR95,00
            -
            :20:A
            :25:ACC
            :28C:5/2
            :60M:C260302EUR95,00
            :61:2603020302D5,00NCHGNONREF
            :61:2603020302D5,00NCHGNONREF
            :62F:C260302EUR85,00
            :86:belongs to the statement
            -
            """);
        file.Statements.Select(s => (s.Id, s.Balanced, s.Problems.Count)).ShouldBe([("5/1", true, 0), ("5/2", true, 0)]);
        file.Statements.SelectMany(s => s.Transactions).Select(t => t.Id).ShouldBeUnique();
        file.Statements[1].Transactions[1].Text.ShouldBeNull();
    }

    [Fact]
    public async Task APageThatDoesNotBeginWhereTheLastOneEnded_IsTold()
    {
        const string First = ":20:A\n:25:ACC\n:28C:5/1\n:60F:C260301EUR100,00\n:62M:C260302EUR100,00\n-\n";
        var file = await Mt(First + ":20:A\n:25:ACC\n:28C:5/2\n:60M:C260302EUR90,00\n:62F:C260302EUR90,00\n-");
        file.Statements[1].Problems.ShouldHaveSingleItem().ShouldContain("page before it");
        (await Mt(First + First.Replace("60F", "60M"))).Statements.ShouldAllBe(s => s.Problems.Count == 0);
    }

    [Fact]
    public async Task AClosingBalanceWithoutCurrency_AndBytesOfLatin1_AreRead()
    {
        var bytes = Encoding.Latin1.GetBytes("some words of the bank\n:20:A\n:25:ACC\n:28:7\n:60F:D260301EUR1,00\n:61:2603020302C2,00NTRFNONREF\n:86:Müller\n:62F:C2603021,00\n:NS:22more\n-}");
        var statement = (await Plugin.ReadStatements(BankSamples.Connection(), new BankFile("a.sta", bytes), CancellationToken.None)).Statements[0];
        (statement.Opening, statement.Closing, statement.Balanced, statement.Transactions[0].Text).ShouldBe((-1.00m, 1.00m, true, "Müller"));
    }

    [Fact]
    public async Task WhatIsOnlyAnnounced_IsNotBooked()
    {
        var file = await Mt(":20:A\n:25:ACC\n:28C:1\n:34F:EUR0,\n:13D:2603021200+0100\n:61:2603020302C5,00NTRFNONREF\n:61:2603020302C0,00NMSCNONREF\n:90C:1EUR5,00\n-");
        (file.Format, file.Statements[0].Balanced).ShouldBe(("MT942", null));
        file.Statements[0].Transactions.Select(t => t.Status).ShouldBe([BankStatus.Pending, BankStatus.Information]);
    }

    [Fact]
    public async Task StructuredInformation_GivesReferenceNameAndAccount()
    {
        var german = (await Mt(Line("166?00GUTSCHRIFT?20EREF+CALL-3-LP-1?21SVWZ+Capital call 3?30COBADEFF?31DE89370400440\n532013000?32MUELLER GMBH"))).Statements[0].Transactions[0];
        (german.EndToEndId, german.Counterparty, german.CounterpartyAccount).ShouldBe(("CALL-3-LP-1", "MUELLER GMBH", "DE89370400440532013000"));
        var dutch = (await Mt(Line("/EREF/CALL-3-LP-2/IBAN/NL91ABNA0417164300/NAME/Jansen BV/REMI/Capital\ncall 3"))).Statements[0].Transactions[0];
        (dutch.EndToEndId, dutch.Counterparty, dutch.CounterpartyAccount, dutch.Text).ShouldBe(("CALL-3-LP-2", "Jansen BV", "NL91ABNA0417164300", "Capitalcall 3"));
        static string Line(string information) => $":20:A\n:25:ACC\n:28C:1/1\n:60F:C260301EUR0,\n:61:2603020302C1,00NTRFNONREF\n:86:{information}\n:62F:C260302EUR1,\n-";
    }

    [Theory]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR1,\n:61:not a line\n:62F:C260301EUR1,", "line 5")]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR1,\n:60F:C260301EUR1,\n:62F:C260301EUR1,", "line 5")]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:X\n:62F:C260301EUR1,", "line 4")]
    [InlineData(":20:A\n:28C:1\n:60F:C260301EUR1,\n:62F:C260301EUR1,", "account")]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR1,\n:62F:C260301EUR1,\n-\n:61:2603020302C1,00NTRFNONREF", "line 7")]
    [InlineData(":61:2603020302C1,00NTRFNONREF\n:20:A", "line 1")]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR1,\n:86:a\0b\n:62F:C260301EUR1,", "line 5")]
    [InlineData("hello", "neither")]
    [InlineData("", "neither")]
    public async Task AFileThatCannotBeReadWhole_IsRefusedByItsLine(string text, string where)
    {
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Mt(text));
        (refusal.Class, refusal.Message.Contains(where, StringComparison.Ordinal)).ShouldBe((ErrorClass.Validation, true), refusal.Message);
    }

    [Fact]
    public async Task AStatementThatEndsEarly_SaysThatItHasNoClosingBalance()
    {
        var statement = (await Mt(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR1,\n:61:2603020302C1,00NTRFNONREF")).Statements[0];
        (statement.Balanced, statement.Problems.ShouldHaveSingleItem()).ShouldBe((null, "There is no closing balance."));
    }

    [Theory]
    [InlineData("camt.053.001.08", "camt.053.001.12")]
    public async Task ALaterVersion_IsReadLikeTheEarlier(string from, string to)
    {
        var sample = BankSamples.File("camt/camt053.v8.xml");
        var later = new BankFile("later.xml", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sample.Content.Span).Replace(from, to, StringComparison.Ordinal)));
        PainWriterTests.Validate(later, to);
        var (read, earlier) = (await Plugin.ReadStatements(BankSamples.Connection(), later, CancellationToken.None), await Plugin.ReadStatements(BankSamples.Connection(), sample, CancellationToken.None));
        read.Format.ShouldBe(to);
        read.Statements[0].Transactions.ShouldBe(earlier.Statements[0].Transactions);
    }

    [Fact]
    public async Task ALineAnnouncedAndThenBooked_HasOneId()
    {
        const string Entry = """<Ntry><Amt Ccy="USD">500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>REF-1</AcctSvcrRef><BkTxCd/></Ntry>""";
        var announced = await Camt("BkToCstmrDbtCdtNtfctn", "Ntfctn", Entry);
        var booked = await Camt("BkToCstmrStmt", "Stmt", Entry + Entry);
        booked.Transactions[0].Id.ShouldBe(announced.Transactions.ShouldHaveSingleItem().Id);
        booked.Transactions[1].Id.ShouldNotBe(booked.Transactions[0].Id);
    }

    [Fact]
    public async Task PartsOfABatch_AreNotBookedAgainAndMustAddUp()
    {
        static string Batch(string second) => $"""
            <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
            <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
            <Ntry><Amt Ccy="USD">30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls>
            <TxDtls><Refs><EndToEndId>A</EndToEndId></Refs><Amt Ccy="USD">10</Amt></TxDtls><TxDtls><Refs><EndToEndId>B</EndToEndId></Refs>{second}</TxDtls></NtryDtls></Ntry>
            """;
        var good = await Camt("BkToCstmrStmt", "Stmt", Batch("""<Amt Ccy="USD">20</Amt>"""));
        (good.Balanced, good.Problems.Count, good.Transactions.Count).ShouldBe((true, 0, 3));
        good.Transactions.Skip(1).ShouldAllBe(t => t.BatchId == good.Transactions[0].Id);
        (await Camt("BkToCstmrStmt", "Stmt", Batch("""<Amt Ccy="USD">21</Amt>"""))).Problems.ShouldHaveSingleItem().ShouldContain("do not add up");
        (await Camt("BkToCstmrStmt", "Stmt", Batch(""))).Problems.ShouldHaveSingleItem().ShouldContain("without their amounts");
    }

    [Theory]
    [InlineData("""<!DOCTYPE Document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><Document>&b;</Document>""")]
    [InlineData("""<!DOCTYPE Document SYSTEM "file:///etc/passwd"><Document/>""")]
    [InlineData("""<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>""")]
    [InlineData("<Document><BkToCstmrStmt>")]
    [InlineData("<Document/>")]
    [InlineData("<?xml version='1.0' encoding='no-such'?><Document/>")]
    public async Task HostileXml_IsRefused(string xml) =>
        (await Should.ThrowAsync<ConnectorException>(async () => await Mt(xml))).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task XmlTooDeep_IsRefused()
    {
        var xml = string.Concat(Enumerable.Repeat("<a>", 100_000));
        (await Should.ThrowAsync<ConnectorException>(async () => await Mt(xml))).Message.ShouldContain("too deep");
    }

    [Fact]
    public async Task PeersReadTheSameLines()
    {
        Peers.Need("node");
        var names = BankSamples.Names("mt94x").ToList();
        foreach (var (name, theirs) in names.Zip(await Peers.Read("mt940", names.Select(Whole))))
        {
            var ours = await Plugin.ReadStatements(BankSamples.Connection(), BankSamples.File(name), CancellationToken.None);
            ours.Statements.Select(s => s.Transactions.Count).ShouldBe(theirs!.AsArray().Select(s => (int)s!["lines"]!), name);
            ours.Statements.Select(s => (long)(s.Transactions.Sum(t => t.Amount.Value) * 100)).ShouldBe(theirs.AsArray().Select(s => (long)s!["sum"]!), name);
        }
        string[] camts = ["camt/goldman_sachs-camt_053_uk_v2_1.xml", "camt/ing-example_camt.xml", "camt/nordea-example_camt.xml"];
        foreach (var (name, theirs) in camts.Zip(await Peers.Read("camt053", camts.Select(Whole))))
        {
            var ours = await Plugin.ReadStatements(BankSamples.Connection(), BankSamples.File(name), CancellationToken.None);
            ours.Statements.Select(s => s.Id).ShouldBe(theirs!.AsArray().Select(s => s!["id"]!.ToString()));
            ours.Statements.SelectMany(s => s.Transactions).Select(t => (long)(t.Amount.Value * 100))
                .ShouldBe(theirs.AsArray().SelectMany(s => s!["entries"]!.AsArray()).Select(e => (long)e!["minor"]! * (e["side"]!.ToString() == "credit" ? 1 : -1)));
        }
        static string Whole(string name) => Path.Combine(BankSamples.Vendor, "samples", name);
    }

    private static Task<StatementFile> Mt(string text) => Plugin.ReadStatements(BankSamples.Connection(), new BankFile("a.txt", Encoding.UTF8.GetBytes(text)), CancellationToken.None);

    private static async Task<Statement> Camt(string message, string part, string inside) =>
        (await Mt($"<Document><{message}><{part}><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{inside}</{part}></{message}></Document>")).Statements.ShouldHaveSingleItem();
}
