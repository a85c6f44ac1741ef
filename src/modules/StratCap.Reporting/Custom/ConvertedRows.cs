using System.Diagnostics;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Datasets;
using StratCap.FundMath;
using StratCap.FundMath.Fx;

namespace StratCap.Reporting.Custom;

/// <summary>
/// Answers a question of a dataset in another currency: rows are read as they are, each amount is converted at the stored rate of its row's day and rounded once to the minor unit, and only then are
/// amounts compared, added up and put in order, by the code that does so for rows out of folded books. Nothing is guessed: a rate that is missing is named and refuses the report.
/// </summary>
internal sealed class ConvertedRows(IFxRates rates)
{
    private const string CurrencyColumn = "currency";

    /// <summary>Rows as <see cref="IDataset.Read"/> gives them, amounts and their currency being those asked for.</summary>
    /// <param name="today">The day of rates where neither the rows nor the question have one.</param>
    /// <exception cref="DatasetLimitException">It took too long, or needs more rows at once than allowed.</exception>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>: names pair and day.</exception>
    public async Task<IReadOnlyList<object?[]>> Read(IDataset dataset, DatasetQuestion question, CheckedCurrency wanted, DateOnly today, DatasetLimits limits, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        var columns = Needed(dataset.Info, question);
        var places = columns.Index().ToDictionary(c => c.Item.Name, c => c.Index, StringComparer.Ordinal);
        var ofAmounts = question.Filters.ToLookup(f => columns.Any(c => c.Name == f.Column && c.Type == ColumnType.Money));
        var plain = new DatasetQuestion([.. columns.Select(c => new WantedColumn(c.Name, Aggregate.None))], [.. ofAmounts[false]], [], question.AsOf, question.RecordedAt, limits.Rows);
        var rows = await dataset.Read(plain, limits, ct);
        if (rows.Count > limits.Rows) throw new DatasetLimitException(tooSlow: false);
        DateOnly DayOf(object?[] row) => dataset.Info.RateDay is { } day ? (DateOnly)row[places[day]]! : question.AsOf ?? today;
        await Convert(rows, [.. columns.Index().Where(c => c.Item.Type == ColumnType.Money).Select(c => c.Index)], places[CurrencyColumn], DayOf, wanted, question.RecordedAt, () =>
        {
            ct.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(since) > limits.Time) throw new DatasetLimitException(tooSlow: true);
        }, ct);
        var answered = Shape(columns, places).InMemory(rows.Select((cells, index) => new Row(cells, index)), question with { Filters = [.. ofAmounts[true]] });
        foreach (var name in columns.Where(c => c.NameOf is not null)) await Named(answered, question, name, rows, places);
        return answered;
    }

    /// <summary>What the answer shows, what it is filtered by, and what conversion and names need.</summary>
    private static List<DatasetColumn> Needed(DatasetInfo info, DatasetQuestion question)
    {
        var named = question.Columns.Select(c => c.Column).Concat(question.Filters.Select(f => f.Column)).Append(CurrencyColumn).Append(info.RateDay).ToHashSet(StringComparer.Ordinal);
        var asked = info.Columns.Where(c => named.Contains(c.Name)).ToList();
        return [.. asked.Concat(info.Columns.Where(c => asked.Any(a => a.NameOf == c.Name))).Distinct()];
    }

    private async Task Convert(
        IReadOnlyList<object?[]> rows, IReadOnlyList<int> amounts, int currency, Func<object?[], DateOnly> dayOf, CheckedCurrency wanted, DateTimeOffset? knownAt, Action watch, CancellationToken ct)
    {
        // What is nothing, or not known, needs no rate.
        var moving = rows.Where(r => amounts.Any(a => r[a] is decimal and not 0)).Select(r => (From: (string)r[currency]!, Day: dayOf(r))).Distinct().ToList();
        var known = moving.Any(m => m.From != wanted.Currency.Code) ? await Rates(moving, wanted, knownAt, ct) : new FxRates([]);
        var ways = moving.ToDictionary(m => m, m => known.On(new Currency(m.From), wanted.Currency, m.Day));
        foreach (var row in rows)
        {
            watch();
            foreach (var place in amounts)
                if (row[place] is decimal amount and not 0) row[place] = ways[((string)row[currency]!, dayOf(row))].Convert(amount);
            row[currency] = wanted.Currency.Code;
        }
    }

    private async Task<FxRates> Rates(List<(string From, DateOnly Day)> moving, CheckedCurrency wanted, DateTimeOffset? knownAt, CancellationToken ct)
    {
        var codes = moving.Select(m => m.From).Append(wanted.Currency.Code).Append(wanted.Via).OfType<string>().Distinct().ToList();
        return new FxRates(await rates.Between(codes, moving.Min(m => m.Day), moving.Max(m => m.Day), knownAt, ct), via: wanted.Via);
    }

    /// <summary>The same columns, read from cells.</summary>
    private static DatasetShape<Row> Shape(List<DatasetColumn> columns, Dictionary<string, int> places)
    {
        var shape = new DatasetShape<Row>().Unique(r => r.Index);
        foreach (var (place, c) in columns.Index())
        {
            _ = c switch
            {
                { NameOf: { } id } => Named(shape, c, id, places[id]),
                { Type: ColumnType.Text } => shape.Column(c.Name, c.Type, r => (string?)r.Cells[place], c.Meaning),
                { Type: ColumnType.Id } => shape.Column(c.Name, c.Type, r => (Guid?)r.Cells[place], c.Meaning),
                { Type: ColumnType.Integer } => shape.Column(c.Name, c.Type, r => (int?)r.Cells[place], c.Meaning),
                { Type: ColumnType.Date } => shape.Column(c.Name, c.Type, r => (DateOnly?)r.Cells[place], c.Meaning),
                { Type: ColumnType.Instant } => shape.Column(c.Name, c.Type, r => (DateTimeOffset?)r.Cells[place], c.Meaning),
                _ => shape.Column(c.Name, c.Type, r => (decimal?)r.Cells[place], c.Meaning),
            };
        }
        return shape;
    }

    private static DatasetShape<Row> Named(DatasetShape<Row> shape, DatasetColumn column, string of, int place) => shape.Named(column.Name, of, r => (Guid?)r.Cells[place], column.Meaning);

    /// <summary>Names as the dataset itself told them.</summary>
    private static Task Named(IReadOnlyList<object?[]> answered, DatasetQuestion question, DatasetColumn name, IReadOnlyList<object?[]> rows, Dictionary<string, int> places)
    {
        var (id, shown) = (places[name.NameOf!], places[name.Name]);
        return NamedCells.Fill(answered, question, name.Name, _ => Task.FromResult<IReadOnlyDictionary<Guid, string>>(
            rows.Where(r => r[id] is Guid && r[shown] is string).GroupBy(r => (Guid)r[id]!).ToDictionary(g => g.Key, g => (string)g.First()[shown]!)));
    }

    /// <summary>A row of the dataset with its place in it.</summary>
    private sealed record Row(object?[] Cells, int Index);
}
