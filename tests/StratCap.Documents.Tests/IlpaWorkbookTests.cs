using System.Globalization;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Ilpa;

namespace StratCap.Documents.Tests;

/// <summary>Templates and capital accounts as workbooks, read back with another library, and by our own checker.</summary>
public sealed class IlpaWorkbookTests
{
    private static readonly DateTimeOffset Now = new(2022, 7, 31, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IlpaVersion.V20)]
    [InlineData(IlpaVersion.V11)]
    public async Task Template_HasEverySumAsAFormulaWhoseStoredValueIsItsResult(IlpaVersion version)
    {
        var template = IlpaSamples.Template(version);
        var workbook = new WorkbookReader(await FigureWorkbook.Write(IlpaSheets.Of(template, "cafe"), Now, Ct));

        workbook.Errors.ShouldBeEmpty();
        var sheet = workbook.Sheets.ShouldHaveSingleItem();
        var first = workbook.Row(sheet, template.Rows[0].Row.Label);
        var sums = 0;
        foreach (var (row, figures) in template.Rows.Select((r, i) => (first + i, r)))
        {
            workbook.Cell(sheet, $"A{row}").Value.ShouldBe(figures.Row.Label);
            for (var c = 0; c < 9 && figures.Row.Kind != IlpaRowKind.Heading; c++)
            {
                var address = $"{(char)('B' + c)}{row}";
                if (figures.Figures[c] is not { } figure) continue;
                decimal.Parse(workbook.Cell(sheet, address).Value, CultureInfo.InvariantCulture).ShouldBe(figure, address);
                if (figures.Row.Kind != IlpaRowKind.Sum) continue;
                workbook.Cell(sheet, address).Formula.ShouldNotBeNull(address);
                workbook.Calculate(sheet, address).ShouldBe(figure, address);
                sums++;
            }
        }
        sums.ShouldBe(9 * template.Template.Rows.Count(r => r.Kind == IlpaRowKind.Sum));
        sums.ShouldBeGreaterThan(70);
    }

    [Fact]
    public async Task CapitalAccount_HasItsSumsAsFormulas_AndTiesToTheTemplate()
    {
        var account = CapitalAccount.Of(IlpaSamples.Run, IlpaSamples.Fund.Investor(0));
        account.Ties.Where(t => !t.Holds).ShouldBeEmpty();
        account.Ties.Count.ShouldBeGreaterThan(60);
        var workbook = new WorkbookReader(await FigureWorkbook.Write(IlpaSheets.Of(account, "cafe"), Now, Ct));

        workbook.Errors.ShouldBeEmpty();
        var closing = workbook.Row("Capital account", "Closing capital account, net of carried interest");
        foreach (var (column, span) in new[] { ("B", IlpaSpan.Quarter), ("C", IlpaSpan.Year), ("D", IlpaSpan.Inception) })
        {
            workbook.Cell("Capital account", column + closing).Formula.ShouldNotBeNull();
            workbook.Calculate("Capital account", column + closing).ShouldBe(account.Lines.Single(l => l.Key == "closing")[span]);
        }
        decimal.Parse(workbook.Cell("Capital account", $"B{closing}").Value, CultureInfo.InvariantCulture).ShouldBe(account.Statement.Period.ClosingNet);
    }

    [Fact]
    public async Task NamesThatLookLikeFormulas_StayText()
    {
        var template = IlpaSamples.Template() with { FundName = "=1+1", InvestorName = "@SUM(A1)" };
        var workbook = new WorkbookReader(await FigureWorkbook.Write(IlpaSheets.Of(template, "cafe"), Now, Ct));

        var texts = workbook.Cells(workbook.Sheets.Single()).Where(c => c.Value.StartsWith('=') || c.Value.StartsWith('@') || c.Value.Contains("HYPERLINK", StringComparison.Ordinal)).ToList();
        texts.Count.ShouldBe(3);
        texts.ShouldAllBe(c => c.IsText && c.Formula == null);
    }

    [Fact]
    public async Task SameTemplateAndTime_GiveTheSameBytes()
    {
        var table = IlpaSheets.Of(IlpaSamples.Template(), "cafe");
        (await FigureWorkbook.Write(table, Now, Ct)).ShouldBe(await FigureWorkbook.Write(table, Now, Ct));
    }

    [Fact]
    public async Task ATableThatDoesNotAddUp_IsRefused()
    {
        var table = new FigureSheet("S", "T", new Currency("USD"), ["QTD"], [], [new("a", "A", IlpaRowKind.Entered, [], [1m]), new("b", "B", IlpaRowKind.Sum, [new("a")], [2m])], [], []);
        (await Should.ThrowAsync<FundRuleException>(() => FigureWorkbook.Write(table, Now, Ct))).Code.ShouldBe("reporting.table.does_not_add_up");
    }

    [Theory]
    [InlineData(IlpaVersion.V20)]
    [InlineData(IlpaVersion.V11)]
    public async Task OurOwnTemplate_ReadByTheChecker_HasAllRowsAndNoInconsistency(IlpaVersion version)
    {
        var template = IlpaSamples.Template(version);
        var found = ForeignTemplate.Find(SheetReader.Read(new MemoryStream(await FigureWorkbook.Write(IlpaSheets.Of(template, "cafe"), Now, Ct))))!;

        found.Template.Version.ShouldBe(version);
        found.Rows.Keys.ShouldBe(template.Rows.Select(r => r.Row.Key));
        found.Columns.Keys.Order().ShouldBe(Enumerable.Range(0, 9));
        found.Unknown.ShouldBeEmpty();
        foreach (var row in template.Rows.Where(r => r.Row.Kind != IlpaRowKind.Heading))
            for (var c = 0; c < 9; c++) found.Figure(row.Row.Key, c).ShouldBe(row.Figures[c], row.Row.Key);
    }
}
