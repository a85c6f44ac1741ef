using System.Text.Json;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Files;

namespace StratCap.Ingestion.Positions;

/// <summary>What a person said that a file's columns stand for: by the column's name, a known name, or an empty one for a column that is left out.</summary>
internal sealed class ColumnMapping
{
    private const int MostColumns = 200;
    private const int LongestName = 200;

    private ColumnMapping(IReadOnlyDictionary<string, string> columns) => Columns = columns;

    /// <summary>Column to known name, as it was sent.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; }

    /// <summary>The known name of a column, empty when it is left out, null when nothing was said of it.</summary>
    public string? Of(string column) => Columns.GetValueOrDefault(column.Trim());

    /// <summary>Reads what came with the form; null when nothing came.</summary>
    /// <exception cref="FileRefusedException">It is no mapping, or names what there is not.</exception>
    public static ColumnMapping? Read(string? json)
    {
        if (string.IsNullOrEmpty(json)) return null;
        Dictionary<string, string>? columns;
        try
        {
            columns = JsonSerializer.Deserialize<Dictionary<string, string>>(json, ApiJson.Options);
        }
        catch (JsonException)
        {
            columns = null;
        }
        if (columns is null || columns.Count > MostColumns || columns.Any(c => c.Value is null || c.Key.Length is 0 or > LongestName || c.Key != c.Key.Trim()))
            throw new FileRefusedException(400, "ingestion.mapping_malformed", $"The mapping is a JSON object of at most {MostColumns} columns: the file's name of each, and the known name that it stands for, or an empty text to leave it out.");
        if (columns.FirstOrDefault(c => c.Value.Length > 0 && PositionColumns.Targets.All(t => t.Name != c.Value)) is { Key: not null } wrong)
            throw new FileRefusedException(422, "ingestion.mapping_unknown", $"'{Texts.Cut(wrong.Key, 60)}' is mapped to '{Texts.Cut(wrong.Value, 60)}', which is not known. Known are {string.Join(", ", PositionColumns.Targets.Select(t => t.Name))}.");
        return new ColumnMapping(columns);
    }

    /// <summary>One that is known to be good.</summary>
    public static ColumnMapping Of(IReadOnlyDictionary<string, string> columns) => new(columns);

    /// <summary>As it is kept with a job.</summary>
    public string Write() => JsonSerializer.Serialize(Columns, ApiJson.Options);
}
