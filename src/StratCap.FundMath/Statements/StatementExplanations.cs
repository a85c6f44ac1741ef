using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>Where the balances of a statement come from: each line since inception down to the investor's transactions and their facts, and accrued carried interest down to its liquidation.</summary>
internal static class StatementExplanations
{
    private const string Template = "ILPA Reporting Template v2.0, A.1";

    internal static Explanation Of(StatementRun run, PartnerAccount partner, StatementColumn ever) => new Telling(run.After.Currency).Money(
        Operation.Sum, $"Closing capital account, {partner.Name}", ever.ClosingNet, Explanation.WhenRead(() => Parts(run, partner, ever)),
        "sum of the gross balance and accrued carried interest", Template);

    private static List<Explanation> Parts(StatementRun run, PartnerAccount partner, StatementColumn ever)
    {
        var telling = new Telling(run.After.Currency);
        var all = run.TransactionsSinceInception(partner.InvestorId);
        Explanation Line(string label, decimal amount, params TransactionKind[] kinds) => telling.Money(
            Operation.Sum, label, amount,
            [.. all.Where(t => kinds.Contains(t.Kind) && t.BalanceEffect != 0).Select(t => Telling.Given($"{Print.Date(t.Date)} {t.Description}", t.BalanceEffect, facts: [t.FactId]))],
            "sum of transactions since inception");
        var gross = telling.Money(
            Operation.Sum, "Closing capital account, gross of accrued carried interest", ever.Closing,
            [
                Line("Contributions", ever.Contributions, TransactionKind.Contribution),
                Line("Distributions", ever.Distributions, TransactionKind.Distribution, TransactionKind.Giveback),
                Line("Management fees", ever.ManagementFees, TransactionKind.ManagementFee),
                Line("Waivers, rebates and offsets of management fees", ever.FeeWaivers + ever.FeeRebates + ever.FeeOffsets, TransactionKind.FeeReduction),
                Line("Expenses", ever.Expenses, TransactionKind.Expense),
                Line("Income", ever.Income, TransactionKind.Income),
                Line("Realised gain", ever.RealisedGain, TransactionKind.RealisedGain),
                Line("Unrealised gain", ever.UnrealisedChange, TransactionKind.UnrealisedChange),
                Line("Carried interest paid", ever.CarriedInterestPaid, TransactionKind.CarriedInterestPaid),
                Line("Carried interest returned", ever.ClawbackReturned, TransactionKind.ClawbackReturned),
                Line("Partner transfers", ever.PartnerTransfers, TransactionKind.PartnerTransfer),
                Line("Interest on default", ever.DefaultInterest, TransactionKind.DefaultInterest),
                Line("Forfeitures on default", ever.Forfeitures, TransactionKind.Forfeiture),
            ],
            "sum of its lines since inception", Template);
        IReadOnlyList<Explanation> liquidation = run.CarryAfter.Explain(partner.InvestorId) is { } carry ? [carry] : [];
        var accrued = telling.Money(
            liquidation.Count == 0 ? Operation.Sum : Operation.Negative, "Accrued carried interest", ever.ClosingAccruedCarry, liquidation,
            run.CarryAfter.Note ?? "what a liquidation at the capital accounts would take");
        return [gross, accrued];
    }
}
