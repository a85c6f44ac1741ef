using StratCap.FundMath.Allocation;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>What a clawback is worked out from: one limited partner's figures, or those of all who bear carry together.</summary>
/// <param name="Terms">The carry rate and how tax limits what is given back.</param>
/// <param name="Contributions">Paid in; positive, and negative where an interest passed on.</param>
/// <param name="Distributions">Received after carried interest; likewise.</param>
/// <param name="CarryPaid">Carried interest paid out of his share, whether to the general partner or into escrow; negative where it was given back.</param>
/// <param name="TestDate">The day of the test; later flows do not count.</param>
/// <param name="Hurdle">The return that he must have had; null is none.</param>
/// <param name="Escrow">Carried interest that is held in escrow.</param>
/// <param name="Tax">Tax on the carried interest, net of benefits from giving it back; null is the terms' rate.</param>
public sealed record ClawbackInputs(
    ClawbackTerms Terms, IReadOnlyList<ClawbackContribution> Contributions, IReadOnlyList<DatedFlow> Distributions, IReadOnlyList<DatedFlow> CarryPaid,
    DateOnly TestDate, AccountHurdle? Hurdle = null, decimal Escrow = 0, decimal? Tax = null)
{
    /// <summary>Contributions as dated amounts.</summary>
    internal IReadOnlyList<DatedFlow> PaidIn => [.. Contributions.Select(c => new DatedFlow(c.Date, c.Amount))];
}

/// <summary>A contribution as a clawback reads it.</summary>
/// <param name="Date">The receipt.</param>
/// <param name="EarnsFrom">From when it earns the return; null is the receipt.</param>
public readonly record struct ClawbackContribution(DateOnly Date, decimal Amount, DateOnly? EarnsFrom = null);

/// <summary>A clawback worked out. Amounts are payable.</summary>
/// <param name="FundProfit">Distributions and carried interest less contributions.</param>
/// <param name="CarryPaid">Carried interest so far.</param>
/// <param name="CarryEntitled">The carry rate on the profit, not below zero.</param>
/// <param name="ExcessOverEntitlement">The first test: carried interest above the entitlement.</param>
/// <param name="PreferredReturnShortfall">The second test: what the contributions and their return lack.</param>
/// <param name="GrossClawback">The larger of the two.</param>
/// <param name="Limit">The most that is given back.</param>
/// <param name="Due">What is given back.</param>
/// <param name="FromEscrow">Paid out of escrow, which goes first.</param>
public sealed record ClawbackResult(
    decimal FundProfit, decimal CarryPaid, decimal CarryEntitled, decimal ExcessOverEntitlement, decimal PreferredReturnShortfall,
    decimal GrossClawback, decimal Limit, decimal Due, decimal FromEscrow, Explanation Explanation)
{
    /// <summary>Paid by the general partner.</summary>
    public decimal FromGeneralPartner => Due - FromEscrow;

    /// <summary>What is given back, shared out by weight: largest remainder, ties to the earlier entry.</summary>
    public decimal[] ToPartners(IReadOnlyList<decimal> weights, Currency currency) => LargestRemainder.Split(Due, weights, currency.MinorUnits);
}

