using StratCap.Contracts.Funds;

namespace StratCap.Funds.Periods;

/// <summary>All checks of a quarter, of every module that has any.</summary>
internal sealed class PeriodBoard(IEnumerable<IPeriodChecks> modules)
{
    /// <summary>In the order in which a quarter is worked.</summary>
    private static readonly string[] Order = ["waiting", "book", "ledger", "statements", "capitalAccounts", "ilpa", "financialStatements", "cash", "bankLines", "fees", "unfunded", "valuations", "fx"];

    /// <summary>Asks each module; the order is always the same.</summary>
    public async Task<IReadOnlyList<PeriodCheck>> Ask(PeriodToCheck period, CancellationToken ct)
    {
        var checks = new List<PeriodCheck>();
        foreach (var module in modules) checks.AddRange(await module.Of(period, ct));
        return [.. checks.OrderBy(c => Array.IndexOf(Order, c.Name))];
    }
}
