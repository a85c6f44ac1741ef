using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>What part of a year a period is.</summary>
public enum FeePeriodMethod
{
    /// <summary>Months ÷ 12, whatever their days: a quarter of the year's fee each quarter. A cut period, or a part of one, is its share of the whole one's actual days.</summary>
    Equal,

    /// <summary>By the day count.</summary>
    Days,
}

/// <summary>When a basis that moves is measured.</summary>
public enum FeeMeasurement
{
    /// <summary>On the first day of the period, what happened on it included.</summary>
    Opening,

    /// <summary>On each day, what happened on it included.</summary>
    Daily,
}

/// <summary>What a line of the schedule is a percentage of.</summary>
public enum FeeLineBasis
{
    /// <summary>Each payer's commitment.</summary>
    Committed,

    /// <summary>Cost of what is invested, shared among all partners by commitment; the part of those exempt drops out.</summary>
    Invested,

    /// <summary>An amount that the line gives (such as a net asset value), shared as the invested cost.</summary>
    Amount,
}

/// <summary>A partner to whom the fee may be charged.</summary>
/// <param name="Name">Names him in explanations.</param>
/// <param name="Commitment">Not negative.</param>
/// <param name="IsExempt">Pays nothing, and nobody pays for him.</param>
/// <param name="RateAnnual">His own rate (side letter); it replaces the schedule's throughout.</param>
public sealed record FeePayer(string Name, decimal Commitment, bool IsExempt = false, decimal? RateAnnual = null);

/// <summary>When the fee is billed.</summary>
/// <param name="MonthsPerPeriod">12, 6, 3 or 1.</param>
/// <param name="InAdvance">The bill is of the first day of its period, else of its end.</param>
/// <param name="From">First day.</param>
/// <param name="To">Not counted.</param>
/// <param name="DayCount">Where days count.</param>
public sealed record FeeBilling(int MonthsPerPeriod, bool InAdvance, DateOnly From, DateOnly To, FeePeriodMethod Method, DayCount DayCount);

/// <summary>A line of the schedule; a step-down is a line that begins where another ends, and none may reach into another.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Not counted.</param>
/// <param name="RateAnnual">A fraction of the basis a year.</param>
/// <param name="Amount">The basis, where it is an amount.</param>
public sealed record FeeLine(DateOnly From, DateOnly To, decimal RateAnnual, FeeLineBasis Basis, decimal Amount = 0);

/// <summary>A change of what is invested: a purchase, or the cost of what was sold, written off or written down (negative).</summary>
public sealed record InvestedChange(DateOnly Date, decimal Delta);

/// <summary>Fee income of the manager that reduces the fee (ILPA Model LPA 8.4).</summary>
/// <param name="Date">It reduces the first bill on or after this day; what exceeds the bill is carried forward.</param>
/// <param name="Fraction">Of the amount, 0 to 1: 1 is the ILPA's 100 %. The credit is rounded to the minor unit.</param>
public sealed record FeeOffset(DateOnly Date, decimal Amount, decimal Fraction);

/// <summary>All that a fee depends on.</summary>
public sealed record FeeScheduleRequest(
    Currency Currency, IReadOnlyList<FeePayer> Payers, FeeBilling Billing, IReadOnlyList<FeeLine> Lines,
    IReadOnlyList<InvestedChange> Invested, FeeMeasurement Measurement, IReadOnlyList<FeeOffset> Offsets);

/// <summary>One bill.</summary>
/// <param name="Days">Actual days of the period.</param>
/// <param name="Gross">For the fund, rounded once.</param>
/// <param name="Offset">What offsets take from it, at most all of it.</param>
/// <param name="Net">Gross less offset.</param>
/// <param name="ByPayer">The net fee by payer: in proportion to each one's unrounded fee, so that the offset is shared as the fee is; adds up to it.</param>
public sealed record FeeBill(DateOnly From, DateOnly To, int Days, decimal Gross, decimal Offset, decimal Net, IReadOnlyList<decimal> ByPayer, Explanation Explanation);

