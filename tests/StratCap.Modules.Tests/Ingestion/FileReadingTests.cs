using System.Globalization;
using System.Text;
using StratCap.Ingestion;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Modules.Tests.Ingestion;

public sealed class FileReadingTests
{
    [Fact]
    public void File_WithByteOrderMarkAndWindowsLineEnds_IsRead()
    {
        var bytes = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Samples.File(Samples.GoodRow).Replace("\n", "\r\n"))).ToArray();

        var row = Samples.Check(new MemoryStream(bytes)).Single();

        row.State.ShouldBe(RowState.Accepted);
        row.Raw.ShouldBe(Samples.GoodRow);
    }

    [Fact]
    public void Fields_InQuotes_MayHoldCommasQuotesAndLineEnds()
    {
        var row = Samples.Check(Samples.File(Samples.Row(("fund_name", "\"Alpha, \"\"the\"\" Fund I\""), ("source_document", "\"two\nlines\""))))[0];

        row.Position.ShouldBeNull();
        row.Codes().ShouldBe(["position.control_character"]);
        Samples.Check(Samples.File(Samples.Row(("fund_name", "\"Alpha, \"\"the\"\" Fund I\""))))[0].Position!.FundName.ShouldBe("Alpha, \"the\" Fund I");
    }

    [Fact]
    public void Rows_AreNumberedAsASpreadsheetNumbersThem()
    {
        var rows = Samples.Check($"{Samples.Header}\n{Samples.GoodRow}\n\n{Samples.Row(("source_document", "\"a\"")).Replace("Plan A", "\"Plan\nB\"")}\n{Samples.Row(("pension_fund_name", "Plan C"))}");

        rows.Select(r => r.Number).ShouldBe([2, 4, 5]);
    }

    [Fact]
    public void Columns_UnderOtherUsualNames_AreKnown()
    {
        var row = Samples.Check("Fund,Investor,As of,Commitment,Capital Called (mm),Distributions,NAV\n Alpha  Fund ,Plan A,2025-03-31,100000000.00,60,20000000,70000000.50\n").Single();

        row.State.ShouldBe(RowState.Accepted);
        row.Position.ShouldBe(new Contracts.Funds.PositionRow(2, "Alpha Fund", null, null, "USD", "Plan A", new DateOnly(2025, 3, 31), 100_000_000m, 60_000_000m, 20_000_000m, 70_000_000.5m, null, null, "sample.csv"));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "", "ingestion.file_empty", "empty" },
        { Samples.Header + "\n", "ingestion.file_has_no_rows", "no rows" },
        { "fund_name,pension_fund_name,as_of_date\nA,B,2025-03-31\n", "ingestion.columns_missing", "commitment_mm" },
        { Samples.Header + ",colour\n" + Samples.GoodRow + ",red\n", "ingestion.columns_unknown", "'colour'" },
        { Samples.Header + ",fund\n" + Samples.GoodRow + ",A\n", "ingestion.columns_repeated", "'fund_name' and 'fund'" },
        { Samples.Header.Replace(',', ';') + "\n", "ingestion.delimiter_not_comma", "commas" },
        { Samples.File(Samples.GoodRow, "\"" + new string('x', 70_000)), "ingestion.quote_not_closed", "row 3" },
        { "PK\u0003\u0004", "ingestion.file_is_not_csv", ".xlsx" },
        { "%PDF-1.7", "ingestion.file_is_not_csv", "PDF" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void File_ThatCannotBeTaken_IsRefusedByName(string file, string code, string says)
    {
        var refused = Should.Throw<FileRefusedException>(() => Samples.Check(file));

        refused.Code.ShouldBe(code);
        refused.Message.ShouldContain(says);
    }

    [Fact]
    public void File_InAnotherEncoding_IsRefusedByName()
    {
        var latin = Encoding.Latin1.GetBytes(Samples.File(Samples.GoodRow, Samples.Row(("fund_name", "Rhône Partners V"))));

        Should.Throw<FileRefusedException>(() => Samples.Check(new MemoryStream(latin))).Code.ShouldBe("ingestion.encoding_not_utf8");
        Should.Throw<FileRefusedException>(() => Samples.Check(new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b")]))).Message.ShouldContain("UTF-16");
    }

    [Fact]
    public void File_WithTooManyRowsOrFunds_IsRefusedWithTheLimit()
    {
        var rows = Enumerable.Range(1, 6).Select(i => Samples.Row(("fund_name", $"Fund {i} {(char)('a' + i)}"))).ToArray();

        Should.Throw<FileRefusedException>(() => Samples.Check(Samples.File(rows), new IngestionOptions { MaxRows = 5 })).Message.ShouldContain("5 rows");
        Should.Throw<FileRefusedException>(() => Samples.Check(Samples.File(rows), new IngestionOptions { MaxFunds = 5 })).Message.ShouldContain("5 funds");
        Samples.Check(Samples.File(rows), new IngestionOptions { MaxRows = 6, MaxFunds = 6 }).Count.ShouldBe(6);
    }

    [Fact]
    public void Row_WithACharacterThatNoDatabaseHolds_IsRefusedAndKept()
    {
        var row = Samples.Check(Samples.File(Samples.Row(("capital_called_mm", "6\0")))).Single();

        row.Codes().ShouldContain("position.number_unreadable");
        row.Raw.ShouldNotContain('\0');
        row.Reasons.ShouldAllBe(r => !r.Sentence.Contains('\0'));
    }

    [Fact]
    public void Checks_UnderAnotherCulture_ComeOutTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            using var demo = System.IO.File.OpenRead(Samples.Demo("positions-tpg.csv"));
            var here = Samples.Check(demo).Select(Told).ToList();
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Samples.Check(demo).Select(Told).ShouldBe(here);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string Told(CheckedRow row) => $"{row.Number} {row.State} {string.Join('|', row.Reasons)} {row.Position?.Called?.ToString(CultureInfo.InvariantCulture)}";
    }

    [Fact]
    public void Rows_AfterARow_AreThoseOfTheWholeReading()
    {
        using var demo = System.IO.File.OpenRead(Samples.Demo("positions-tpg.csv"));
        var options = new IngestionOptions();
        var file = PositionFile.Open(demo, options, Samples.Today, "f", [], TestContext.Current.CancellationToken);
        var all = file.Rows(demo, options, Samples.Today, "f").ToList();

        file.Rows(demo, options, Samples.Today, "f", afterRow: 40).Select(r => (r.Number, r.Raw, r.State)).ShouldBe(all.Skip(39).Select(r => (r.Number, r.Raw, r.State)));
    }
}
