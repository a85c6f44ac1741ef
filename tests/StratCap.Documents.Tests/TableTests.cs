using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Tables;
using StratCap.Testing;

namespace StratCap.Documents.Tests;

public sealed class TableTests
{
    private static readonly TableColumn[] Columns = [new("Name"), TableColumn.Money("Amount", Samples.Usd), new("Date"), new("Recorded (UTC)")];

    public static TheoryData<string> Injections => InvestorStatementTests.Injections;

    [Fact]
    public async Task Csv_OfARow_WritesPlainFiguresAndIsoDates()
    {
        var text = await Csv([Row("Oak, \"Pension\"", -1_234.5m)]);

        text.ShouldBe("\uFEFFName,\"Amount (USD)\",Date,\"Recorded (UTC)\"\r\n\"Oak, \"\"Pension\"\"\",-1234.50,2026-03-31,2026-03-31T14:05:09.000Z\r\n");
    }

    [Fact]
    public async Task Csv_OfEmptyCells_WritesNothingBetweenCommas() =>
        (await Csv([[TableCell.Text(null), TableCell.Number(null), TableCell.Date(null), TableCell.Instant(null)]])).ShouldEndWith("\r\n,,,\r\n");

    [Theory]
    [InlineData("0.00", 0)]
    [InlineData("1.005", 1.005)]
    [InlineData("-0.10", -0.1)]
    public async Task Csv_OfANumber_KeepsAllItsDecimals(string expected, double number) =>
        (await Csv([Row("x", (decimal)number)])).ShouldContain($"x,{expected},");

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task Csv_WithAFormulaInText_PutsAnApostropheInFront(string injection)
    {
        var row = (await Csv([Row(injection, 1m)])).Split("\r\n", 2)[1];
        var field = row.StartsWith('"') ? row[1..] : row;

        if (injection.TrimStart()[0] is '=' or '+' or '-' or '@')
            field.ShouldStartWith("'" + injection[0]);
        else
            field.ShouldStartWith(injection[..1]);
    }

    [Theory]
    [InlineData("Acme;=1+1", "Acme;'=1+1")]
    [InlineData("one\r\n- two", "one\r\n'- two")]
    [InlineData("one\r\n\r\ntwo", "one\r\n\r\ntwo")]
    [InlineData("Smith, Jones - Partners; Fund 2+1", "Smith, Jones - Partners; Fund 2+1")]
    [InlineData("2026-06-30", "2026-06-30")]
    public void Neutralise_OfTextWithSeparators_LooksBehindEach(string text, string safe)
    {
        TableCsv.Neutralise(text).ShouldBe(safe);
        TableCsv.Restore(safe).ShouldBe(text);
    }

    [Fact]
    public void Neutralise_OfAnyText_NeverBeginsAFormulaAndIsRestored()
    {
        var nasty = Gen.OneOf(Gen.Char["=+-@\t\r\n'\" ,;|ab1＝"], Gen.Char).Array[0, 6].Select(characters => new string(characters));
        nasty.Sample(text =>
        {
            var safe = TableCsv.Neutralise(text);
            (safe.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(safe.TrimStart(' ')[..Math.Min(1, safe.TrimStart(' ').Length)], StringComparison.Ordinal) && safe.Trim(' ').Length > 0).ShouldBeFalse();
            TableCsv.Restore(safe).ShouldBe(text);
        }, iter: 20_000);
    }

    /// <summary>Whatever a program takes for the end of a cell or row, no text of ours begins one with a formula; numbers stay what they are.</summary>
    [Fact]
    public async Task Csv_OfHostileTexts_BeginsNoCellWithAFormula_WhateverSeparatesThem()
    {
        string[] known = ["Acme;=HYPERLINK(\"http://evil.example\")", "a\n=cmd|' /C calc'!A0", "a;\"=1+1", "a; ' \"@SUM(A1)", "x|-1", "tab\t+1", "\"=1", "end;", "a\r\n=1", ";;=1", "a;\u00A0=1"];
        var texts = Gen.OneOf(Gen.OneOf([.. known.Select(Gen.Const)]), Gen.Char["=+-@,;|\t\r\n\"' a1＝"].Array[0, 9].Select(c => new string(c)));
        await texts.Array[4].Array[1, 5].SampleAsync(async rows =>
        {
            TableColumn[] columns = [new(rows[0][3]), TableColumn.Money("Amount", Samples.Usd), new(rows[0][2]), new(rows[0][1])];
            using var stream = new MemoryStream();
            await TableCsv.Write(stream, columns, Async(rows.Select(r => (IReadOnlyList<TableCell>)[TableCell.Text(r[0]), TableCell.Number(-1_234.5m), TableCell.Text(r[1]), TableCell.Text(r[2])]).ToList()));
            var file = Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF');
            foreach (var separator in ",;|\t") LooseCsv.Cells(file, separator).Where(c => LooseCsv.Runs(c) && c != "-1234.50").ShouldBeEmpty($"read with '{separator}': {file}");
            LooseCsv.Cells(file, ',').Count(c => c == "-1234.50").ShouldBe(rows.Length);
        }, iter: 5_000);
    }

