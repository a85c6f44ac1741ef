using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using PdfSharp.Drawing;
using StratCap.FundMath;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Documents.Tests;

public sealed class DocumentFlowTests
{
    private const string LongName =
        "The Very Long Named Retirement and Disability Benefit Scheme of the Federated Municipal Waterworks, Harbours, Lighthouses and Canal "
        + "Administrations of the Lower Provinces (Second Section) Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft-Pensionsfonds";

    [Fact]
    public void Table_OverManyPages_RepeatsItsHeaderAndNumbersThePages()
    {
        var pages = PdfReader.Pages(Flow(flow => flow.Table("Ledger", Table(300))));

        pages.Count.ShouldBeGreaterThan(5);
        for (var page = 0; page < pages.Count; page++)
        {
            pages[page].ShouldContain("Entry head");
            pages[page].ShouldContain("Amount head");
            pages[page].ShouldContain(Invariant($"Page {page + 1} of {pages.Count}"));
            pages[page].ShouldContain("Harbour Ridge Capital Partners LLP");
            pages[page].ShouldContain(Samples.Stamp.Reference);
        }

        var all = string.Join(' ', pages);
        for (var row = 1; row <= 300; row++)
            Occurrences(all, Invariant($"Entry no. {row:D3}")).ShouldBe(1);
    }

    [Fact]
    public void Table_WithTallRows_NeverSplitsARow()
    {
        var words = string.Join(' ', Enumerable.Repeat("words", 60));
        var rows = Enumerable.Range(1, 60).Select(row => new PdfRow([Invariant($"begin{row:D2} {words} end{row:D2}"), "1.00"])).ToList();

        var pages = PdfReader.Pages(Flow(flow => flow.Table("Ledger", new([new("Entry head"), new("Amount head", PdfColumnKind.Figure)], rows))));

        pages.Count.ShouldBeGreaterThan(3);
        for (var row = 1; row <= 60; row++)
            pages.Count(page => page.Contains(Invariant($"begin{row:D2}")) && page.Contains(Invariant($"end{row:D2}"))).ShouldBe(1);
    }

    // Every number of rows around a full page: a total alone on a page would be read as the whole table.
    [Fact]
    public void Table_WhoseTotalComesAtAPageBreak_KeepsTheTotalWithItsLastRow()
    {
        for (var rows = 30; rows <= 50; rows++)
        {
            var table = Table(rows);
            var pages = PdfReader.Pages(Flow(flow => flow.Table("Ledger", table with { Rows = [.. table.Rows, new(["Grand total", "9.00"], PdfRowKind.Total)] })));
            var last = Invariant($"Entry no. {rows:D3}");
            pages.Single(page => page.Contains("Grand total")).ShouldContain(last);
        }
    }

    [Fact]
    public void Table_WithARowTallerThanAPage_IsRefused() =>
        Should.Throw<FundRuleException>(() => Flow(flow => flow.Table("Ledger", new([new("Entry")], [new([string.Join(' ', Enumerable.Repeat("words", 3_000))])]))))
            .Code.ShouldBe("reporting.document.row_too_tall");

    [Fact]
    public void Table_WithTooFewCells_IsRefused() =>
        Should.Throw<FundRuleException>(() => Flow(flow => flow.Table("Ledger", new([new("Entry"), new("Amount")], [new(["only one"])]))))
            .Code.ShouldBe("reporting.document.table_shape");

    [Fact]
    public void Table_WithWideFigures_ShrinksRatherThanBreaksThem()
    {
        const string figure = "(123,456,789,012,345,678,901.23)";
        var columns = Enumerable.Range(1, 4).Select(column => new PdfColumn($"Amount {column}", PdfColumnKind.Figure)).Prepend(new PdfColumn("Entry")).ToList();
        var file = Flow(flow => flow.Table("Ledger", new(columns, [new(["Sum of all", figure, figure, figure, figure])])));

        Occurrences(PdfReader.Text(file), figure).ShouldBe(4);
        PdfReader.ShouldBeReadable(file);
    }

