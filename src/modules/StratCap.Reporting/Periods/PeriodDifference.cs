using StratCap.Contracts.Accounting;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Periods;

/// <summary>Lays two states of a quarter beside each other, and leaves what differs.</summary>
internal static class PeriodDifference
{
    /// <summary>Balances of the ledger at the quarter's end, under the firm's numbers and names; debits positive.</summary>
    /// <param name="day">Which of the ledger's days is the quarter's end.</param>
    public static DifferencePart TrialBalance(LedgerBalances published, LedgerBalances now, int day, IReadOnlyList<LedgerAccount> accounts)
    {
        var (before, after) = (Sums(published, day), Sums(now, day));
        return new("trialBalance", "Trial balance", [.. accounts
            .Select(a => new DifferenceRow(a.Account, $"{a.Number} {a.Name}", before.GetValueOrDefault(a.Account), after.GetValueOrDefault(a.Account))).Where(r => r.Difference != 0)]);
    }

    /// <summary>What is published of the fund and of each partner at a close.</summary>
    public static DifferencePart CapitalAccounts(FundBook published, FundBook now) => new("capitalAccounts", "Capital accounts", [.. PeriodFigures.Differences(published, now)
        .Select(d => new DifferenceRow($"{d.InvestorId?.ToString() ?? "fund"}/{d.Figure}", $"{d.Who}: {Words(d.Figure)}", d.Before, d.After))]);

    /// <summary>Every line of the financial statements, column by column. A line that one state does not have is nothing there.</summary>
    public static DifferencePart Statements(IReadOnlyList<LedgerTable> published, IReadOnlyList<LedgerTable> now)
    {
        var (before, after) = (Lines(published), Lines(now));
        return new("statements", "Statement lines", [.. after.Keys.Union(before.Keys)
            .Select(key => new DifferenceRow(key, (after.TryGetValue(key, out var line) ? line : before[key]).Label, before.GetValueOrDefault(key).Amount, after.GetValueOrDefault(key).Amount)).Where(r => r.Difference != 0)]);
    }

    private static Dictionary<string, decimal> Sums(LedgerBalances ledger, int day) => ledger.Accounts.GroupBy(a => a.Account).ToDictionary(g => g.Key, g => g.Sum(a => a.At[day]), StringComparer.Ordinal);

    private static Dictionary<string, (string Label, decimal Amount)> Lines(IReadOnlyList<LedgerTable> tables) =>
        (from table in tables
         from row in table.Rows
         where row.Kind != LedgerRowKind.Section
         from column in table.Columns.Select((c, i) => (c.Key, c.Label, Index: i))
         select (Key: $"{table.Key}/{row.Key}/{column.Key}", Value: (Label: $"{table.Title}: {row.Label}, {column.Label}", Amount: row.Amounts[column.Index]))).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);

    private static string Words(PeriodFigureKind figure) => string.Concat(figure.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
}
