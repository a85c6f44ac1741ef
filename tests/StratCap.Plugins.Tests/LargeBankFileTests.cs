using System.Diagnostics;
using System.Text;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests;

/// <summary>Files near the size that a plugin may be given take seconds, whatever is in them.</summary>
[Collection("bank files that take long")]
public sealed class LargeBankFileTests
{
    private const int Lines = 30_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public Task AnMt940OfManyEqualLines_IsReadInSecondsWithAnIdForEach() => Reads(new SwiftConnector(), string.Concat(
        ":20:A\n:25:ACC\n:28C:1/1\n:60F:C260301EUR0,\n", Repeat(":61:2603020302C1,00NTRFNONREF\n:86:166?00GUTSCHRIFT?20EREF+A?32NAME\n"), $":62F:C260302EUR{Lines},00\n-"));

    [Fact]
    public Task ACamt053OfManyEqualLines_IsReadInSecondsWithAnIdForEach() => Reads(new SwiftConnector(), string.Concat(
        "<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>", Balance("OPBD", 0), Balance("CLBD", Lines),
        Repeat("<Ntry><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"), "</Stmt></BkToCstmrStmt></Document>"));

    [Fact]
    public Task ABai2OfManyEqualLines_IsReadInSecondsWithAnIdForEach() => Reads(new AchConnector(), string.Concat(
        "01,A,B,260302,0800,1,,,2/\n02,B,A,1,260302,,USD,2/\n", $"03,ACC,USD,010,0,,,015,{Lines * 100},,/\n", Repeat("16,142,100,0,,,WIRE/\n"),
        $"49,{Lines * 200},{Lines + 2}/\n98,{Lines * 200},1,{Lines + 4}/\n99,{Lines * 200},1,{Lines + 6}/"));

    [Theory]
    [InlineData("<Document><BkToCstmrStmt><Stmt><Id>", "x<!---->", 2_000_000)]
    [InlineData("<Document>", "<BkToCstmrStmt/>", 1_000_000)]
    [InlineData("", "<a>", 2_000_000)]
    [InlineData("<a ", "x='1' ", 3_000_000)]
    [InlineData("<a>", "<b x='1' y='2' z='3' u='4' v='5' w='6'/>", 300_000)]
    [InlineData(":20:A\n:25:ACC\n:86:", "?20", 5_000)]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR0,\n:61:", "9", 15_000)]
    [InlineData(":20:A\n:25:ACC\n:28C:1\n:60F:C260301EUR0,\n:61:2603020302C1,00NTRFNONREF\n:86:/EREF/", "/EREF/A/NAME/\n", 500_000)]
    public async Task AFileMadeToTakeLong_IsRefusedOrReadInSeconds(string start, string again, int times)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            await new SwiftConnector().ReadStatements(BankSamples.Connection(), Of(start + string.Concat(Enumerable.Repeat(again, times))), CancellationToken.None);
        }
        catch (ConnectorException refusal)
        {
            refusal.Class.ShouldBe(ErrorClass.Validation);
        }
        clock.Elapsed.ShouldBeLessThan(Longest);
    }

    private static async Task Reads(IStatementReader reader, string text)
    {
        var clock = Stopwatch.StartNew();
        var statement = (await reader.ReadStatements(BankSamples.Connection(), Of(text), CancellationToken.None)).Statements.ShouldHaveSingleItem();
        clock.Elapsed.ShouldBeLessThan(Longest);
        (statement.Balanced, statement.Problems.Count, statement.Transactions.Count).ShouldBe((true, 0, Lines));
        statement.Transactions.Select(t => t.Id).Distinct().Count().ShouldBe(Lines);
    }

    private static string Repeat(string line) => string.Concat(Enumerable.Repeat(line, Lines));

    private static string Balance(string code, int amount) =>
        $"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>";

    private static BankFile Of(string text) => new("large", Encoding.UTF8.GetBytes(text));
}
