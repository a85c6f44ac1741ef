using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>The tree under a clawback.</summary>
internal static class ClawbackExplanations
{
    internal static Explanation Of(ClawbackInputs inputs, ClawbackResult result, decimal paidIn, decimal received, HurdleState? hurdle, Currency currency) => new(
        "Clawback", currency.Format(result.Due), Due(inputs, result, currency), Parts:
        [
            new Explanation("Carried interest above the entitlement", currency.Format(result.ExcessOverEntitlement), "carried interest paid − entitlement, not below zero", Parts:
            [
                new("Carried interest paid", currency.Format(result.CarryPaid)),
                Entitlement(inputs, result, paidIn, received, currency),
            ]),
            new Explanation(
                "Shortfall of contributions and preferred return", currency.Format(result.PreferredReturnShortfall),
                hurdle is null ? "no preferred return is agreed" : "the need on the day of the test less what was received in excess before, not below zero", Rounding: "rounded to the minor unit, half away from zero",
                Parts: hurdle is null ? [] : [WaterfallExplanations.OfHurdle(inputs.Hurdle!, hurdle)]),
            new Explanation("Limit", currency.Format(result.Limit), inputs.Terms.Tax == ClawbackTax.CapAfterTaxCarry ? "carried interest paid less the tax on it" : "carried interest paid"),
            new Explanation("From escrow", currency.Format(result.FromEscrow), "lesser of the amount due and the escrow balance"),
        ]);

    private static string Due(ClawbackInputs inputs, ClawbackResult result, Currency currency)
    {
        var formula = $"the larger of both tests, {currency.Format(result.GrossClawback)}, at most the limit";
        return inputs.Terms.Tax == ClawbackTax.NetOfTax ? formula + ", less the tax on it" : formula;
    }

    private static Explanation Entitlement(ClawbackInputs inputs, ClawbackResult result, decimal paidIn, decimal received, Currency currency) => new(
        "Entitlement", currency.Format(result.CarryEntitled), FormattableString.Invariant($"{inputs.Terms.Carry} × profit, not below zero"),
        Rounding: "rounded to the minor unit, half away from zero", Parts:
        [
            new("Profit", currency.Format(result.FundProfit), "sum of distributions, carried interest and contributions taken off", Parts:
            [
                new("Distributions", currency.Format(received)),
                new("Carried interest", currency.Format(result.CarryPaid)),
                new("Contributions", currency.Format(-paidIn)),
            ]),
        ]);
}
