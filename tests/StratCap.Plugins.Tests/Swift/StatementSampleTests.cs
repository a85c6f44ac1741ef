using System.Text;
using System.Text.Json.Nodes;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests.Swift;

public sealed class StatementSampleTests
{
    private static readonly SwiftConnector Plugin = new();

    public static IEnumerable<TheoryDataRow<string>> Mt94x => BankSamples.In("mt94x");

    public static IEnumerable<TheoryDataRow<string>> Camt => BankSamples.In("camt");

    public static IEnumerable<TheoryDataRow<string>> All => [.. Mt94x, .. Camt, new("cbpr/camt.054.min.xml"), new("fin/MT101.fin"), new("fin/MT103-bulk-with-ack.rje")];

    [Theory]
    [MemberData(nameof(Mt94x))]
    public async Task Mt94x_IsReadAsAnotherParserReadsIt(string name)
    {
        var expected = BankSamples.Expected(name);
        var file = await Read(name);
        file.Format.ShouldBe(expected["format"]!.ToString());
        file.Statements.Count.ShouldBe((int)expected["statementCount"]!);
        foreach (var (statement, wanted) in file.Statements.Zip(expected["statements"]!.AsArray()))
        {
            statement.AccountId.ShouldBe(wanted!["account"]!.ToString());
            statement.Id.ShouldStartWith(wanted["statementNumber"]!.ToString());
            Balances(statement, wanted);
            statement.Transactions.Count.ShouldBe((int)wanted["entryCount"]!);
            foreach (var (line, entry) in statement.Transactions.Zip(wanted["entries"]!.AsArray())) Line(line, entry!);
        }
    }