    [Fact]
    public async Task Csv_OfAHundredThousandRows_IsWrittenInSmallParts()
    {
        await using var stream = new CountingStream();

        await TableCsv.Write(stream, Columns, Many(100_000), TestContext.Current.CancellationToken);

        stream.Length.ShouldBeGreaterThan(5_000_000);
        stream.LargestWrite.ShouldBeLessThan(100_000);
        stream.Writes.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Xlsx_OfRows_IsValidAndHoldsThemExactly()
    {
        var workbook = await Xlsx([Row("Oak Pension", -1_234.5m), Row("=1+1", 9_999_999_999_999.99m), Row(" x ", 12_345_678_901_234_567.89m), Row("y", 0.123456m)]);

        workbook.Errors.ShouldBeEmpty();
        workbook.FrozenRows["Refused rows"].ShouldBe(1);
        workbook.Cells("Refused rows").ShouldAllBe(cell => cell.Formula == null);
        workbook.Cell("Refused rows", "B2").ShouldBe(new("B2", "-1234.5", null, false, "#,##0.00_);\\(#,##0.00\\)"));
        workbook.Cell("Refused rows", "A3").ShouldBe(new("A3", "=1+1", null, true, "@"));
        workbook.Cell("Refused rows", "B3").Value.ShouldBe("9999999999999.99");
        workbook.Cell("Refused rows", "A4").Value.ShouldBe(" x ");
        workbook.Cell("Refused rows", "B4").ShouldBe(new("B4", "12345678901234567.89", null, true, "@"));
        workbook.Cell("Refused rows", "B5").Format.ShouldBe("#,##0.000000_);\\(#,##0.000000\\)");
        DateTime.FromOADate(double.Parse(workbook.Cell("Refused rows", "C2").Value, CultureInfo.InvariantCulture)).ShouldBe(new DateTime(2026, 3, 31));
        DateTime.FromOADate(double.Parse(workbook.Cell("Refused rows", "D2").Value, CultureInfo.InvariantCulture)).ShouldBe(new DateTime(2026, 3, 31, 14, 5, 9));
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task Xlsx_WithAFormulaInText_HoldsItAsText(string injection)
    {
        var workbook = await Xlsx([Row(injection, 1m)]);

        workbook.Errors.ShouldBeEmpty();
        workbook.Cell("Refused rows", "A2").ShouldBe(new("A2", injection.Replace('\r', '\n'), null, true, "@"));
    }

    [Fact]
    public async Task Xlsx_WithTextThatXmlCannotHold_StaysValidAndShowsWhatWasThere()
    {
        var workbook = await Xlsx([Row("a\u0000b\u001Fc\uFFFFd\uD800e\u202Ef", 1m), Row(new string('x', 40_000), 1m)]);

        workbook.Errors.ShouldBeEmpty();
        workbook.Cell("Refused rows", "A2").Value.ShouldBe("a\uFFFDb\uFFFDc\uFFFDd\uFFFDef");
        workbook.Cell("Refused rows", "A3").Value.Length.ShouldBe(SheetText.LongestCell);
        workbook.Cell("Refused rows", "A3").Value.ShouldEndWith("x… [cut]");
    }

    [Fact]
    public async Task Xlsx_WithADateThatExcelCannotCount_HoldsItAsText()
    {
        var workbook = await Xlsx([[TableCell.Text("x"), TableCell.Number(1), TableCell.Date(new(1900, 2, 28)), TableCell.Instant(new(1899, 1, 1, 0, 0, 0, TimeSpan.Zero))]]);

        workbook.Cell("Refused rows", "C2").ShouldBe(new("C2", "1900-02-28", null, true, "@"));
        workbook.Cell("Refused rows", "D2").Value.ShouldBe("1899-01-01 00:00:00");
    }

    [Fact]
    public async Task Xlsx_WithMoreRowsThanASheetHolds_GoesOnInTheNext()
    {
        using var stream = new MemoryStream();
        await TableXlsx.Write(stream, "Refused rows: [of] a rather long name", Columns, Many(25), mostRows: 11, TestContext.Current.CancellationToken);
        var workbook = new WorkbookReader(stream.ToArray());

        workbook.Errors.ShouldBeEmpty();
        workbook.Sheets.ShouldBe(["Refused rows_ _of_ a rather lon", "Refused rows_ _of_ a rather (2)", "Refused rows_ _of_ a rather (3)"]);
        workbook.Sheets.Select(sheet => workbook.Cell(sheet, "A1").Value).ShouldAllBe(header => header == "Name");
        workbook.Cell("Refused rows_ _of_ a rather (3)", "A6").Value.ShouldBe("Investor 24");
    }

    [Fact]
    public async Task Xlsx_ToAResponseThatForbidsBlockingWrites_IsWrittenAsTheRowsCome()
    {
        await using var stream = new CountingStream();

        await TableXlsx.Write(stream, "Rows", Columns, Many(50_000), TestContext.Current.CancellationToken);

        stream.Writes.ShouldBeGreaterThan(5);
        stream.Length.ShouldBeGreaterThan(100_000);
        stream.LargestWrite.ShouldBeLessThan(200_000);
    }

    [Fact]
    public async Task Tables_WithTooFewCells_AreRefused()
    {
        IReadOnlyList<TableCell>[] rows = [[TableCell.Text("only one")]];

        (await Should.ThrowAsync<FundRuleException>(() => Csv(rows))).Code.ShouldBe("reporting.table.shape");
        (await Should.ThrowAsync<FundRuleException>(() => Xlsx(rows))).Code.ShouldBe("reporting.table.shape");
        Should.Throw<FundRuleException>(() => TablePdf.Pdf(Samples.Firm, Samples.Stamp, "Report", "x", Columns, rows)).Code.ShouldBe("reporting.table.shape");
    }

    [Fact]
    public void Pdf_OfATable_HoldsItsRows()
    {
        var file = TablePdf.Pdf(Samples.Firm, Samples.Stamp, "Commitments by investor", "All funds", Columns, Enumerable.Range(0, 120).Select(index => Row($"Investor {index}", index * -1_000.5m)).ToList());
        var text = PdfReader.Text(file);

        text.ShouldContain("120 rows");
        text.ShouldContain("Investor 119 (119,059.50) 31 Mar 2026 2026-03-31 14:05 UTC");
        PdfReader.ShouldBeReadable(file);
    }

    [Fact]
    public void Pdf_OfTooManyRows_IsRefused() =>
        Should.Throw<FundRuleException>(() => TablePdf.Pdf(Samples.Firm, Samples.Stamp, "x", "x", Columns, Enumerable.Repeat(Row("x", 1m), TablePdf.MostRows + 1).ToList()))
            .Code.ShouldBe("reporting.table.too_many_rows");

    [Theory]
    [InlineData("999999999999999", true)]
    [InlineData("1000000000000000", false)]
    [InlineData("9999999999999.99", true)]
    [InlineData("-9999999999999.990000", true)]
    [InlineData("10000000000000.01", false)]
    [InlineData("0.0000000000000000000000000001", true)]
    public void IsExact_OfANumber_CountsItsDigits(string number, bool expected) =>
        SheetNumber.IsExact(decimal.Parse(number, CultureInfo.InvariantCulture)).ShouldBe(expected);

    private static IReadOnlyList<TableCell> Row(string name, decimal amount) =>
        [TableCell.Text(name), TableCell.Number(amount), TableCell.Date(new(2026, 3, 31)), TableCell.Instant(Samples.Stamp.ProducedAt)];

    private static async Task<string> Csv(IReadOnlyList<IReadOnlyList<TableCell>> rows)
    {
        using var stream = new MemoryStream();
        await TableCsv.Write(stream, Columns, Async(rows));
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static async Task<WorkbookReader> Xlsx(IReadOnlyList<IReadOnlyList<TableCell>> rows)
    {
        using var stream = new MemoryStream();
        await TableXlsx.Write(stream, "Refused rows", Columns, Async(rows));
        return new(stream.ToArray());
    }

    private static IAsyncEnumerable<IReadOnlyList<TableCell>> Many(int count) => Async(Enumerable.Range(0, count).Select(index => Row($"Investor {index}", index * 1.01m)));

    private static async IAsyncEnumerable<IReadOnlyList<TableCell>> Async(IEnumerable<IReadOnlyList<TableCell>> rows, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return row;
        }

        await Task.Yield();
    }
}
