using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Returns;

/// <summary>
/// Net performance in another currency than the fund's: each movement at the rate of its own date, the residual value and what is declared and not paid at the rate
/// of the day of measurement; each converted amount is rounded once. The rate of return is that of the converted flows, never an average. Commitment and unfunded
/// commitment stay in the fund's currency.
/// </summary>
/// <param name="PaidIn">Contributions.</param>
/// <param name="Distributed">Paid, withheld and still to be paid, less what was returned.</param>
/// <param name="ResidualValue">Capital account less accrued carried interest, each converted as in the statement, so that both show the same balance.</param>
/// <param name="Dpi">Unrounded; null when nothing is paid in. Likewise the others.</param>
public sealed record ConvertedPerformance(
    string Currency, decimal PaidIn, decimal Distributed, decimal ResidualValue, decimal? Dpi, decimal? Rvpi, decimal? Tvpi, IrrResult Irr, Explanation Explanation)
{
    /// <summary>What it was converted by: one for each day, by day.</summary>
    public IReadOnlyList<FxConversion> Conversions { get; init; } = [];

    /// <summary>Measures one partner, or a group.</summary>
    /// <param name="book">The book as of the date of measurement.</param>
    /// <param name="to">The currency to measure in.</param>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>; <c>fx.no_movements</c>: all that is known are disclosed figures.</exception>
    public static ConvertedPerformance Of(FundBook book, IReadOnlyList<PartnerAccount> partners, AccruedCarry carry, Currency to, FxRates rates)
    {
        if (!book.HasMovements)
            throw new FundRuleException("fx.no_movements", "The book holds no movements that could be converted on their dates: read the performance in the fund's currency.");
        var parts = new List<(string What, decimal Amount, DatedFlow Flow, Explanation Explanation)>();
        var used = new SortedDictionary<DateOnly, FxConversion>();
        void Add(string what, DateOnly date, decimal amount, decimal sign, IReadOnlyList<Guid> facts)
        {
            if (amount == 0)
                return;
            if (!used.TryGetValue(date, out var conversion))
                used.Add(date, conversion = rates.On(book.Currency, to, date));
            var converted = conversion.Convert(amount);
            parts.Add((what, converted, new DatedFlow(date, sign * converted), conversion.Explain($"{what}, {Print.Date(date)}", amount, facts)));
        }

        foreach (var partner in partners)
        {
            var unpaid = partner.Distributed;
            foreach (var flow in partner.CashFlows.Where(f => !f.IsCarry && !f.IsLine))
            {
                if (flow.Kind == CashFlowKind.SaleDifference)
                {
                    // Paid with the distribution and a flow then, but no part of what was distributed.
                    unpaid += flow.Amount;
                    Add(SaleDifference, flow.Date, flow.Amount, 0, [flow.FactId]);
                    continue;
                }
                unpaid -= flow.Kind == CashFlowKind.Contribution ? 0 : flow.IsToFund ? -flow.Amount : flow.Amount;
                Add(Name(flow.Kind), flow.Date, flow.Amount, flow.IsToFund ? -1 : 1, [flow.FactId]);
            }
            Add(NotPaid, book.AsOf, unpaid, 1, []);
            Add(Account, book.AsOf, partner.Nav, 1, []);
            Add(Carry, book.AsOf, -carry.Of(partner.InvestorId), 1, []);
        }
        decimal Sum(params string[] whats) => parts.Where(p => whats.Contains(p.What)).Sum(p => p.Amount);
        var (paidIn, residual) = (Sum(Contribution), Sum(Account, Carry));
        var distributed = Sum("Distribution", "Withheld tax", NotPaid) - Sum(Returned, SaleDifference);
        decimal? Over(decimal amount) => paidIn == 0 ? null : amount / paidIn;
        var tvpi = Over(distributed + residual);
        return new ConvertedPerformance(
            to.Code, paidIn, distributed, residual, Over(distributed), Over(residual), tvpi, Returns.Irr.Of(parts.Where(p => p.What != SaleDifference).Select(p => p.Flow)),
            Explain(to, paidIn, distributed + residual, [.. parts.Select(p => (p.What, p.Explanation))]))
        {
            Conversions = [.. used.Values],
        };
    }

    private static Explanation Explain(Currency to, decimal paidIn, decimal value, IReadOnlyList<(string What, Explanation Told)> parts)
    {
        var telling = new Telling(to);
        var contributions = telling.Money(Operation.Sum, "Paid-in capital", paidIn, [.. parts.Where(p => p.What == Contribution).Select(p => p.Told)]);
        var received = telling.Money(
            Operation.Sum, "Distributed and residual value", value,
            [.. parts.Where(p => p.What != Contribution).Select(p => p.What is Returned or SaleDifference ? telling.Money(Operation.Negative, $"Less {p.Told.Label}", -p.Told.Amount!.Value, [p.Told]) : p.Told)]);
        return paidIn == 0
            ? new Explanation($"Performance in {to.Code}", "not defined", "nothing is paid in", Parts: [received, contributions], Operation: Operation.Heading)
            : new Explanation($"Performance in {to.Code}", Print.Ratio(value / paidIn), "(distributed + residual value) ÷ paid-in capital", Parts: [received, contributions], Operation: Operation.Quotient) { Exact = value / paidIn };
    }

    private const string Contribution = "Contribution";
    private const string Returned = "Returned distribution";
    private const string SaleDifference = "Difference of a sale for the partner";
    private const string NotPaid = "Declared and not paid";
    private const string Account = "Capital account";
    private const string Carry = "Accrued carried interest";

    private static string Name(CashFlowKind kind) => kind switch
    {
        CashFlowKind.Contribution => Contribution,
        CashFlowKind.Withholding => "Withheld tax",
        CashFlowKind.Giveback => Returned,
        _ => "Distribution",
    };
}
