using System.Collections.Concurrent;
using StratCap.FundMath.Ilpa;

namespace StratCap.Reporting.Ilpa;

/// <summary>Knows rows of the template by their labels, however they are written.</summary>
internal static class RowLabels
{
    /// <summary>Most of the words must be the same: "Beginning NAV - Net of Accrued Carried Interest" is the row that leaves "accrued" out.</summary>
    private const decimal AlikeEnough = 0.75m;

    private static readonly HashSet<string> Small = ["and", "or", "of", "the", "to", "for", "a", "during", "period", "cash", "non", "less", "plus"];

    /// <summary>Other names that a row goes by, where its own words are too different.</summary>
    private static readonly Dictionary<string, string[]> Aliases = new(StringComparer.Ordinal)
    {
        ["fee.gross"] = ["Management Fees - Gross of Offsets, Waivers & Rebates", "Management Fees - Gross of Rebates, Waivers and Offsets"],
        ["fee.net"] = ["Management Fees - Net of Rebates, Waivers and Offsets", "Net Management Fees"],
        ["fee.offsets"] = ["Management Fee Offsets", "Offsets Applied - Management Fees"],
        ["totalFlows"] = ["Total Cash / Non-Cash Flows", "Total Cash Flows"],
        ["external.gross"] = ["Partnership Expenses - External - Gross of Offsets", "Total External Partnership Expenses - Gross"],
        ["external.net"] = ["Total External Partnership Expenses - Net"],
        ["internal.gross"] = ["Internal Chargebacks - Gross of Offsets", "Total Internal Chargebacks - Gross"],
        ["internal.net"] = ["Total Internal Chargebacks - Net"],
        ["netOperatingIncome"] = ["Net Operating Income / (Expense)", "Total Net Operating Income / (Expense)"],
        ["realisedGain"] = ["Net Realized Gain / (Loss)", "Realized Gain / (Loss) on Investments"],
        ["unrealisedGain"] = ["Net Change in Unrealized Gain / (Loss)", "Net Unrealized Gain / (Loss)", "Change in Unrealized Gain / (Loss) on Investments"],
        ["expense.total"] = ["Total Partnership Expenses"],
        ["totalFeesAndExpenses"] = ["Total Fees and Expenses - Net", "Total Management Fees & Partnership Expenses, Net of Offsets & Rebates"],
        ["offset.total"] = ["Total Offsets to Fees & Expenses"],
        ["income.other"] = ["Other Income / (Expense)"],
        ["carry.paid"] = ["Carried Interest Paid During the Period", "Incentive Allocation - Paid"],
        ["carry.accrued"] = ["Carried Interest Accrued During the Period", "Accrued Incentive Allocation - Change"],
        ["carry.earned"] = ["Carried Interest Earned During the Period"],
        ["carry.ending"] = ["Accrued Incentive Allocation - Ending Balance"],
        ["unfunded.recallable"] = ["Recallable Distributions"],
        ["unfunded.released"] = ["Expired/Released Commitments"],
    };

    private static readonly ConcurrentDictionary<IlpaVersion, IReadOnlyList<IReadOnlyList<HashSet<string>>>> Known = new();

    /// <summary>The template's row with a label: the next one below that is named so, else the most alike below, else one above.</summary>
    /// <param name="from">The first row that is still to come.</param>
    public static int? Find(IlpaTemplate template, string label, int from)
    {
        var words = Words(label);
        if (words.Count == 0) return null;
        var rows = Known.GetOrAdd(template.Version, _ => [.. template.Rows.Select(r => (IReadOnlyList<HashSet<string>>)[Words(r.Label), .. Aliases.GetValueOrDefault(r.Key, []).Select(Words)])]);
        decimal Alike(int row) => rows[row].Max(known => known.SetEquals(words) ? 1 : (decimal)known.Count(words.Contains) / (known.Count + words.Count(w => !known.Contains(w))));
        int? Best(IEnumerable<int> range) => range.Select(row => (Row: row, Alike: Alike(row))).Where(r => r.Alike >= AlikeEnough).OrderByDescending(r => r.Alike).ThenBy(r => r.Row).Select(r => (int?)r.Row).FirstOrDefault();
        return Best(Enumerable.Range(from, rows.Count - from)) ?? Best(Enumerable.Range(0, from));
    }

    private static HashSet<string> Words(string label) =>
    [
        .. string.Concat(label.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : c is '\'' or '’' ? '\0' : ' ')).Replace("\0", "", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Small.Contains(w)).Select(American),
    ];

    /// <summary>One spelling, and one number: organisations, organization.</summary>
    private static string American(string word)
    {
        var spelt = word.Replace("isation", "ization", StringComparison.Ordinal).Replace("ealised", "ealized", StringComparison.Ordinal).Replace("ognised", "ognized", StringComparison.Ordinal);
        return spelt.Length > 3 && spelt.EndsWith('s') && !spelt.EndsWith("ss", StringComparison.Ordinal) ? spelt[..^1] : spelt;
    }
}
