using System.Globalization;
using System.Security.Cryptography;
using StratCap.FundMath;
using StratCap.Reporting.Documents;

namespace StratCap.Documents.Tests;

public sealed class InvestorStatementTests
{
    private const string Sheet = "Statement";

    public static TheoryData<string> Injections =>
        ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "=HYPERLINK(\"http://evil.example\",\"x\")", "=cmd|' /C calc'!A0", "]]><f>1+1</f>", "</t></is></c><c><f>1+1</f></c>"];

    [Fact]
    public void Pdf_OfAStatement_HoldsEveryFigure()
    {
        var model = StatementSamples.Statement();
        var text = PdfReader.Text(InvestorStatementDocument.Pdf(model));

        foreach (var expected in (string[])
        [
            "Harbour Ridge Buyout Fund IV LP · First quarter of 2026", "01 Jan 2026 to 31 Mar 2026", "Unaudited", "ST-2026-Q1/0007",
            "Total contributions and distributions 1,150,000.01 1,150,000.01 4,187,654.32", "Total fees and expenses (80,500.00) (80,500.00) (335,925.91)",
            "Total gains and losses 292,228.40 292,228.40 210,000.00", "Closing balance, net of carried interest 4,061,728.41 4,061,728.41 4,061,728.41",
            "Memo: Carried interest accrued, not in the balance above (12,500.25) (12,500.25) (98,765.43)",
            "Closing unfunded commitment 5,000,000.01 5,000,000.01 5,000,000.01", "DPI", "0.16x", "0.81x", "0.97x", "0.50x", "(3.12%)",
            "Closing balance, net of carried interest 4,061,728.41 4,061,728.41 0.00", "fact 214", "27 Apr 2021", "ASC 820",
        ])
            text.ShouldContain(expected);
        foreach (var line in Lines(model))
            text.ShouldContain(string.Join(' ', line.Amounts.Columns.Select(amount => Figures.Money(amount, model.Currency)).Prepend(line.Label)));
        foreach (var transaction in model.Transactions)
            text.ShouldContain($"{transaction.Reference} {Figures.Money(transaction.Amount, model.Currency)} {Figures.Money(transaction.EffectOnUnfunded, model.Currency)}");
    }

    [Fact]
    public void Pdf_WithFiveHundredTransactions_HoldsEachOnceAndInOrder()
    {
        var model = StatementSamples.Statement(500);
        var file = InvestorStatementDocument.Pdf(model);
        var pages = PdfReader.Pages(file);
        var text = string.Join(' ', pages);

        pages.Count.ShouldBeGreaterThan(10);
        pages[^1].ShouldContain($"Page {pages.Count} of {pages.Count}");
        var at = 0;
        foreach (var transaction in model.Transactions)
        {
            var row = $"{transaction.Reference} {Figures.Money(transaction.Amount, model.Currency)} {Figures.Money(transaction.EffectOnUnfunded, model.Currency)}";
            var found = text.IndexOf(row, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(at, row);
            text.IndexOf(transaction.Reference + " ", found + row.Length, StringComparison.Ordinal).ShouldBe(-1);
            at = found + row.Length;
        }
    }

    [Fact]
    public void Pdf_WithoutIrrAndTransactions_SaysSo()
    {
        var model = StatementSamples.Statement(0);

        var text = PdfReader.Text(InvestorStatementDocument.Pdf(model with { Performance = new(null, null, null, null, null, "No capital was called yet.") }));

        foreach (var ratio in (string[])["DPI", "RVPI", "TVPI", "PIC", "IRR"])
            text.ShouldContain(ratio + " n/a");
        text.ShouldContain("None.");
    }

    [Fact]
    public async Task Xlsx_OfAStatement_IsValid()
    {
        var workbook = await Workbook(StatementSamples.Statement(500));

        workbook.Errors.ShouldBeEmpty();
        workbook.Sheets.ShouldBe(["Statement", "Transactions"]);
        workbook.FrozenRows.Values.ShouldBe([1, 1]);
        workbook.Widths[Sheet].Count.ShouldBe(4);
        workbook.Widths["Transactions"].Count.ShouldBe(6);
    }

    [Fact]
    public async Task Xlsx_OfAStatement_HasFormulasWhoseStoredValuesAreTheirResults()
    {
        var workbook = await Workbook(StatementSamples.Statement());

        var formulas = workbook.Cells(Sheet).Where(cell => cell.Formula is not null).ToList();

        // Three subtotals and a closing in the capital account, a closing of the unfunded, in three columns; two rows of the tie-out with two each.
        formulas.Count.ShouldBe((5 * 3) + (2 * 2));
        foreach (var cell in formulas)
            workbook.Calculate(Sheet, cell.Address).ShouldBe(decimal.Parse(cell.Value, CultureInfo.InvariantCulture), cell.Address);
    }

    [Fact]
    public async Task Xlsx_OfAStatement_HoldsEveryFigureAsANumber()
    {
        var model = StatementSamples.Statement();
        var workbook = await Workbook(model);

        foreach (var line in Lines(model).Where(line => line.Label != "Contributions"))
            Figures3(workbook, line.Label).ShouldBe(line.Amounts.Columns);
        Figures3(workbook, "Total fees and expenses").ShouldBe([-80_500m, -80_500m, -335_925.91m]);
        workbook.Cell(Sheet, "B" + workbook.Row(Sheet, "IRR")).ShouldBe(new("B" + workbook.Row(Sheet, "IRR"), "-0.0312", null, false, "0.00%"));
        workbook.Cell(Sheet, "B" + workbook.Row(Sheet, "DPI")).Value.ShouldBe("0.1624691");
        var end = workbook.Cell(Sheet, "B" + workbook.Row(Sheet, "Period to"));
        DateTime.FromOADate(double.Parse(end.Value, CultureInfo.InvariantCulture)).ShouldBe(new DateTime(2026, 3, 31));
        var tie = workbook.Row(Sheet, "Closing unfunded commitment");
        workbook.Cell(Sheet, $"B{tie}").Value.ShouldBe("5000000.01");
        workbook.Cell(Sheet, $"C{tie}").Value.ShouldBe("5000000.01");
        decimal.Parse(workbook.Cell(Sheet, $"D{tie}").Value, CultureInfo.InvariantCulture).ShouldBe(0m);
    }

    [Fact]
    public async Task Xlsx_OfTransactions_HasRealDatesAndExactAmounts()
    {
        var model = StatementSamples.Statement(40);
        var workbook = await Workbook(model);

        for (var index = 0; index < 40; index++)
        {
            var (row, transaction) = (index + 2, model.Transactions[index]);
            var date = workbook.Cell("Transactions", $"A{row}");
            date.Format.ShouldBe("yyyy\\-mm\\-dd");
            DateTime.FromOADate(double.Parse(date.Value, CultureInfo.InvariantCulture)).ShouldBe(transaction.Date.ToDateTime(TimeOnly.MinValue));
            workbook.Cell("Transactions", $"D{row}").Value.ShouldBe(transaction.Reference);
            decimal.Parse(workbook.Cell("Transactions", $"E{row}").Value, CultureInfo.InvariantCulture).ShouldBe(transaction.Amount);
            workbook.Cell("Transactions", $"E{row}").IsText.ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("USD", "#,##0.00_);\\(#,##0.00\\)")]
    [InlineData("JPY", "#,##0_);\\(#,##0\\)")]
    [InlineData("KWD", "#,##0.000_);\\(#,##0.000\\)")]
    public async Task Xlsx_InACurrency_ShowsItsDecimals(string code, string format)
    {
        var model = StatementSamples.Statement(0) with { Currency = new(code) };
        var whole = model with
        {
            CapitalAccount = new("Capital account", "Opening", new(1, 1, 0), [new("Moves", "Sum", [new("Contributions", new(2, 2, 3))])], "Closing", new(3, 3, 3)),
            CapitalAccountMemo = [],
            Unfunded = new("Unfunded", "Opening", new(9, 9, 10), [], "Closing unfunded", new(9, 9, 10)),
            Commitment = 10,
            TieOut = new(3, 9, null),
        };
        var tied = whole with { Unfunded = whole.Unfunded with { Opening = new(9, 9, 9), Closing = new(9, 9, 9) } };

        var workbook = await Workbook(tied);

        workbook.Cell(Sheet, $"D{workbook.Row(Sheet, "Sum")}").Format.ShouldBe(format);
        workbook.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Xlsx_WithMoreThanFifteenDigits_KeepsThemAsTextWithoutFormulasInThatColumn()
    {
        var workbook = await Workbook(StatementSamples.TooManyDigits());
        var closing = workbook.Cell(Sheet, $"D{workbook.Row(Sheet, "Total gains and losses") + 1}");

        closing.ShouldBe(closing with { IsText = true, Value = "1234567894185185.19", Formula = null });
        workbook.Cells(Sheet).Where(cell => cell.Formula is not null && cell.Address[0] == 'D' && cell.Formula.StartsWith("SUM", StringComparison.Ordinal)).ShouldBeEmpty();
        workbook.Errors.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task Xlsx_WithAFormulaInAName_HoldsItAsText(string injection)
    {
        var model = StatementSamples.Statement();
        var section = model.CapitalAccount.Sections[0];
        var hostile = model with
        {
            FundName = injection,
            Investor = new(injection, []),
            Notes = [injection],
            CapitalAccount = model.CapitalAccount with
            {
                OpeningLabel = injection,
                Sections = [new(injection, injection, section.Lines.Select(line => line with { Label = injection }).ToList()), .. model.CapitalAccount.Sections.Skip(1)],
            },
            Transactions = [new(new(2026, 1, 2), injection, injection, injection, 1m, 0m)],
        };

        var workbook = await Workbook(hostile);

        workbook.Errors.ShouldBeEmpty();
        workbook.Cells(Sheet).Count(cell => cell.Formula is not null).ShouldBe(19);
        workbook.Cells("Transactions").Count(cell => cell.Formula is not null).ShouldBe(0);
        var cells = workbook.Cells(Sheet).Concat(workbook.Cells("Transactions")).Where(cell => cell.Value == injection.Replace('\r', '\n')).ToList();
        cells.Count.ShouldBe(11);
        cells.ShouldAllBe(cell => cell.IsText && cell.Format == "@");
    }

    [Fact]
    public async Task Xlsx_OfTheSameModelTwice_IsTheSameFile()
    {
        var first = await InvestorStatementDocument.Xlsx(StatementSamples.Statement(), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2.1), TestContext.Current.CancellationToken); // a zip's clock ticks every two seconds
        var second = await InvestorStatementDocument.Xlsx(StatementSamples.Statement(), TestContext.Current.CancellationToken);

        Convert.ToHexString(SHA256.HashData(second)).ShouldBe(Convert.ToHexString(SHA256.HashData(first)));
    }

    [Theory]
    [InlineData("reporting.statement.does_not_add_up")]
    [InlineData("reporting.statement.does_not_tie")]
    [InlineData("reporting.statement.period")]
    [InlineData("reporting.document.amount_not_payable")]
    public async Task Both_OfAStatementThatIsWrong_AreRefused(string code)
    {
        var model = StatementSamples.Statement();
        var account = model.CapitalAccount;
        var wrong = code switch
        {
            "reporting.statement.does_not_add_up" => model with { CapitalAccount = account with { Opening = account.Opening with { YearToDate = account.Opening.YearToDate + 0.01m } } },
            "reporting.statement.does_not_tie" => model with { TieOut = model.TieOut with { Unfunded = 5_000_000m } },
            "reporting.statement.period" => model with { PeriodEnd = model.PeriodStart.AddDays(-1) },
            _ => model with { Commitment = 0.001m },
        };

        Should.Throw<FundRuleException>(() => InvestorStatementDocument.Pdf(wrong)).Code.ShouldBe(code);
        (await Should.ThrowAsync<FundRuleException>(() => InvestorStatementDocument.Xlsx(wrong))).Code.ShouldBe(code);
    }

    private static async Task<WorkbookReader> Workbook(InvestorStatementModel model) => new(await InvestorStatementDocument.Xlsx(model));

    private static IEnumerable<StatementLine> Lines(InvestorStatementModel model) =>
        model.CapitalAccount.Sections.Concat(model.Unfunded.Sections).SelectMany(section => section.Lines);

    private static List<decimal> Figures3(WorkbookReader workbook, string label) =>
        new[] { "B", "C", "D" }.Select(column => decimal.Parse(workbook.Cell(Sheet, column + workbook.Row(Sheet, label)).Value, CultureInfo.InvariantCulture)).ToList();
}
