using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StratCap.Plugin.SapS4.Vendor;

/// <summary>A filter of OData v2: comparisons, and, or and brackets.</summary>
internal sealed partial class Filter(string text)
{
    private readonly List<string> words = [.. Word().Matches(text).Select(m => m.Value)];
    private int at;

    internal bool Holds(JsonObject row)
    {
        at = 0;
        var holds = Or(row);
        return at == words.Count ? holds : throw Unreadable();
    }

    private bool Or(JsonObject row)
    {
        var holds = And(row);
        while (at < words.Count && words[at] == "or") { at++; holds = And(row) | holds; }
        return holds;
    }

    private bool And(JsonObject row)
    {
        var holds = One(row);
        while (at < words.Count && words[at] == "and") { at++; holds = One(row) & holds; }
        return holds;
    }

    private bool One(JsonObject row)
    {
        if (words[at] != "(") return Compared(row);
        at++;
        var inner = Or(row);
        return words[at++] == ")" ? inner : throw Unreadable();
    }

    private bool Compared(JsonObject row)
    {
        var (field, op, value) = (words[at], words[at + 1], words[at + 2]);
        at += 3;
        if (row[field] is not { } actual) return false;
        var compared = value.StartsWith("datetime'", StringComparison.Ordinal) ? Milliseconds((string)actual!).CompareTo(Moment(value[9..^1])) : string.CompareOrdinal((string)actual!, value[1..^1].Replace("''", "'", StringComparison.Ordinal));
        return op switch { "eq" => compared == 0, "ge" => compared >= 0, "gt" => compared > 0, _ => throw Unreadable() };
    }

    private static long Milliseconds(string wire) => long.Parse(wire[6..^2], CultureInfo.InvariantCulture);

    private static long Moment(string text) => new DateTimeOffset(DateTime.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds();

    private InvalidOperationException Unreadable() => new("No filter that SAP takes: " + text);

    [GeneratedRegex(@"datetime'[^']*'|'(''|[^'])*'|[()]|\w+")]
    private static partial Regex Word();
}
