namespace StratCap.Foundation.Datasets;

/// <summary>Names that are looked up once rows are read (see <see cref="DatasetShape{TRow}.Named"/>).</summary>
public static class NamedCells
{
    /// <summary>Puts names in the place of the ids that stood for them; of an id without a name nothing.</summary>
    /// <param name="column">The column of names.</param>
    /// <param name="find">The names of some ids; asked once, and not at all where nobody asked for the column.</param>
    public static async Task Fill(IReadOnlyList<object?[]> rows, DatasetQuestion question, string column, Func<IReadOnlyCollection<Guid>, Task<IReadOnlyDictionary<Guid, string>>> find)
    {
        var places = question.Columns.Index().Where(c => c.Item.Column == column && c.Item.Aggregate == Aggregate.None).Select(c => c.Index).ToList();
        if (places.Count == 0) return;
        var names = await find([.. rows.Select(r => r[places[0]]).OfType<Guid>().Distinct()]);
        foreach (var row in rows)
            foreach (var place in places)
                row[place] = row[place] is Guid id ? names.GetValueOrDefault(id) : null;
    }
}