/// <summary>The bills of a schedule.</summary>
/// <param name="UnusedOffset">What no bill used up.</param>
public sealed record FeeScheduleResult(IReadOnlyList<FeeBill> Bills, decimal UnusedOffset);

/// <summary>
/// The management fee over its life: for each payer rate × basis × part of a year over every stretch of a period on which they stand still, summed, rounded
/// once for the fund half away from zero, less offsets, and shared out by largest remainder (ILPA Model LPA 8.3 and 8.4). Exact up to that rounding.
/// </summary>
public static class FeeSchedule
{
    private const string Clause = "ILPA Model LPA 8.3";

    /// <summary>Computes all bills.</summary>
    /// <exception cref="FundRuleException">
    /// <c>fee.period_empty</c>, <c>fee.period_too_long</c>, <c>fee.frequency_unknown</c>, <c>fee.line_empty</c>, <c>fee.lines_overlap</c>, <c>fee.rate_out_of_range</c>, <c>fee.commitment_negative</c>,
    /// <c>fee.basis_negative</c>, <c>fee.offset_out_of_range</c>.
    /// </exception>
    public static FeeScheduleResult Run(FeeScheduleRequest request)
    {
        FeeScheduleRules.Check(request);
        var bills = new List<FeeBill>();
        var credits = request.Offsets.OrderBy(o => o.Date).Select(o => (o.Date, Credit: request.Currency.Round(o.Amount * o.Fraction))).ToList();
        var (credited, used) = (0, 0m);
        foreach (var period in FeePeriods.Of(request.Billing.From, request.Billing.To, request.Billing.MonthsPerPeriod))
        {
            var billed = request.Billing.InAdvance ? period.From : period.To;
            while (credited < credits.Count && credits[credited].Date <= billed)
                credited++;
            bills.Add(Bill(request, period, credits.Take(credited).Sum(c => c.Credit) - used));
            used += bills[^1].Offset;
        }
        return new FeeScheduleResult(bills, credits.Sum(c => c.Credit) - used);
    }

    private static FeeBill Bill(FeeScheduleRequest request, FeePeriod period, decimal credit)
    {
        var currency = request.Currency;
        var stretches = request.Payers.Select(p => Stretches(request, period, p).ToList()).ToList();
        Fraction[] fees = [.. stretches.Select(s => Fraction.Sum(s.Select(x => x.Fee)))];
        var gross = FeeStretch.Total(fees, currency);
        var offset = Math.Min(gross, credit);
        var net = gross - offset;
        var byPayer = net == 0 ? new decimal[fees.Length] : LargestRemainder.SplitExactly(net, fees, currency.MinorUnits);
        var fee = new Explanation(
            "Management fee before offsets", currency.Format(gross), "sum over partners", Clause, "rounded once for the fund, half away from zero",
            Parts: Explanation.WhenRead(() => [.. request.Payers.Zip(stretches).Where(p => p.Second.Count > 0).Select(p => FeeStretch.Explain(p.First.Name, p.Second, Clause))]),
            Operation: Operation.Sum)
        {
            RoundedTo = currency.MinorUnits,
            Key = "gross",
        };
        var telling = new Telling(currency);
        var used = telling.Money(
            Operation.Lesser, "Offset", offset, [fee.Again(), Telling.Given("Credits not used before", credit)], "credits not used before, at most the fee", "ILPA Model LPA 8.4");
        var whole = telling.Money(
            Operation.Difference, $"Management fee, {Print.Date(period.From)} to {Print.Date(period.To)}", net, [fee, used], "the fee less its offset", Clause) with
        { OwnKeys = true };
        return new FeeBill(period.From, period.To, period.Days, gross, offset, net, byPayer, whole);
    }

