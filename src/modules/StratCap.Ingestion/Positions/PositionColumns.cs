using System.Text;
using StratCap.Ingestion.Files;

namespace StratCap.Ingestion.Positions;

/// <summary>What a column of a positions file can hold.</summary>
internal enum PositionField
{
    Fund,
    Investor,
    AsOf,
    Commitment,
    Called,
    Distributed,
    RemainingValue,
    Vintage,
    Strategy,
    AssetClass,
    Multiple,
    NetIrr,
    Currency,
    Source,

    /// <summary>Known, kept with the raw row, and of no effect.</summary>
    Firm,
    InvestorState,
    RowNumber,
    ReasonCodes,
    Reasons,
}

/// <summary>Where a file keeps what: its header, matched to the columns that are known, under any of their usual names.</summary>
internal sealed class PositionColumns
{
    private const decimal Millions = 1_000_000m;

    private static readonly PositionField[] Required = [PositionField.Fund, PositionField.Investor, PositionField.AsOf, PositionField.Commitment];

    private static readonly Dictionary<string, (PositionField Field, decimal Scale)> Known = KnownNames();

    private readonly (int Index, decimal Scale)?[] _places = new (int, decimal)?[Enum.GetValues<PositionField>().Length];

    private PositionColumns(IReadOnlyList<string> header) => Header = header;

    /// <summary>Names that a column can be mapped to: each field's usual one, and amounts in full beside those in millions.</summary>
    public static IReadOnlyList<(string Name, PositionField Field, bool Required)> Targets { get; } =
    [
        .. Enum.GetValues<PositionField>().Where(f => f < PositionField.RowNumber)
            .SelectMany(f => IsAmount(f) ? Names(f).Where(n => n == Names(f)[0] || n + "_mm" == Names(f)[0]) : [UsualName(f)], (f, name) => (name, f, Required.Contains(f))),
    ];

    /// <summary>The file's own names, in its order.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The file's own name of a field's column, or the field's usual one.</summary>
    public string NameOf(PositionField field) => _places[(int)field] is { } place ? Header[place.Index] : UsualName(field);

    /// <summary>Whether the file has the column.</summary>
    public bool Has(PositionField field) => _places[(int)field] is not null;

    /// <summary>A field of a row without surrounding blanks, or null when it is empty or the file has no such column.</summary>
    public string? Text(IReadOnlyList<string> row, PositionField field) =>
        _places[(int)field] is { } place && row[place.Index].Trim() is { Length: > 0 } text ? text : null;

    /// <summary>What an amount in the column is multiplied by: a million for columns in millions.</summary>
    public decimal Scale(PositionField field) => _places[(int)field]?.Scale ?? 1;

    /// <summary>Matches a header.</summary>
    /// <param name="header">The file's own names.</param>
    /// <param name="mapping">What a person said of columns: the known name that each stands for, or an empty one to leave it out.</param>
    /// <exception cref="FileRefusedException">Columns are missing, unknown or there twice; each is named.</exception>
    public static PositionColumns Match(IReadOnlyList<string> header, ColumnMapping? mapping = null)
    {
        if (header.Count == 1 && header[0].AsSpan().ContainsAny(';', '\t', '|'))
            throw new FileRefusedException(422, "ingestion.delimiter_not_comma", "The columns are not separated by commas: save the file as comma-separated values (RFC 4180).");
        var columns = new PositionColumns([.. header.Select(name => name.Trim())]);
        var unknown = new List<string>();
        var repeated = new List<string>();
        for (var i = 0; i < header.Count; i++)
        {
            var name = mapping?.Of(header[i]) ?? header[i];
            if (mapping is not null && name.Length == 0) continue;
            if (columns.Header[i].Any(char.IsControl) || !Known.TryGetValue(Simple(name), out var meaning)) unknown.Add(Shown(columns.Header[i]));
            else if (columns._places[(int)meaning.Field] is { } other) repeated.Add($"{Shown(columns.Header[other.Index])} and {Shown(columns.Header[i])}");
            else columns._places[(int)meaning.Field] = (i, meaning.Scale);
        }
        var missing = Required.Where(field => !columns.Has(field)).Select(UsualName).ToList();
        if (missing.Count > 0)
            throw new FileRefusedException(422, "ingestion.columns_missing", $"The file lacks {List(missing)}. Its first line must name its columns; it names {List([.. columns.Header.Select(Shown)])}.");
        if (unknown.Count > 0)
            throw new FileRefusedException(422, "ingestion.columns_unknown", $"The file has columns that are not known: {List(unknown)}. Remove or rename them. Known are {List([.. Enum.GetValues<PositionField>().Select(UsualName)])}.");
        if (repeated.Count > 0)
            throw new FileRefusedException(422, "ingestion.columns_repeated", $"Two columns of the file mean the same: {List(repeated)}. Keep one of each.");
        return columns;
    }

