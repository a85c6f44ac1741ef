namespace StratCap.Reporting.Documents;

/// <summary>What a row of a statement is.</summary>
internal enum LedgerRowKind
{
    /// <summary>A figure as it comes.</summary>
    Line,

    /// <summary>Names the rows that follow; has no figures.</summary>
    Section,

    /// <summary>A sum of rows before it.</summary>
    Subtotal,

    /// <summary>The sum that the table is about.</summary>
    Total,

    /// <summary>Stands beside the sums and in none of them.</summary>
    Memo,
}

/// <summary>A row that a sum takes in.</summary>
/// <param name="Less">Whether it is taken off.</param>
internal sealed record LedgerTerm(string Key, bool Less = false)
{
    public static implicit operator LedgerTerm(string key) => new(key);
}

/// <summary>A row of a statement.</summary>
/// <param name="Key">Its name in its table, for programs.</param>
/// <param name="Amounts">One for each column; none for a section.</param>
/// <param name="Sum">The rows that it sums up; null for a figure of its own.</param>
/// <param name="Accounts">Codes of the ledger's accounts that it is the balance of.</param>
internal sealed record LedgerRow(string Key, string Label, LedgerRowKind Kind, IReadOnlyList<decimal> Amounts, IReadOnlyList<LedgerTerm>? Sum, IReadOnlyList<string> Accounts);

/// <summary>A column of a statement.</summary>
internal sealed record LedgerColumn(string Key, string Label);

/// <summary>Rows of figures in columns, where every sum says what it sums up: so it is printed, so it is a formula in a workbook.</summary>
/// <param name="Key">Its name, for programs.</param>
internal sealed record LedgerTable(string Key, string Title, IReadOnlyList<LedgerColumn> Columns, IReadOnlyList<LedgerRow> Rows)
{
    /// <summary>A row by its name.</summary>
    public LedgerRow this[string key] => Rows.Single(r => r.Key == key);
}

/// <summary>Writes a statement row by row; sums are made of rows that are there already, so that they hold by construction.</summary>
internal sealed class LedgerTableWriter(string key, string title, params LedgerColumn[] columns)
{
    private readonly List<LedgerRow> _rows = [];

    /// <summary>Names the rows that follow.</summary>
    public LedgerTableWriter Section(string name, string label) => Add(new(name, label, LedgerRowKind.Section, [], null, []));

    /// <summary>A figure for each column.</summary>
    public LedgerTableWriter Line(string name, string label, IReadOnlyList<decimal> amounts, params string[] accounts) => Add(new(name, label, LedgerRowKind.Line, amounts, null, accounts));

    /// <summary>A figure beside the sums.</summary>
    public LedgerTableWriter Memo(string name, string label, IReadOnlyList<decimal> amounts, params string[] accounts) => Add(new(name, label, LedgerRowKind.Memo, amounts, null, accounts));

    /// <summary>The sum of a part of the table.</summary>
    public LedgerTableWriter Subtotal(string name, string label, params LedgerTerm[] of) => Sum(name, label, LedgerRowKind.Subtotal, of);

    /// <summary>The sum that the table is about.</summary>
    public LedgerTableWriter Total(string name, string label, params LedgerTerm[] of) => Sum(name, label, LedgerRowKind.Total, of);

    /// <summary>The table.</summary>
    public LedgerTable Done() => new(key, title, columns, _rows);

    private LedgerTableWriter Sum(string name, string label, LedgerRowKind kind, LedgerTerm[] of)
    {
        var parts = of.Select(term => (term.Less, _rows.Single(r => r.Key == term.Key).Amounts)).ToList();
        return Add(new(name, label, kind, [.. columns.Select((_, column) => parts.Sum(part => part.Less ? -part.Amounts[column] : part.Amounts[column]))], of, []));
    }

    private LedgerTableWriter Add(LedgerRow row)
    {
        if (row.Kind != LedgerRowKind.Section && row.Amounts.Count != columns.Length) throw new ArgumentException($"'{row.Key}' has {row.Amounts.Count} figures for {columns.Length} columns.", nameof(row));
        if (_rows.Exists(r => r.Key == row.Key)) throw new ArgumentException($"There is a row '{row.Key}' already.", nameof(row));
        _rows.Add(row);
        return this;
    }
}