    [Theory]
    [InlineData("A4", 595.28, 841.89)]
    [InlineData("Letter", 612, 792)]
    public void Pdf_OnAPaper_HasItsSize(string paper, double width, double height)
    {
        using var document = PdfReader.Open(CapitalCallNotice.Pdf(Samples.Call() with { Letterhead = Samples.Firm with { Paper = Enum.Parse<PaperSize>(paper) } }));

        document.GetPage(1).Width.ShouldBe(width, 0.01);
        document.GetPage(1).Height.ShouldBe(height, 0.01);
    }

    [Fact]
    public void Pdf_WithLongNamesEverywhere_WrapsThemInsideTheMarginsWithoutOverlap()
    {
        var call = Samples.Call();
        var file = CapitalCallNotice.Pdf(call with
        {
            Letterhead = new(LongName, "#FFD400", PaperSize.Letter),
            FundName = LongName,
            Investor = new(LongName, [LongName]),
            Lines = call.Lines.Select(line => line with { Description = LongName, AllocationBase = LongName, FundAmount = line.FundAmount * 1_000_000 }).ToList(),
            PaymentDetails = [new(LongName, LongName)],
            Contact = new(LongName, LongName, LongName),
        });

        PdfReader.ShouldBeReadable(file);
        var whole = string.Concat(LongName.Where(character => character != ' '));
        Occurrences(PdfReader.Letters(file), whole[^40..]).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void Pdf_OfTheSamples_IsReadable()
    {
        PdfReader.ShouldBeReadable(CapitalCallNotice.Pdf(Samples.Call()));
        PdfReader.ShouldBeReadable(DistributionNotice.Pdf(Samples.Distribution()));
        PdfReader.ShouldBeReadable(InvestorStatementDocument.Pdf(StatementSamples.Statement(100)));
    }

    [Fact]
    public void Pdf_WithHostileNames_PrintsThemHarmlessly()
    {
        var call = Samples.Call() with
        {
            FundName = "Fund \u202Ednuf\u202C A\u0000B\u0007C",
            Investor = new("Ann\u0301a\u200B Fund\r\n/JS (app.alert(1)) /Launch 東京\uD83D\uDE42\uD800", []),
        };
        var file = CapitalCallNotice.Pdf(call);
        var text = PdfReader.Text(file);

        text.ShouldContain("Fund dnuf A B C");
        text.ShouldContain("Anńa Fund /JS (app.alert(1)) /Launch □□□□");
        text.ShouldNotContain("\u202E");
        using var document = PdfReader.Open(file);
        var names = PdfObjects.Names(file);
        foreach (var active in (string[])["JS", "JavaScript", "Launch", "OpenAction", "AA", "URI", "EmbeddedFile", "AcroForm", "SubmitForm", "RichMedia"])
            names.ShouldNotContain(active);
    }

    [Fact]
    public void Pdf_InTheFile_CarriesTitleAuthorLanguageAndTheGivenDate()
    {
        var call = Samples.Call() with { Letterhead = Samples.Firm with { FirmName = "Smith & Sons <LLP>" } };
        var file = CapitalCallNotice.Pdf(call);
        using var document = PdfReader.Open(file);

        document.Information.Title.ShouldBe("Capital call notice 3, Harbour Ridge Buyout Fund IV LP, Łódź Municipal Employees’ Pension Fund");
        document.Information.Author.ShouldBe("Smith & Sons <LLP>");
        document.Information.GetCreatedDateTimeOffset().ShouldBe(Samples.Stamp.ProducedAt);
        document.Information.GetModifiedDateTimeOffset().ShouldBe(Samples.Stamp.ProducedAt);
        PdfObjects.Dictionary(file, "/Type/Catalog").ShouldContain("/Lang(en)");
        document.TryGetXmpMetadata(out var metadata).ShouldBeTrue();
        metadata.GetXDocument().Descendants(XName.Get("creator", "http://purl.org/dc/elements/1.1/")).Single().Value.Trim().ShouldBe("Smith & Sons <LLP>");
    }

    [Fact]
    public void Pdf_OfTheSameModelTwice_IsTheSameFile()
    {
        Hash(CapitalCallNotice.Pdf(Samples.Call())).ShouldBe(Hash(CapitalCallNotice.Pdf(Samples.Call())));
        Hash(DistributionNotice.Pdf(Samples.Distribution())).ShouldBe(Hash(DistributionNotice.Pdf(Samples.Distribution())));
        Hash(InvestorStatementDocument.Pdf(StatementSamples.Statement())).ShouldBe(Hash(InvestorStatementDocument.Pdf(StatementSamples.Statement())));
    }

    [Fact]
    public void Pdf_OfAnotherModel_IsAnotherFile() =>
        Hash(CapitalCallNotice.Pdf(Samples.Call() with { DistributedToDate = 812_345.68m })).ShouldNotBe(Hash(CapitalCallNotice.Pdf(Samples.Call())));

    [Theory]
    [InlineData("de-CH")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void Pdf_UnderAnotherCulture_IsTheSameFile(string culture)
    {
        var expected = Hash(InvestorStatementDocument.Pdf(StatementSamples.Statement()));
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Hash(InvestorStatementDocument.Pdf(StatementSamples.Statement())).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Pdf_FromEightThreads_IsAlwaysTheSameFile()
    {
        var expected = (Hash(CapitalCallNotice.Pdf(Samples.Call())), Hash(InvestorStatementDocument.Pdf(StatementSamples.Statement(30))));
        using var start = new ManualResetEventSlim();

        var threads = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.Wait();
                return Enumerable.Range(0, 12).Select(_ => (Hash(CapitalCallNotice.Pdf(Samples.Call())), Hash(InvestorStatementDocument.Pdf(StatementSamples.Statement(30))))).ToList();
            },
            TaskCreationOptions.LongRunning)).ToList();
        start.Set();

        foreach (var (call, statement) in (await Task.WhenAll(threads)).SelectMany(each => each))
        {
            call.ShouldBe(expected.Item1);
            statement.ShouldBe(expected.Item2);
        }
    }

