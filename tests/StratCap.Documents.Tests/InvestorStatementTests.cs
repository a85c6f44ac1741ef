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
    public void Pdf_InASecondCurrency_HoldsTheAccountEachRateAndHowItTies()
    {
        var text = PdfReader.Text(InvestorStatementDocument.Pdf(StatementSamples.InEuro()));

        foreach (var expected in (string[])
        [
            "USD, and in EUR below", "Capital account in EUR", "Period (EUR)", "Net income and gains 5.25 5.25 29.50", "Effect of exchange rates 278,636.73 278,636.73 158,612.49",
            "Closing, before carried interest 3,858,641.99 3,858,641.99 3,858,641.99", "Memo: Accrued carried interest in the closing balance (11,875.24) (11,875.24) (11,875.24)",
            "Memo: Closing capital account, net of accrued carried interest 3,846,766.75 3,846,766.75 3,846,766.75", "Translated from USD at stored rates.", "Performance since inception in EUR, net", "1.04x", "7.12%",
            "31 Dec 2025 Opening × 0.9 (USD/EUR) of 2025-12-31 2,700,000.00 2,430,000.00", "÷ 1.184087 (EUR/USD) of 2026-02-12", "31 Mar 2026 Closing × 0.95 (USD/EUR) of 2026-03-31 4,061,728.41 3,858,641.99",
            "Tied to the fund's book in EUR", "Closing, before carried interest 3,858,641.99 3,858,641.99 0.00", "12 Feb 2026 EUR/USD 1.184087 ECB reference rate 000000000002",
        ])
            text.ShouldContain(expected);
        PdfReader.ShouldBeReadable(InvestorStatementDocument.Pdf(StatementSamples.InEuro()));
    }

    [Fact]
    public async Task Xlsx_InASecondCurrency_HasFormulasWhoseStoredValuesAreTheirResults_AndEachRate()
    {
        var workbook = await Workbook(StatementSamples.InEuro());

        workbook.Errors.ShouldBeEmpty();
        workbook.Sheets.ShouldBe(["Statement", "Transactions", "In EUR", "Transactions in EUR", "Exchange rates"]);
        foreach (var sheet in (string[])["In EUR", "Transactions in EUR"])
        {
            var formulas = workbook.Cells(sheet).Where(cell => cell.Formula is not null).ToList();
            // Two subtotals, the closing and its net, in three columns; the closing of the transactions in both currencies.
            formulas.Count.ShouldBe(sheet == "In EUR" ? 4 * 3 : 2);
            foreach (var cell in formulas)
                workbook.Calculate(sheet, cell.Address).ShouldBe(decimal.Parse(cell.Value, CultureInfo.InvariantCulture), cell.Address);
        }
        workbook.Cell("In EUR", "D" + workbook.Row("In EUR", "Residual value")).Value.ShouldBe("3846766.75");
        workbook.Cell("Exchange rates", "D3").ShouldBe(new("D3", "1.184087", null, false, "0.0###########"));
        workbook.Cell("Exchange rates", "F3").Value.ShouldBe("019a0000-0000-7000-8000-000000000002");
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task Xlsx_WithAFormulaAsTheSourceOfARate_HoldsItAsText(string injection)
    {
        var model = StatementSamples.InEuro(injection);
        var own = model.InCurrency!;
        var workbook = await Workbook(model with { InCurrency = own with { Method = injection, Transactions = [.. own.Transactions.Select(t => t with { Description = injection, Reference = injection })] } });

        workbook.Errors.ShouldBeEmpty();
        workbook.Cells("Exchange rates").Concat(workbook.Cells("Transactions in EUR").Where(c => c.Address[0] is not ('E' or 'F'))).ShouldAllBe(cell => cell.Formula == null);
        workbook.Cells("Exchange rates").Count(cell => cell.Value == injection.Replace('\r', '\n') && cell.IsText && cell.Format == "@").ShouldBe(3);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("book")]
    [InlineData("period")]
    [InlineData("fund")]
    [InlineData("residual")]
    public async Task Both_InASecondCurrencyThatIsACentOff_AreRefused(string what)
    {
        var model = StatementSamples.InEuro();
        var own = model.InCurrency!;
        var wrong = what switch
        {
            "account" => own with { CapitalAccount = own.CapitalAccount with { Opening = own.CapitalAccount.Opening with { SinceInception = 0.01m } } },
            "book" => own with { BookBalance = own.BookBalance + 0.01m },
            "period" => own with { Opening = own.Opening with { Converted = own.Opening.Converted + 0.01m } },
            "fund" => own with { Transactions = [own.Transactions[0] with { Amount = 1m }, own.Transactions[1]] },
            _ => own with { ResidualValue = 0m },
        };

        var code = what == "account" ? "reporting.statement.does_not_add_up" : "reporting.statement.does_not_tie";
        Should.Throw<FundRuleException>(() => InvestorStatementDocument.Pdf(model with { InCurrency = wrong })).Code.ShouldBe(code);
        (await Should.ThrowAsync<FundRuleException>(() => InvestorStatementDocument.Xlsx(model with { InCurrency = wrong }))).Code.ShouldBe(code);
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