    [Theory]
    [MemberData(nameof(Camt))]
    public async Task Camt_IsReadAsAnotherParserReadsIt(string name)
    {
        var expected = BankSamples.Expected(name);
        var file = await Read(name);
        file.Format.ShouldBe(expected["format"]!.ToString());
        file.Statements.Count.ShouldBe((int)expected["statementCount"]!);
        foreach (var (statement, wanted) in file.Statements.Zip(expected["statements"]!.AsArray()))
        {
            statement.AccountId.ShouldBe(wanted!["account"]!.ToString());
            statement.Id.ShouldStartWith(wanted["id"]!.ToString());
            Balanced(statement, wanted);
            var lines = statement.Transactions.Where(t => t.BatchId is null).ToList();
            lines.Count.ShouldBe((int)wanted["entryCount"]!);
            foreach (var (line, entry) in lines.Zip(wanted["entries"]!.AsArray())) Entry(statement, line, entry!);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AFileReadTwice_GivesTheSameIdsEachOnce(string name)
    {
        var (first, again) = (await Read(name), await Read(name));
        var ids = first.Statements.SelectMany(s => s.Transactions).Select(t => t.Id).ToList();
        again.Statements.SelectMany(s => s.Transactions).Select(t => t.Id).ShouldBe(ids);
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task AMessageInABusinessEnvelope_IsReadWithAnUnknownStatusToldAndNotBooked()
    {
        var statement = (await Read("cbpr/camt.054.min.xml")).Statements.ShouldHaveSingleItem();
        var line = statement.Transactions.ShouldHaveSingleItem();
        (line.Amount.Value, line.Amount.Currency, line.Status).ShouldBe((1000.00m, "EUR", BankStatus.Pending));
        statement.Problems.ShouldContain(p => p.Contains("status is not known"));
    }

    [Fact]
    public async Task ArchivedTransfers_AreReadForInformationWithTheirAmounts()
    {
        var expected = BankSamples.Expected("fin/MT103-bulk-with-ack.rje");
        var file = await Read("fin/MT103-bulk-with-ack.rje");
        file.Format.ShouldBe("MT103");
        file.Statements.Select(s => s.Id).ShouldBe(expected["references"]!.AsArray().Select(r => r!.ToString()));
        foreach (var (statement, wanted) in file.Statements.Zip(expected["amounts"]!.AsArray()))
        {
            var payment = statement.Transactions.ShouldHaveSingleItem();
            payment.Status.ShouldBe(BankStatus.Information);
            payment.ValueOn.ShouldBe(BankSamples.Day(wanted!["valueDate"]));
            (payment.Amount.Value, payment.Amount.Currency).ShouldBe((BankSamples.Decimal(wanted["amount"])!.Value, wanted["currency"]!.ToString()));
        }
    }

    [Fact]
    public async Task AnArchivedRequest_IsReadFromTheOrderersAccount()
    {
        var statement = (await Read("fin/MT101.fin")).Statements.ShouldHaveSingleItem();
        statement.AccountId.ShouldBe("344110001637");
        var payment = statement.Transactions.ShouldHaveSingleItem();
        (payment.Amount.Value, payment.Amount.Currency, payment.CounterpartyAccount, payment.CustomerReference, payment.Status).ShouldBe((-14.00m, "CNY", "344110000361", "010735904", BankStatus.Information));
    }

    private static Task<StatementFile> Read(string name) => Plugin.ReadStatements(BankSamples.Connection(), BankSamples.File(name), CancellationToken.None);

    private static void Balances(Statement statement, JsonNode wanted)
    {
        (statement.Opening, statement.OpeningOn).ShouldBe((BankSamples.Decimal(wanted["opening"]?["amount"]), BankSamples.Day(wanted["opening"]?["date"])));
        (statement.Closing, statement.ClosingOn).ShouldBe((BankSamples.Decimal(wanted["closing"]?["amount"]), BankSamples.Day(wanted["closing"]?["date"])));
        if (wanted["opening"]?["currency"] is { } currency) statement.Currency.ShouldBe(currency.ToString());
        Balanced(statement, wanted);
    }

    /// <summary>What does not add up is read as it is, and said.</summary>
    private static void Balanced(Statement statement, JsonNode wanted)
    {
        statement.Balanced.ShouldBe((bool?)wanted["balanced"]);
        statement.Difference.ShouldBe(BankSamples.Decimal(wanted["difference"]));
        if (statement.Balanced == false) statement.Problems.ShouldNotBeEmpty();
    }

    private static void Line(BankTransaction line, JsonNode entry)
    {
        line.Amount.Value.ShouldBe(BankSamples.Decimal(entry["amount"])!.Value);
        (line.ValueOn, line.BookedOn).ShouldBe((BankSamples.Day(entry["valueDate"]), BankSamples.Day(entry["entryDate"])));
        line.IsReversal.ShouldBe(entry["mark"]!.ToString().StartsWith('R'));
        line.Code.ShouldBe(entry["typeCode"]!.ToString());
        (line.CustomerReference ?? "NONREF").ShouldBe(entry["customerReference"]?.ToString() is { Length: > 0 } reference ? reference.Trim() : "NONREF");
        line.BankReference.ShouldBe(entry["bankReference"]?.ToString());
        // Structured information is taken apart; free text is kept whole.
        if (entry["info"]?.ToString() is { Length: > 0 } info && line.Counterparty is null && !info.Contains('?')) line.Text.ShouldStartWith(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(info)));
    }

    private static void Entry(Statement statement, BankTransaction line, JsonNode entry)
    {
        (line.Amount.Value, line.Amount.Currency).ShouldBe((BankSamples.Decimal(entry["amount"])!.Value, entry["currency"]!.ToString()));
        (line.BookedOn, line.ValueOn).ShouldBe((BankSamples.Day(entry["bookingDate"]), BankSamples.Day(entry["valueDate"])));
        line.IsReversal.ShouldBe((bool)entry["reversal"]!);
        line.Status.ShouldBe(BankStatus.Booked);
        line.Code.ShouldBe((entry["bankTxCode"] ?? entry["proprietaryCode"])?.ToString());
        var details = entry["details"]!.AsArray();
        if (details.Count == 1) Detail(line, details[0]!);
        var parts = statement.Transactions.Where(t => t.BatchId == line.Id).ToList();
        parts.Count.ShouldBe(details.Count > 1 ? details.Count : 0);
        foreach (var (part, detail) in parts.Zip(details))
        {
            Math.Abs(part.Amount.Value).ShouldBe(BankSamples.Decimal(detail!["amount"])!.Value);
            Detail(part, detail);
        }
    }

    private static void Detail(BankTransaction line, JsonNode detail)
    {
        line.EndToEndId.ShouldBe(detail["endToEndId"]?.ToString() is "NOTPROVIDED" or null ? null : detail["endToEndId"]!.ToString());
        line.Counterparty.ShouldBe((line.Amount.Value >= 0 ? detail["debtor"] : detail["creditor"])?.ToString());
        foreach (var text in detail["remittance"]?.AsArray() ?? []) line.Text!.ShouldContain(text!.ToString());
        if (detail["structuredRef"] is { } reference) line.Text!.ShouldContain(reference.ToString());
    }
}
