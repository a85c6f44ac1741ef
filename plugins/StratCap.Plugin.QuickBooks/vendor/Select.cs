using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StratCap.Plugin.QuickBooks.Vendor;

/// <summary>A query of Intuit's language, as far as accounts and journal entries are asked for.</summary>
internal sealed partial class Select
{
    private const int UnlessAsked = 100;

    private readonly Match match;

    private Select(Match match) => this.match = match;

    internal bool IsOfAccounts => match.Groups["from"].Value.Equals("account", StringComparison.OrdinalIgnoreCase);

    /// <summary>The place of the first, from 1.</summary>
    internal int Start => Number("start") ?? 1;

    /// <summary>The query; null when it is none.</summary>
    internal static Select? Parse(string text) => Whole().Match(text) is { Success: true } match ? new(match) : null;

    /// <summary>What it finds among these.</summary>
    internal IEnumerable<JsonObject> Of(IEnumerable<JsonObject> all)
    {
        var where = match.Groups["where"].Value;
        // Inactive accounts are left out of an answer that does not ask for them.
        if (IsOfAccounts && !where.Contains("Active", StringComparison.Ordinal)) all = all.Where(a => (bool?)a["Active"] != false);
        foreach (Match condition in Condition().Matches(where)) all = all.Where(e => Holds(e, condition));
        return Ordered(all).Skip(Start - 1).Take(Math.Min(Books.AnswerSize, Number("max") ?? UnlessAsked));
    }

    private IEnumerable<JsonObject> Ordered(IEnumerable<JsonObject> found) => match.Groups["order"].Value switch
    {
        "MetaData.LastUpdatedTime" => found.OrderBy(Books.ChangedAt),
        "Id" => found.OrderBy(e => (string)e["Id"]!, StringComparer.Ordinal),
        _ => found,
    };

    private int? Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    private static bool Holds(JsonObject entity, Match condition)
    {
        var (field, value) = (condition.Groups["field"].Value, condition.Groups["value"].Value.Replace("\\'", "'", StringComparison.Ordinal));
        var compared = field == "MetaData.LastUpdatedTime" ? Books.ChangedAt(entity).CompareTo(Books.Instant(value)) : string.CompareOrdinal((string?)entity[field], value);
        return condition.Groups["op"].Value == ">=" ? compared >= 0 : compared == 0;
    }

    [GeneratedRegex(@"^\s*select \* from (?<from>\w+)( where (?<where>.+?))?( orderby (?<order>[\w.]+))?( startposition (?<start>\d+))?( maxresults (?<max>\d+))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<field>TxnDate|DocNumber|MetaData\.LastUpdatedTime) (?<op>>=|=) '(?<value>(\\'|[^'])*)'")]
    private static partial Regex Condition();
}