    private static IEnumerable<FeeStretch> Stretches(FeeScheduleRequest request, FeePeriod period, FeePayer payer)
    {
        if (payer.IsExempt)
            yield break;
        foreach (var line in request.Lines.Where(l => l.From < period.To && period.From < l.To))
        {
            var cuts = Cuts(request, line, FeePeriods.Later(line.From, period.From), FeePeriods.Earlier(line.To, period.To));
            foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
            {
                var measured = request.Measurement == FeeMeasurement.Daily ? from : period.From;
                var (years, words) = Years(request.Billing, period, from, to);
                yield return new FeeStretch(
                    payer.RateAnnual ?? line.RateAnnual, BasisOf(request, line, payer, measured), () => Basis(request, line, payer, measured), Words(line.Basis), years, words);
            }
        }
    }

    /// <summary>The days on which a stretch begins, and the end.</summary>
    private static List<DateOnly> Cuts(FeeScheduleRequest request, FeeLine line, DateOnly from, DateOnly to)
    {
        var isMoving = request.Measurement == FeeMeasurement.Daily && line.Basis == FeeLineBasis.Invested;
        var inside = request.Invested.Where(c => isMoving && c.Date > from && c.Date < to).Select(c => c.Date);
        return [from, .. inside.Distinct().Order(), to];
    }

    private static (Fraction Years, string Words) Years(FeeBilling billing, FeePeriod period, DateOnly from, DateOnly to)
    {
        var days = to.DayNumber - from.DayNumber;
        if (billing.Method == FeePeriodMethod.Days)
        {
            var part = ExactYears.Between(from, to, billing.DayCount);
            return (part, FormattableString.Invariant($"{part.Numerator}/{part.Denominator} year from {Print.Date(from)}"));
        }
        var months = new Fraction(billing.MonthsPerPeriod, 12);
        return days == period.WholeDays
            ? (months, FormattableString.Invariant($"{billing.MonthsPerPeriod}/12 year"))
            : (months * new Fraction(days, period.WholeDays), FormattableString.Invariant($"{billing.MonthsPerPeriod}/12 year × {days}/{period.WholeDays} days"));
    }

    private static Fraction BasisOf(FeeScheduleRequest request, FeeLine line, FeePayer payer, DateOnly measured)
    {
        if (line.Basis == FeeLineBasis.Committed)
            return payer.Commitment;
        var whole = Whole(request, line, measured);
        if (whole < 0)
            throw new FundRuleException("fee.basis_negative", $"More cost leaves than was invested by {Print.Date(measured)}: correct the changes of what is invested.");
        var commitments = request.Payers.Sum(p => p.Commitment);
        return commitments == 0 ? 0 : (Fraction)whole * payer.Commitment / commitments;
    }

    private static decimal Whole(FeeScheduleRequest request, FeeLine line, DateOnly measured) =>
        line.Basis == FeeLineBasis.Amount ? line.Amount : request.Invested.Where(c => c.Date <= measured).Sum(c => c.Delta);

    private static Explanation Basis(FeeScheduleRequest request, FeeLine line, FeePayer payer, DateOnly measured)
    {
        var own = Telling.Given("Commitment", payer.Commitment);
        if (line.Basis == FeeLineBasis.Committed)
            return own;
        var (whole, commitments) = (Whole(request, line, measured), request.Payers.Sum(p => p.Commitment));
        if (commitments == 0)
            return Telling.Given("Nobody has a commitment", 0);
        var amount = line.Basis == FeeLineBasis.Amount
            ? Telling.Given("Amount given", whole)
            : Telling.Unrounded(
                Operation.Sum, $"Cost invested on {Print.Date(measured)}", whole,
                [.. request.Invested.Where(c => c.Date <= measured).Select(c => Telling.Given($"Change of {Print.Date(c.Date)}", c.Delta))]);
        return Telling.Unrounded(
            Operation.Quotient, $"Basis: {Words(line.Basis)}", BasisOf(request, line, payer, measured).ToDecimal(),
            [Telling.Unrounded(Operation.Product, "Amount × commitment", whole * payer.Commitment, [amount, own]), Telling.Given("All commitments", commitments)]);
    }

    private static string Words(FeeLineBasis basis) => basis switch
    {
        FeeLineBasis.Committed => "commitment",
        FeeLineBasis.Invested => "share of the cost invested",
        _ => "share of the amount given",
    };
}
