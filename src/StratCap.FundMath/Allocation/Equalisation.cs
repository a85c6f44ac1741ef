using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>What becomes of what later investors pay for earlier calls.</summary>
public enum EqualisationMode
{
    /// <summary>Earlier partners are refunded, so that all stand as if they had joined at the first closing (ILPA Model LPA 5.1).</summary>
    Rebalance,

    /// <summary>A newcomer matches the percentage that is called; the fund keeps it and nobody is refunded.</summary>
    Retain,
}

/// <summary>A commitment taken at a closing. A partner who raises his commitment joins again, under his own name or another.</summary>
/// <param name="IsFeeExempt">Owes no back-dated fee.</param>
public sealed record ClosingCommitment(string Name, decimal Commitment, bool IsFeeExempt = false);

/// <summary>A closing.</summary>
public sealed record Closing(DateOnly Date, IReadOnlyList<ClosingCommitment> Commitments);

/// <summary>A call for the whole fund. Whoever has joined by its date, that day included, takes part from the start.</summary>
public sealed record EqualisedCall(string Id, DateOnly Date, decimal Amount);

/// <summary>Interest on late entry, from the date of each call (counted) to the closing (not counted).</summary>
/// <param name="RateAnnual">A fraction; a base rate and its margin together.</param>
public sealed record LateInterest(decimal RateAnnual, Compounding Compounding, DayCount DayCount);

/// <summary>A bill of the management fee that whoever joins after it owes on his own commitment, to the manager.</summary>
/// <param name="Date">When it was due; interest runs from here.</param>
/// <param name="RateAnnual">A fraction of the commitment a year.</param>
/// <param name="From">First day of its period.</param>
/// <param name="To">Not counted; null is the day of the closing.</param>
/// <param name="DayCount">By 30E/360 equal months are equal parts of the year.</param>
public sealed record BackDatedFee(DateOnly Date, decimal RateAnnual, DateOnly From, DateOnly? To, DayCount DayCount);

/// <summary>The closings and calls of a fund.</summary>
/// <param name="Interest">Null is none.</param>
/// <param name="Fees">Null when the fee is not trued up.</param>
/// <param name="FeeInterest">Interest on the fee part; null is none.</param>
public sealed record EqualisationRequest(
    Currency Currency, IReadOnlyList<Closing> Closings, IReadOnlyList<EqualisedCall> Calls, LateInterest? Interest, EqualisationMode Mode,
    IReadOnlyList<BackDatedFee>? Fees = null, LateInterest? FeeInterest = null);

/// <summary>What a partner pays (positive) or receives at a later closing.</summary>
/// <param name="Capital">A contribution, or the return of one that restores the unfunded commitment.</param>
/// <param name="Interest">Outside the commitment and no contribution.</param>
/// <param name="ManagementFee">Back-dated fee, to the manager.</param>
/// <param name="FeeInterest">Interest on it, to the manager.</param>
/// <param name="ContributedAfter">For all calls before the closing.</param>
/// <param name="Ownership">Commitment ÷ all commitments after the closing.</param>
public sealed record EqualisationLine(
    string Name, decimal Capital, decimal Interest, decimal ManagementFee, decimal FeeInterest, decimal ContributedAfter, decimal Ownership, Explanation Explanation)
{
    /// <summary>All of it.</summary>
    public decimal NetDue => Capital + Interest + ManagementFee + FeeInterest;
}

/// <summary>What one call moves at a closing, by partner.</summary>
public sealed record EqualisedCallLine(EqualisedCall Call, IReadOnlyList<decimal> Capital, IReadOnlyList<decimal> Interest);

/// <summary>A later closing.</summary>
/// <param name="Lines">Everybody who has joined, in the order of joining.</param>
/// <param name="ByCall">The calls before it; amounts in the order of the lines.</param>
/// <param name="ToManager">Fees and their interest.</param>
/// <param name="NetToFund">What the fund keeps: all that is paid less refunds and what the manager gets; zero when it rebalances.</param>
public sealed record EqualisationClosing(DateOnly Date, IReadOnlyList<EqualisationLine> Lines, IReadOnlyList<EqualisedCallLine> ByCall, decimal ToManager, decimal NetToFund);

/// <summary>A fund's calls as first shared out, and its later closings.</summary>
/// <param name="Calls">Each with its parts in the order of joining; whoever joined later is not in them.</param>
/// <param name="Names">In the order of joining.</param>
public sealed record EqualisationResult(IReadOnlyList<string> Names, IReadOnlyList<(EqualisedCall Call, IReadOnlyList<decimal> Parts)> Calls, IReadOnlyList<EqualisationClosing> Closings);

/// <summary>
/// Equalisation at later closings (ILPA Model LPA 5.1): newcomers pay what they would have paid for every earlier call, by commitments, with interest
/// on it; earlier partners get the money back, and the interest by what they are refunded. Each call is shared out anew by largest remainder, so that after any
/// number of closings everybody has paid, to the minor unit, what he would have paid had all joined first. Interest is rounded half away from zero for each
/// payer and call; the refunded ones' parts add up to it.
/// </summary>
public static class Equalisation
{
    /// <summary>Runs all closings in the order of their dates.</summary>
    /// <exception cref="FundRuleException">
    /// <c>closing.none</c>, <c>closing.out_of_order</c>, <c>closing.commitment_not_positive</c>, <c>closing.call_before_first</c>, <c>closing.call_not_payable</c>,
    /// <c>closing.rate_out_of_range</c>.
    /// </exception>
    public static EqualisationResult Run(EqualisationRequest request)
    {
        EqualisationRules.Check(request);
        var register = new EqualisationRegister(request);
        var first = new List<(EqualisedCall, IReadOnlyList<decimal>)>();
        var closings = new List<EqualisationClosing>();
        var calls = new Queue<EqualisedCall>(request.Calls.OrderBy(c => c.Date));
        for (var i = 0; i < request.Closings.Count; i++)
        {
            var admitted = register.Admit(request.Closings[i]);
            if (i > 0)
                closings.Add(new EqualisationRun(request, register, request.Closings[i].Date, admitted).Result());
            while (calls.Count > 0 && (i + 1 == request.Closings.Count || calls.Peek().Date < request.Closings[i + 1].Date))
                first.Add((calls.Peek(), register.ShareOut(calls.Dequeue())));
        }
        return new EqualisationResult(register.Names, first, closings);
    }
}