/// <summary>
/// The general partner's clawback (ILPA Model LPA 14.7): the larger of carried interest above his share of cumulative profit, and the shortfall of
/// contributions and preferred return; at most carried interest received, less tax where the terms say so; escrow first.
/// </summary>
public static class Clawback
{
    /// <summary>Works a clawback out.</summary>
    /// <exception cref="FundRuleException"><c>clawback.escrow_negative</c>, <c>clawback.tax_out_of_range</c>, or terms out of range.</exception>
    public static ClawbackResult Of(ClawbackInputs inputs, Currency currency)
    {
        TermsRules.CheckClawback(inputs.Terms);
        var (paidIn, received, carry) = (inputs.Contributions.Where(c => c.Date <= inputs.TestDate).Sum(c => c.Amount), Sum(inputs, inputs.Distributions), Sum(inputs, inputs.CarryPaid));
        if (inputs.Escrow < 0)
            throw new FundRuleException("clawback.escrow_negative", "Give the escrow balance as an amount that is not negative.");
        var profit = received + carry - paidIn;
        var entitled = currency.Round(Math.Max(0, inputs.Terms.Carry * profit));
        var excess = Math.Max(0, carry - entitled);
        var hurdle = inputs.Hurdle is { } given ? ShortfallState(inputs, given, currency, keepSteps: false) : null;
        var shortfall = currency.Round(Math.Max(0, (hurdle?.Balance ?? 0) - ((hurdle as PreferredReturnAccount)?.Excess ?? 0)));
        var gross = Math.Max(excess, shortfall);
        var tax = TaxOn(carry, inputs);
        var limit = inputs.Terms.Tax == ClawbackTax.CapAfterTaxCarry ? currency.Round(carry - tax) : carry;
        var due = Math.Min(gross, limit);
        if (inputs.Terms.Tax == ClawbackTax.NetOfTax && carry > 0)
            due = currency.Round(due - (due * tax / carry));
        var fromEscrow = Math.Min(due, inputs.Escrow);
        var result = new ClawbackResult(profit, carry, entitled, excess, shortfall, gross, limit, due, fromEscrow, new Explanation("", ""));
        return result with { Explanation = ClawbackExplanations.Of(inputs, result, tax, currency) };
    }

    /// <summary>His internal rate of return to the test date, before or after what is given back on it.</summary>
    public static IrrResult IrrOf(ClawbackInputs inputs, decimal givenBack)
    {
        var flows = inputs.Contributions.Where(c => c.Date <= inputs.TestDate).Select(c => new DatedFlow(c.Date, -c.Amount)).Concat(UpTo(inputs, inputs.Distributions));
        return Irr.Of(givenBack == 0 ? flows : flows.Append(new DatedFlow(inputs.TestDate, givenBack)));
    }

    internal static IEnumerable<DatedFlow> UpTo(ClawbackInputs inputs, IReadOnlyList<DatedFlow> flows) => flows.Where(f => f.Date <= inputs.TestDate);

    private static decimal Sum(ClawbackInputs inputs, IReadOnlyList<DatedFlow> flows) => UpTo(inputs, flows).Sum(f => f.Amount);

    private static decimal TaxOn(decimal carry, ClawbackInputs inputs)
    {
        var tax = inputs.Tax ?? (carry * inputs.Terms.TaxRate);
        return tax < 0 || tax > carry
            ? throw new FundRuleException("clawback.tax_out_of_range", "Give tax on carried interest between zero and the carried interest itself.")
            : tax;
    }

    /// <summary>
    /// All that he received counts, earlier excess too: where the return compounds by powers, it is his rate of return; else the account, with
    /// which excess is set off without earning.
    /// </summary>
    internal static HurdleState ShortfallState(ClawbackInputs inputs, AccountHurdle hurdle, Currency currency, bool keepSteps)
    {
        var growth = new GrowthTable(hurdle.RateAnnual, hurdle.DayCount, hurdle.Compounding);
        HurdleState state = hurdle.Compounding is Compounding.SimpleAnnual or Compounding.AnnualOnDate
            ? new PreferredReturnAccount(hurdle, growth, PaymentOrder.CapitalFirst, currency, keepSteps)
            : new IrrState(growth, keepSteps);
        var events = inputs.Contributions.Where(c => c.Date <= inputs.TestDate)
            .Select(c => (c.Date, Order: 0, Apply: (Action)(() => state.Contribute(new WaterfallContribution(c.Date, c.Amount, AccruesFrom: c.EarnsFrom)))))
            .Concat(UpTo(inputs, inputs.Distributions).Select(d => (d.Date, Order: 1, Apply: (Action)(() => state.Receive(d.Date, d.Amount, null)))));
        foreach (var (_, _, apply) in events.OrderBy(e => e.Date).ThenBy(e => e.Order))
            apply();
        state.AccrueTo(inputs.TestDate);
        return state;
    }
}