    [Fact]
    public void Pdf_ReadStrictly_HasTrueOffsetsAndWholeStreams()
    {
        var file = InvestorStatementDocument.Pdf(StatementSamples.Statement(40));

        PdfObjects.CheckOffsets(file).ShouldBeGreaterThan(10);
        PdfObjects.CheckStreams(file).ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Width_OfAnyText_IsWhatThePdfLibraryMeasures()
    {
        DocumentFonts.EnsureInstalled();
        using var graphics = XGraphics.CreateMeasureContext(new XSize(1_000, 1_000), XGraphicsUnit.Point, XPageDirection.Downwards);
        foreach (var face in (FontFace[])[FontFace.Regular, FontFace.Bold])
        {
            foreach (var text in (string[])["(1,234,567.89)", "Łódź Employees’ Fund – € £ ¥ ß ŵ Ž", "iiiiWWWW@@@@"])
                face.Width(text, 9.5).ShouldBe(graphics.MeasureString(text, DocumentFonts.Create(face, 9.5)).Width, 0.001);
        }
    }

    [Fact]
    public void Font_OfDocuments_HasCurrencySignsAndAllOfLatin1AndLatinExtendedA()
    {
        var wanted = Enumerable.Range(0x20, 0x5F).Concat(Enumerable.Range(0xA0, 0x60)).Concat(Enumerable.Range(0x100, 0x80)).Select(code => (char)code).Append('€').Append('–').Append('□');

        wanted.Where(character => character != '\u00AD' && !(FontFace.Regular.Has(character) && FontFace.Bold.Has(character))).ShouldBeEmpty();
    }

    private static byte[] Flow(Action<DocumentFlow> fill)
    {
        using var flow = new DocumentFlow(Samples.Firm, Samples.Stamp, "Test", "Test");
        fill(flow);
        return flow.Finish();
    }

    private static string Hash(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private static PdfTable Table(int rows) => new(
        [new("Entry head"), new("Amount head", PdfColumnKind.Figure)],
        Enumerable.Range(1, rows).Select(row => new PdfRow([Invariant($"Entry no. {row:D3}"), Figures.Money(row * -1_000.01m, Samples.Usd)])).ToList());

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
