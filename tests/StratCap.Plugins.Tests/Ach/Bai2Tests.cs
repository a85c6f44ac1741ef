using System.Text;
using StratCap.Plugin.Ach;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests.Ach;

public sealed class Bai2Tests
{
    private static readonly AchConnector Plugin = new();

    [Fact]
    public async Task ASample_IsReadAsAnotherParserReadsIt()
    {
        var file = await Plugin.ReadStatements(BankSamples.Connection(), BankSamples.File("bai2/sample1.bai2"), CancellationToken.None);
        file.Format.ShouldBe("BAI2");
        var accounts = BankSamples.Expected("bai2/sample1.bai2")["groups"]!.AsArray().SelectMany(g => g!["accounts"]!.AsArray()).ToList();
        file.Statements.Count.ShouldBe(accounts.Count);
        foreach (var (statement, account) in file.Statements.Zip(accounts))
        {
            (statement.AccountId, statement.Currency, statement.Balanced, statement.Problems.Count).ShouldBe((account!["account"]!.ToString(), account["currency"]!.ToString(), null, 0));
            statement.Transactions.Select(t => (t.Code, Math.Abs(t.Amount.Value), t.Text))
                .ShouldBe(account["transactions"]!.AsArray().Select(t => ((string?)t!["type"]!.ToString(), (decimal)t["amountCents"]! / 100, (string?)t["text"]!.ToString())));
            statement.Transactions.ShouldAllBe(t => t.BookedOn == new DateOnly(2006, 3, 17) && (t.Code == "108") == (t.Amount.Value > 0));
        }
        file.Statements.SelectMany(s => s.Transactions).Select(t => t.Id).ShouldBeUnique();
        file.Statements[0].Transactions[0].ValueOn.ShouldBe(new DateOnly(2006, 3, 16));
        var again = await Plugin.ReadStatements(BankSamples.Connection(), BankSamples.File("bai2/sample1.bai2"), CancellationToken.None);
        again.Statements.SelectMany(s => s.Transactions).Select(t => t.Id).ShouldBe(file.Statements.SelectMany(s => s.Transactions).Select(t => t.Id));
    }

    [Theory]
    [InlineData("015,15000", true, "0.00")]
    [InlineData("015,15001", false, "0.01")]
    public async Task LedgerBalances_AreTiedToTheLines(string closing, bool balanced, string difference)
    {
        var total = balanced ? 40_000 : 40_001;
        var statement = (await Read($"03,ACC,USD,010,10000,,,{closing},,/", "16,142,10000,0,BANKREF,CALL-3,WIRE IN, FROM LP/", "88,SECOND LINE", "16,475,5000,Z,,,CHECK", $"49,{total},5/")).ShouldHaveSingleItem();
        (statement.Balanced, statement.Difference, statement.Opening).ShouldBe((balanced, decimal.Parse(difference, System.Globalization.CultureInfo.InvariantCulture), 100m));
        statement.Problems.Count.ShouldBe(balanced ? 0 : 1);
        statement.Transactions.Select(t => (t.Amount.Value, t.Text, t.BankReference, t.CustomerReference)).ShouldBe([(100m, "WIRE IN, FROM LP SECOND LINE", "BANKREF", "CALL-3"), (-50m, "CHECK", null, null)]);
    }

    [Theory]
    [InlineData("16,142,10000,S,5000,3000,2000,REF,,T/", 10000)]
    [InlineData("16,142,10000,D,2,0,5000,1,5000,REF,,T/", 10000)]
    [InlineData("16,142,10000,V,260302,1200,REF,,T/", 10000)]
    [InlineData("16,142,10000,,REF,,T/", 10000)]
    public async Task FundsTypes_AreSteppedOver(string line, int total)
    {
        var read = (await Read("03,ACC,,/", line, $"49,{total},3/")).ShouldHaveSingleItem().Transactions.ShouldHaveSingleItem();
        (read.BankReference, read.Text, read.Amount.Currency).ShouldBe(("REF", "T", "USD"));
    }

    [Fact]
    public async Task TypesThatMoveNothing_AreInformationAndControlsThatDisagreeAreTold()
    {
        var statement = (await Read("03,ACC,JPY,/", "16,890,,,,,NOTE/", "16,142,500,,,,T/", "49,999,9/")).ShouldHaveSingleItem();
        statement.Transactions.Select(t => (t.Status, t.Amount.Value)).ShouldBe([(BankStatus.Information, 0m), (BankStatus.Booked, 500m)]);
        statement.Problems.Count.ShouldBe(5);
    }

    [Fact]
    public async Task TextBeyondAscii_IsReadInTheBanksEncoding()
    {
        const string Text = "01,A,B,260302,0800,1,,,2/\n02,B,A,1,260302,,USD,2/\n03,ACC,,/\n16,142,500,,R,,Café/\n49,500,3/\n98,500,1,5/\n99,500,1,7/";
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Latin1 })
        {
            var file = await Plugin.ReadStatements(BankSamples.Connection(), new BankFile("a.bai", encoding.GetBytes(Text)), CancellationToken.None);
            file.Statements[0].Transactions[0].Text.ShouldBe("Café");
        }
    }

    [Theory]
    [InlineData("2", "", BankStatus.Removed)]
    [InlineData("1", "3", BankStatus.Pending)]
    [InlineData("1", "2", BankStatus.Booked)]
    public async Task AGroup_SaysWhetherItsLinesAreBooked(string status, string modifier, BankStatus wanted)
    {
        var text = string.Join('\n', "01,A,B,260302,0800,1,,,2/", $"02,B,A,{status},260302,,USD,{modifier}/", "03,ACC,,/", "16,142,500,,R,,T/", "49,500,3/", "98,500,1,5/", "99,500,1,7/");
        var line = (await Parse(text)).ShouldHaveSingleItem().Transactions.ShouldHaveSingleItem();
        line.Status.ShouldBe(wanted);
        line.Id.ShouldBe((await Read("03,ACC,,/", "16,142,500,,R,,T/", "49,500,3/"))[0].Transactions[0].Id);
    }

    [Theory]
    [InlineData("01,A,B,260302,0800,1,,,2/", "the file ends")]
    [InlineData("02,B,A,1,260302,,,/", "begins with 01")]
    [InlineData("01,A,B,260302,0800,1,,,2/\n02,B,A,4,260302,,,/\n98,0,0,2/\n99,0,1,4/", "test")]
    [InlineData("01,A,B,260302,0800,1,,,2/\n77,x/", "type")]
    [InlineData("88,x/", "continues nothing")]
    [InlineData("", "the file ends")]
    public async Task AFileThatIsNotWhole_IsRefusedByItsLine(string text, string why)
    {
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Parse(text));
        (refusal.Class, refusal.Message.Contains(why, StringComparison.Ordinal)).ShouldBe((ErrorClass.Validation, true), refusal.Message);
    }

    /// <summary>One account in a file whose outer controls fit.</summary>
    private static Task<IReadOnlyList<Statement>> Read(params string[] account)
    {
        var total = account[^1].Split(',')[1];
        return Parse(string.Join('\n', ["01,A,B,260302,0800,1,,,2/", "02,B,A,1,260302,,USD,2/", .. account, $"98,{total},1,{account.Length + 2}/", $"99,{total},1,{account.Length + 4}/"]));
    }

    private static async Task<IReadOnlyList<Statement>> Parse(string text) =>
        (await Plugin.ReadStatements(BankSamples.Connection(), new BankFile("a.bai", Encoding.ASCII.GetBytes(text)), CancellationToken.None)).Statements;
}