    /// <summary>The known name that a column goes by without anybody saying so; empty when it is known and of no effect, null when it is not known.</summary>
    public static string? Understood(string name) => Known.TryGetValue(Simple(name), out var meaning)
        ? Targets.Where(t => t.Field == meaning.Field).Select(t => t.Name).FirstOrDefault(t => Known[t].Scale == meaning.Scale) ?? ""
        : null;

    /// <summary>The name that the public data uses.</summary>
    public static string UsualName(PositionField field) => Names(field)[0];

    private static Dictionary<string, (PositionField, decimal)> KnownNames()
    {
        var known = new Dictionary<string, (PositionField, decimal)>(StringComparer.Ordinal);
        foreach (var field in Enum.GetValues<PositionField>())
            foreach (var name in Names(field))
                known.Add(name, (field, IsAmount(field) && (name.EndsWith("_mm", StringComparison.Ordinal) || name.EndsWith("_millions", StringComparison.Ordinal)) ? Millions : 1m));
        return known;
    }

    private static bool IsAmount(PositionField field) =>
        field is PositionField.Commitment or PositionField.Called or PositionField.Distributed or PositionField.RemainingValue;

    private static string[] Names(PositionField field) => field switch
    {
        PositionField.Fund => ["fund_name", "fund", "partnership", "partnership_name"],
        PositionField.Investor => ["pension_fund_name", "investor_name", "investor", "limited_partner", "lp", "lp_name", "plan"],
        PositionField.AsOf => ["as_of_date", "as_of", "valuation_date"],
        PositionField.Commitment => ["commitment_mm", "committed_mm", "commitment_millions", "commitment", "committed", "commitment_amount"],
        PositionField.Called => ["capital_called_mm", "called_mm", "paid_in_mm", "contributions_mm", "called_millions", "capital_called", "called", "paid_in", "contributions"],
        PositionField.Distributed => ["capital_distributed_mm", "distributed_mm", "distributions_mm", "distributed_millions", "capital_distributed", "distributed", "distributions"],
        PositionField.RemainingValue => ["remaining_value_mm", "nav_mm", "market_value_mm", "remaining_value_millions", "remaining_value", "nav", "market_value"],
        PositionField.Vintage => ["vintage_year", "vintage"],
        PositionField.Strategy => ["sub_strategy", "strategy"],
        PositionField.AssetClass => ["asset_class"],
        PositionField.Multiple => ["net_multiple", "multiple", "tvpi", "investment_multiple"],
        PositionField.NetIrr => ["net_irr", "irr"],
        PositionField.Currency => ["currency", "currency_code"],
        PositionField.Source => ["source_document", "source"],
        PositionField.Firm => ["general_partner", "gp", "firm"],
        PositionField.InvestorState => ["pension_fund_state", "investor_state"],
        PositionField.RowNumber => ["row_number"],
        PositionField.ReasonCodes => ["reason_codes"],
        PositionField.Reasons => ["reasons"],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "A field without a name."),
    };

    /// <summary>A name without case, blanks and punctuation: <c>Capital Called (mm)</c> becomes <c>capital_called_mm</c>.</summary>
    public static string Simple(string name)
    {
        var simple = new StringBuilder(name.Length);
        foreach (var c in name)
            if (char.IsLetterOrDigit(c)) simple.Append(char.ToLowerInvariant(c));
            else if (simple.Length > 0 && simple[^1] != '_') simple.Append('_');
        return simple.ToString().TrimEnd('_');
    }

    private static string Shown(string name) => $"'{Texts.Cut(name, 60)}'";

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(30)) + (names.Count > 30 ? $" and {names.Count - 30} more" : "");
}
