using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>Where the balances of a statement come from: each line since inception down to the investor's transactions and their facts.</summary>
internal static class StatementExplanations
{
    private const string Template = "ILPA Reporting Template v2.0, A.1";

    internal static Explanation Of(StatementRun run, PartnerAccount partner, StatementColumn ever)
    {
        var money = run.After.Currency;
        var all = run.TransactionsSinceInception(partner.InvestorId);
        Explanation Line(string label, decimal amount, params TransactionKind[] kinds) => new(
            label, money.Format(amount), "sum of transactions since inception",
            Parts: [.. all.Where(t => kinds.Contains(t.Kind) && t.BalanceEffect != 0).Select(t => new Explanation(
                $"{Print.Date(t.Date)} {t.Description}", money.Format(t.BalanceEffect), Facts: [t.FactId]))]);
        var gross = new Explanation(
            "Closing capital account, gross of accrued carried interest", money.Format(ever.Closing), "sum of its lines since inception", Template,
            Parts:
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
            ]);
        return new Explanation(
            $"Closing capital account, {partner.Name}", money.Format(ever.ClosingNet), "sum of the gross balance and accrued carried interest", Template,
            Parts:
            [
                gross,
                new("Accrued carried interest", money.Format(ever.ClosingAccruedCarry), run.CarryAfter.Note ?? "what a liquidation at the capital accounts would take"),
            ]);
    }
}
