using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Statements;

/// <summary>A step of the bridge.</summary>
/// <param name="Key">Stable, camelCase.</param>
/// <param name="Amount">What takes away is negative.</param>
public sealed record ValueBridgeStep(string Key, string Label, decimal Amount, Explanation Explanation);

/// <summary>What an investment added to the value, or took from it.</summary>
/// <param name="Income">Dividends and interest.</param>
/// <param name="Realised">Proceeds of sales less their cost.</param>
/// <param name="Unrealised">Change of fair value above cost.</param>
public sealed record InvestmentGain(Guid DealId, string Name, decimal Income, decimal Realised, decimal Unrealised)
{
    /// <summary>All of it.</summary>
    public decimal Total => Income + Realised + Unrealised;
}

/// <summary>
/// From a fund's net asset value at a period's opening to that at its end, step by step, all partners together and net of accrued carried interest; the opening and all steps are the closing, exactly. Income and
/// gains are told by investment, too.
/// </summary>
/// <param name="Investments">Those that moved, the greatest first.</param>
/// <param name="Explanation">Of the closing: the opening and all steps, each with its key and facts.</param>
public sealed record ValueBridge(Currency Currency, DateOnly From, DateOnly To, decimal Opening, IReadOnlyList<ValueBridgeStep> Steps, decimal Closing, IReadOnlyList<InvestmentGain> Investments, Explanation Explanation)
{
    /// <summary>Builds it.</summary>
    /// <param name="before">The book as of the day before the period.</param>
    /// <param name="after">The book as of the period's last day, known at the same time.</param>
    public static ValueBridge Of(FundBook before, FundBook after)
    {
        var (carryBefore, carryAfter) = (AccruedCarry.Of(before).Total, AccruedCarry.Of(after).Total);
        var moved = Figures.Difference(after.Total, before.Total);
        var telling = new Telling(after.Currency);
        bool IsNew(DateOnly date) => date > before.AsOf;
        IEnumerable<Guid> Flows(params CashFlowKind[] kinds) => after.Partners.SelectMany(p => p.CashFlows).Where(f => IsNew(f.Date) && kinds.Contains(f.Kind)).Select(f => f.FactId).Distinct();
        IEnumerable<Guid> Entries(EntryAccount account) => ManualEntries.Of(after, account).Where(e => IsNew(e.Entry.Date)).Select(e => e.Entry.FactId).Distinct();
        List<ValueBridgeStep> steps = [];
        void Step(string key, string label, string formula, decimal amount, params IEnumerable<Guid> facts) =>
            steps.Add(new(key, label, amount, telling.Money(Operation.Sum, label, amount, [Telling.Given(label, amount, formula: formula, facts: [.. facts])]) with { Key = key }));

        Step("contributions", "Contributions", "received for calls", moved.Contributed, Flows(CashFlowKind.Contribution));
        Step("income", "Income", "dividends, interest, and what manual entries recognised", moved.Income,
            [.. after.Deals.SelectMany(d => d.ProceedsReceived).Where(p => p.Kind == ProceedsKind.Income && IsNew(p.Date)).Select(p => p.FactId), .. Entries(EntryAccount.OtherIncome)]);
        Step("realisedGain", "Realised gain", "proceeds of sales less their cost", moved.RealisedGain, after.Deals.SelectMany(d => d.ProceedsReceived).Where(p => p.Kind == ProceedsKind.Realisation && IsNew(p.Date)).Select(p => p.FactId));
        Step("unrealisedGain", "Unrealised gain", "change of fair value above cost", moved.UnrealisedGain, after.Deals.Where(d => d.FairValue - d.Cost != (before.FindDeal(d.DealId) is { } was ? was.FairValue - was.Cost : 0)).SelectMany(d => d.Facts));
        Step("managementFees", "Management fees", "charged, less waivers, rebates and offsets", moved.FeesReduced - moved.FeesCharged,
            [.. after.Fees.Where(f => IsNew(f.Date)).Select(f => f.FactId), .. after.FeeReductions.Where(r => IsNew(r.Date)).Select(r => r.FactId)]);
        Step("expenses", "Expenses", "charged, and recognised by manual entries", -moved.ExpensesCharged, [.. after.Expenses.Where(e => IsNew(e.Date)).Select(e => e.FactId), .. Entries(EntryAccount.Expenses)]);
        Step("carryPaid", "Carried interest paid", "taken from partners' shares of distributions, less what came back", -moved.CarryPaid,
            [.. after.Distributions.Where(d => d.CarriedInterest != 0 && IsNew(d.Date)).Select(d => d.FactId), .. after.Clawbacks.Where(c => IsNew(c.Date)).Select(c => c.FactId)]);
        Step("carryAccrued", "Change of accrued carried interest", "what a liquidation at the capital accounts would take, before less now", carryBefore - carryAfter);
        Step("distributions", "Distributions", "declared to partners as investors, withheld tax included, less what they gave back", -moved.Distributed,
            [.. after.Distributions.Where(d => IsNew(d.Date)).Select(d => d.FactId), .. Flows(CashFlowKind.Giveback)]);
        Step("defaults", "Lost and received on default", "between partners; nothing of the fund's", -moved.LostOnDefault, after.Remedies.Where(r => IsNew(r.Date)).Select(r => r.FactId));
        var (opening, closing) = (before.Total.Nav - carryBefore, after.Total.Nav - carryAfter);
        List<ValueBridgeStep> shown = [.. steps.Where(s => s.Amount != 0 || s.Key is "contributions" or "distributions")];
        return new ValueBridge(
            after.Currency, before.AsOf.AddDays(1), after.AsOf, opening, shown, closing, [.. Gains(before, after).OrderByDescending(g => Math.Abs(g.Total)).ThenBy(g => g.Name, StringComparer.Ordinal)],
            telling.Money(
                Operation.Sum, "Net asset value at the end", closing,
                [Telling.Given("Net asset value at the opening", opening, formula: "capital accounts less accrued carried interest") with { Key = "opening" }, .. shown.Select(s => s.Explanation)],
                "opening + all steps") with
            { Key = "closing" });
    }

    private static IEnumerable<InvestmentGain> Gains(FundBook before, FundBook after)
    {
        foreach (var deal in after.Deals)
        {
            var (now, was) = (deal.Total, before.FindDeal(deal.DealId)?.Total ?? default);
            var moved = now - was;
            var gain = new InvestmentGain(deal.DealId, deal.Name, moved.Income, moved.SaleProceeds - moved.CostRealised, moved.Carrying - moved.Cost);
            if (gain is not { Income: 0, Realised: 0, Unrealised: 0 })
                yield return gain;
        }
    }
}
