using System.Globalization;
using System.IO.Compression;
using System.Text;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Ilpa;

namespace StratCap.Documents.Tests;

/// <summary>Templates of others: read whatever their form, and each planted error found with its cell.</summary>
public sealed class IlpaCheckTests
{
    private static readonly string Content = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{0}</sheetData></worksheet>";

    [Theory]
    [InlineData(IlpaVersion.V20)]
    [InlineData(IlpaVersion.V11)]
    public void AForeignTemplate_IsReadWhole(IlpaVersion version)
    {
        var template = IlpaSamples.Template(version);
        var found = Read(template, (_, _, amount) => amount);

        found.Template.Version.ShouldBe(version);
        found.SheetName.ShouldBe("Template");
        found.Unknown.ShouldBeEmpty();
        foreach (var row in template.Rows.Where(r => r.Row.Kind != IlpaRowKind.Heading))
        {
            for (var c = 0; c < 9; c++) found.Figure(row.Row.Key, c).ShouldBe(row.Figures[c], $"{row.Row.Key} {c}");
            if (row.Figures[0] is not null) found.Address(row.Row.Key, 0).ShouldBe(ForeignWorkbook.Address(template, row.Row.Key, 0));
        }
        Broken(found).ShouldBeEmpty();
    }

    /// <summary>Whatever figure is wrong, the identities that it stands in are named, each with the cell, what is expected and what is found.</summary>
    [Theory]
    [InlineData(IlpaVersion.V20)]
    [InlineData(IlpaVersion.V11)]
    public void AnErrorInAnyRow_IsFoundInEveryIdentityItStandsIn(IlpaVersion version)
    {
        var template = IlpaSamples.Template(version);
        foreach (var row in template.Template.Rows.Where(r => r.Kind != IlpaRowKind.Heading && template.Of(r.Key, 2) is not null))
        {
            const int Column = 2;
            var found = Read(template, (key, c, amount) => key == row.Key && c == Column ? amount + 10 : amount);
            var expected = template.Template.Rows.SelectMany(r => r.Parts.Where(p => p.Row == row.Key).Select(p => (IlpaIdentity.Sum, r.Key, Off: -10m * p.Sign))).ToList();
            if (row.Parts.Count > 0) expected.Add((IlpaIdentity.Sum, row.Key, 10m));
            if (row.IsAtTheEnd) expected.Add((IlpaIdentity.SameEnd, row.Key, 10m));
            if (row.IsAtTheBeginning) expected.Add((IlpaIdentity.NothingBefore, row.Key, 10m));
            Broken(found).Select(c => (c.Identity, c.Row, c.Found - c.Expected)).ShouldBe(expected, ignoreOrder: true, row.Key);
            Broken(found).ShouldAllBe(c => c.Column == Column);
        }
    }

    [Fact]
    public void QuarterAndYear_InTheFirstQuarter_MustSayTheSame()
    {
        var template = IlpaSamples.Run.Statements.To.Month == 6 ? new ReportingTemplateRun(IlpaSamples.Fund.Facts, new(2022, 3, 31)).For(IlpaSamples.Fund.Investor(0)) : null;
        var found = Read(template!, (key, c, amount) => key == "external.legal" && c == 0 ? amount - 1 : amount);
        IlpaChecks.Of(found.Template, found.Figure, isFirstQuarter: true).Where(c => !c.Holds && c.Identity == IlpaIdentity.FirstQuarter).Select(c => (c.Row, c.Column, c.Found - c.Expected)).ShouldBe([("external.legal", 1, 1m)]);
    }

    [Theory]
    [InlineData("$1,234.50", 1234.50)]
    [InlineData("$ (1,234.50)", -1234.50)]
    [InlineData("($1,234.50)", -1234.50)]
    [InlineData("(1,234.50)", -1234.50)]
    [InlineData("-€1,234.50", -1234.50)]
    [InlineData("US$ 1,234,567", 1234567)]
    [InlineData("1,234.50 USD", 1234.50)]
    [InlineData("EUR -12", -12)]
    [InlineData("1,234.50-", -1234.50)]
    [InlineData("£ –", 0)]
    [InlineData("-", 0)]
    [InlineData("+0.125", 0.125)]
    [InlineData(".5", 0.5)]
    [InlineData("1234567.891", 1234567.891)]
    public void AFigureAsText_IsReadWhereItMeansOneThingAlone(string text, double figure) => FigureText.Read(text).ShouldBe((decimal)figure);

