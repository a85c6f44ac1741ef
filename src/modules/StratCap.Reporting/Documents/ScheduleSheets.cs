using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.Foundation.Web;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Documents;

/// <summary>The schedule of investments as two sheets: by type, country and industry, where each group is a formula over what it consists of; and all investments with how they are classified.</summary>
internal sealed class ScheduleSheets(FundStatementsModel model, Spreadsheet sheet, SheetStyles styles, CancellationToken ct)
{
    /// <summary>The row of a sheet below its headings.</summary>
    private const int First = 2;

    /// <summary>Writes both after the sheets that are there.</summary>
    public async Task Write()
    {
        await Groups();
        await Investments();
    }

    private async Task Groups()
    {
        await Start("Schedule of investments", 46, 5);
        await Row([Head("Investment"), FigureHead("Investments"), FigureHead($"Cost ({model.Currency.Code})"), FigureHead($"Fair value ({model.Currency.Code})"), FigureHead("Of net assets")]);
        var isExact = (Cost: model.Schedule.All(r => SheetNumber.IsExact(r.Cost)), FairValue: model.Schedule.All(r => SheetNumber.IsExact(r.FairValue)));
        for (var place = 0; place < model.Schedule.Count; place++)
        {
            var row = model.Schedule[place];
            var parts = PartsOf(place);
            Cell Figure(char column, decimal amount, bool exact) => parts.Count > 0 && exact
                ? new(new Formula(string.Join('+', parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{column}{p + First}")))), amount, styles.Number(model.Currency.MinorUnits, row.Kind == ScheduleRowKind.Total))
                : FigureWorkbook.Money(amount, model.Currency, styles, row.Kind == ScheduleRowKind.Total);
            await Row(
            [
                new Cell(new string(' ', 4 * DepthOf(row.Kind)) + SheetText.Clean(row.Label), row.Kind switch { ScheduleRowKind.Total => styles.TotalText, ScheduleRowKind.Type => styles.BoldText, _ => styles.Text }),
                new Cell(row.Count), Figure('C', row.Cost, isExact.Cost), Figure('D', row.FairValue, isExact.FairValue), Percent(row.PercentOfNetAssets),
            ]);
        }
    }

    /// <summary>The rows that a group is the sum of: those one step deeper, up to the next of its own depth.</summary>
    private List<int> PartsOf(int place)
    {
        var depth = DepthOf(model.Schedule[place].Kind);
        if (model.Schedule[place].Kind == ScheduleRowKind.Total)
            return [.. Enumerable.Range(0, model.Schedule.Count).Where(i => model.Schedule[i].Kind == ScheduleRowKind.Type)];
        return [.. Enumerable.Range(place + 1, model.Schedule.Count - place - 1).TakeWhile(i => model.Schedule[i].Kind != ScheduleRowKind.Total && DepthOf(model.Schedule[i].Kind) > depth).Where(i => DepthOf(model.Schedule[i].Kind) == depth + 1)];
    }

    private static int DepthOf(ScheduleRowKind kind) => kind switch
    {
        ScheduleRowKind.Country => 1,
        ScheduleRowKind.Industry => 2,
        ScheduleRowKind.Investment or ScheduleRowKind.Others => 3,
        _ => 0,
    };

    private async Task Investments()
    {
        await Start("Investments", 46, 8);
        await Row(
        [
            Head("Investment"), Head("Type"), Head("Country"), Head("Industry"), FigureHead("Level"), Head("Valued on"), FigureHead($"Cost ({model.Currency.Code})"), FigureHead($"Fair value ({model.Currency.Code})"), FigureHead("Of capital"),
        ]);
        foreach (var i in model.Investments)
            await Row(
            [
                new Cell(SheetText.Clean(i.Name), styles.Text), Text(i.Type), new Cell(i.Country ?? "", styles.Text), Text(i.Industry), i.Level is { } level ? new Cell(level) : new Cell(""),
                i.ValuedOn is { } day ? SheetDate.Cell(day, styles) : new Cell(""), Money(i.Cost), Money(i.FairValue), Percent(i.PercentOfCapital),
            ]);
        var last = model.Investments.Count + 1;
        Cell Sum(char column, Func<ScheduledInvestment, decimal> figure) => last > 1 && model.Investments.All(i => SheetNumber.IsExact(figure(i)))
            ? new(new Formula(string.Create(CultureInfo.InvariantCulture, $"SUM({column}2:{column}{last})")), model.Investments.Sum(figure), styles.Number(model.Currency.MinorUnits, true))
            : Money(model.Investments.Sum(figure));
        var none = new Cell("", styles.TotalText);
        await Row([new Cell("Total", styles.TotalText), none, none, none, none, none, Sum('G', i => i.Cost), Sum('H', i => i.FairValue), Percent(model.Investments.Sum(i => i.PercentOfCapital))]);
    }

    private async Task Start(string name, int first, int columns)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        options.Column(1).Width = first;
        foreach (var column in Enumerable.Range(First, columns)) options.Column(column).Width = 20;
        await sheet.StartWorksheetAsync(name, options, ct);
    }

    private ValueTask Row(Cell[] cells) => sheet.AddRowAsync(cells, ct);

    private Cell Head(string text) => new(text, styles.Header);

    private Cell FigureHead(string text) => new(text, styles.FigureHeader);

    private Cell Text(Enum? value) => new(value is null ? "" : ListWords.Of(value, "en"), styles.Text);

    private Cell Money(decimal amount) => FigureWorkbook.Money(amount, model.Currency, styles);

    private Cell Percent(decimal? fraction) => fraction is { } value ? new(Math.Round(value, 12, MidpointRounding.AwayFromZero), styles.Of("0.00%")) : new("n/a", styles.NumberAsText);
}