    [Theory]
    [InlineData("€ 1.234,50")]
    [InlineData("1.234")]
    [InlineData("1,23")]
    [InlineData("0,123")]
    [InlineData("12,34,567.00")]
    [InlineData("1 234.50")]
    [InlineData("(-5)")]
    [InlineData("USD 5 EUR")]
    [InlineData("$5 USD")]
    [InlineData("(5")]
    [InlineData("5%")]
    [InlineData("FYE 2024")]
    [InlineData("see note 3")]
    [InlineData("1e5")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("n/a")]
    [InlineData("$")]
    [InlineData("")]
    public void AFigureAsText_ThatMayBeAnother_IsNotRead(string text) => FigureText.Read(text).ShouldBeNull();

    /// <summary>A template whose figures are all texts holds as it does in numbers.</summary>
    [Fact]
    public void FiguresAsTextWithTheirCurrency_AreChecked()
    {
        var template = IlpaSamples.Template();
        string Say(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{(amount < 0 ? "(" : "")}${Math.Abs(amount):#,##0.00}{(amount < 0 ? ")" : "")}");
        var found = Read(ForeignWorkbook.Write(template, (_, _, amount) => amount, (_, _, amount) => Say(amount)));
        foreach (var row in template.Rows.Where(r => r.Row.Kind != IlpaRowKind.Heading))
            for (var c = 0; c < 9; c++) found.Figure(row.Row.Key, c).ShouldBe(row.Figures[c], $"{row.Row.Key} {c}");
        Broken(found).ShouldBeEmpty();
        found.Unknown.ShouldBeEmpty();
    }

    /// <summary>What cannot be read for sure is named with its cell, and no identity that rests on it is judged; all others are.</summary>
    [Theory]
    [InlineData("1.234,50")]
    [InlineData("#REF!")]
    public void AFigureThatCannotBeRead_IsNamed_AndCountsAsNothingNowhere(string text)
    {
        const int Column = 2;
        var template = IlpaSamples.Template();
        var whole = Read(ForeignWorkbook.Write(template, (_, _, amount) => amount));
        foreach (var row in template.Template.Rows.Where(r => r.Kind != IlpaRowKind.Heading && template.Of(r.Key, Column) is not null))
        {
            var found = Read(ForeignWorkbook.Write(template, (_, _, amount) => amount, (key, c, _) => key == row.Key && c == Column ? text : null));
            found.Unreadable(row.Key, Column).ShouldBe(text);
            template.Template.Rows.SelectMany(r => Enumerable.Range(0, 9).Where(c => found.Unreadable(r.Key, c) is not null)).Count().ShouldBe(1);
            Broken(found).ShouldBeEmpty(row.Key);
            var rests = Checks(whole).Where(c => c.Column == Column && (c.Row == row.Key || template.Template[c.Row].Parts.Any(p => p.Row == row.Key)) && (c.Row == row.Key || c.Identity == IlpaIdentity.Sum));
            Checks(found).Count.ShouldBe(Checks(whole).Count - rests.Count(), row.Key);
        }
    }

    [Theory]
    [InlineData("Beginning NAV – Net of Accrued Carried Interest", "beginningNav")]
    [InlineData("(Management Fees – Gross of Offsets, Waivers & Rebates)", "fee.gross")]
    [InlineData("Contributions - Cash & Non-Cash", "contributions")]
    [InlineData("Net Realised Gain / (Loss)", "realisedGain")]
    [InlineData("Ending NAV - Gross of Accrued Carried Interest", "endingNavGross")]
    [InlineData("Plus Recallable Distributions", "unfunded.recallable")]
    public void ALabelInOtherWords_IsTheSameRow(string label, string row)
    {
        var template = IlpaTemplate.Of(IlpaVersion.V20);
        template.Rows[RowLabels.Find(template, label, 0)!.Value].Key.ShouldBe(row);
    }

    [Theory]
    [InlineData("Schedule of investments")]
    [InlineData("Fund")]
    [InlineData("– / &")]
    public void ALabelOfNoRow_IsNone(string label) => RowLabels.Find(IlpaTemplate.Of(IlpaVersion.V20), label, 0).ShouldBeNull();

    [Fact]
    public void WhatIsNoWorkbook_IsRefused()
    {
        foreach (var file in new[] { "", "PK", "not a zip at all", "a;b\n1;2" })
            Should.Throw<SheetRefused>(() => SheetReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)))).Code.ShouldBe("reporting.workbook.form");
        Should.Throw<SheetRefused>(() => Zip(("readme.txt", "hello"))).Code.ShouldBe("reporting.workbook.form");
        var whole = ForeignWorkbook.Write(IlpaSamples.Template(), (_, _, amount) => amount);
        foreach (var length in Enumerable.Range(1, 20).Select(i => whole.Length * i / 21))
            Should.Throw<SheetRefused>(() => SheetReader.Read(new MemoryStream(whole[..length]))).Code.ShouldBe("reporting.workbook.form");
    }

    [Fact]
    public void AWorkbookThatUnpacksToTooMuch_IsRefusedBeforeItIsHeld()
    {
        // A megabyte of the same row, a thousand times over: small as a zip.
        var row = "<row><c><v>1</v></c></row>";
        Should.Throw<SheetRefused>(() => Workbook(string.Concat(Enumerable.Repeat(row, SheetReader.MostCells + 1)))).Code.ShouldBe("reporting.workbook.too_large");
        Should.Throw<SheetRefused>(() => Workbook($"<row><c t=\"inlineStr\"><is><t>{new string(' ', (int)SheetReader.MostBytes)}</t></is></c></row>")).Code.ShouldBe("reporting.workbook.too_large");
        Should.Throw<SheetRefused>(() => Zip([.. Enumerable.Range(0, SheetReader.MostFiles + 1).Select(i => ($"f{i}", ""))])).Code.ShouldBe("reporting.workbook.too_large");
    }

    [Fact]
    public void AnEntity_IsNeverResolved()
    {
        var evil = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row><c t=\"inlineStr\"><is><t>&e;</t></is></c></row></sheetData></worksheet>";
        Should.Throw<SheetRefused>(() => Zip(Parts(evil))).Code.ShouldBe("reporting.workbook.form");
    }

    [Fact]
    public void OneByteChanged_IsReadOrRefused_NeverAnythingElse()
    {
        var whole = ForeignWorkbook.Write(IlpaSamples.Template(), (_, _, amount) => amount);
        for (var i = 0; i < whole.Length; i += 7)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x55;
            try
            {
                ForeignTemplate.Find(SheetReader.Read(new MemoryStream(damaged)));
            }
            catch (SheetRefused)
            {
                // That is the answer.
            }
        }
    }

    private static ForeignTemplate Read(ReportingTemplate template, Func<string, int, decimal, decimal> turn) => Read(ForeignWorkbook.Write(template, turn));

    private static ForeignTemplate Read(byte[] workbook) => ForeignTemplate.Find(SheetReader.Read(new MemoryStream(workbook))).ShouldNotBeNull();

    private static IReadOnlyList<IlpaCheck> Checks(ForeignTemplate found) =>
        IlpaChecks.Of(found.Template, found.Figure, isFirstQuarter: false, (row, column) => found.Unreadable(row, column) is not null);

    private static List<IlpaCheck> Broken(ForeignTemplate found) => [.. Checks(found).Where(c => !c.Holds)];

    private static void Workbook(string rows) => Zip(Parts(Content.Replace("{0}", rows, StringComparison.Ordinal)));

    private static (string, string)[] Parts(string sheet) =>
    [
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet),
    ];

    private static void Zip(params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        stream.Position = 0;
        SheetReader.Read(stream);
    }
}
