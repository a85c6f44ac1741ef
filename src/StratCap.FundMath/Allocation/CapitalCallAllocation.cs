using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>One purpose of a call to be shared out.</summary>
/// <param name="Kind">Decides the allocation base.</param>
/// <param name="Amount">What is called for it.</param>
/// <param name="DealId">The investment, where there is one.</param>
/// <param name="Description">For the notice.</param>
/// <param name="ExcusedInvestorIds">Investors who take no part in it (ILPA Model LPA 6.7).</param>
/// <param name="InsideCommitment">Whether it lowers the unfunded commitment, and so is capped by it.</param>
/// <param name="BaseOverride">Another base than the terms'.</param>
/// <param name="FeePeriodFrom">Of a management fee: the period, from its first day; null is the calendar period of the notice's due date.</param>
/// <param name="FeePeriodTo">Not counted.</param>
public sealed record CapitalCallPurposeRequest(
    CallPurposeKind Kind,
    decimal Amount,
    Guid? DealId = null,
    string Description = "",
    IReadOnlyList<Guid>? ExcusedInvestorIds = null,
    bool InsideCommitment = true,
    AllocationBase? BaseOverride = null,
    DateOnly? FeePeriodFrom = null,
    DateOnly? FeePeriodTo = null);

/// <summary>A call to be shared out.</summary>
public sealed record CapitalCallRequest(DateOnly NoticeDate, DateOnly DueDate, IReadOnlyList<CapitalCallPurposeRequest> Purposes);

/// <summary>A partner's part of a call before it is issued.</summary>
/// <param name="Commitment">Before the call.</param>
/// <param name="UnfundedBefore">Before the call.</param>
/// <param name="Amounts">By purpose.</param>
/// <param name="Total">What the partner is asked to pay.</param>
/// <param name="UnfundedAfter">After it is issued.</param>
/// <param name="CalledOfCommitment">All that is called inside the commitment, this call included, as a fraction of the commitment; null without commitment.</param>
public sealed record CapitalCallLine(
    Guid InvestorId, string Name, PartnerKind Partner, decimal Commitment, decimal UnfundedBefore,
    IReadOnlyList<decimal> Amounts, decimal Total, decimal UnfundedAfter, decimal? CalledOfCommitment, Explanation? Explanation);

/// <summary>A call shared out.</summary>
/// <param name="Purposes">With the base that was used.</param>
/// <param name="Lines">Partners with a part, in order of admission.</param>
/// <param name="NoticeBusinessDays">Weekdays from the notice to the due date.</param>
/// <param name="IsNoticeShort">Whether that is less than the terms ask for.</param>
public sealed record CapitalCallAllocationResult(
    DateOnly NoticeDate, DateOnly DueDate, IReadOnlyList<CallPurpose> Purposes, IReadOnlyList<CapitalCallLine> Lines, decimal Total,
    int NoticeBusinessDays, bool IsNoticeShort, Explanation? Explanation)
{
    /// <summary>The fact that issues the call as it was shared out; effective on the notice date.</summary>
    public CapitalCallIssued ToFact(Guid callId, int number) =>
        new(callId, number, DueDate, Purposes, [.. Lines.Select(l => new CallShare(l.InvestorId, l.Amounts))]);
}

/// <summary>Shares out a capital call among partners, purpose by purpose, each by its own base (ILPA Model LPA 6.2), never above the unfunded commitment.</summary>
public static class CapitalCallAllocation
{
    /// <summary>Shares out a call.</summary>
    /// <param name="book">The book as of the notice date.</param>
    /// <param name="request">What is called.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    /// <exception cref="FundRuleException">
    /// <c>call.no_purpose</c>, <c>call.due_before_notice</c>, <c>call.amount_not_positive</c>, <c>call.exceeds_unfunded</c>, <c>call.no_partners</c>,
    /// <c>book.deal.unknown</c>, <c>book.terms.missing</c>.
    /// </exception>
    public static CapitalCallAllocationResult Run(FundBook book, CapitalCallRequest request, bool explain = true, RunWatch? watch = null)
    {
        if (request.Purposes.Count == 0)
            throw new FundRuleException("call.no_purpose", "Give the call at least one purpose.");
        if (request.DueDate < request.NoticeDate)
            throw new FundRuleException("call.due_before_notice", "Set the due date on or after the notice date.");
        var terms = book.TermsAt(request.NoticeDate);
        var room = book.Partners.Select(p => p.Unfunded).ToArray();
        var splits = new List<PurposeSplit>(request.Purposes.Count);
        foreach (var purpose in request.Purposes)
        {
            var split = PurposeSplit.Make(book, terms, request, purpose, room);
            splits.Add(split);
            for (var i = 0; i < room.Length && purpose.InsideCommitment; i++)
                room[i] -= split.Parts[i];
        }
        var lines = book.Partners.Watched(watch).Where(p => splits.Any(s => s.Parts[p.Index] != 0)).Select(p => Line(book, p, splits, room[p.Index], terms, explain)).ToList();
        var total = lines.Sum(l => l.Total);
        var days = BusinessDays.Between(request.NoticeDate, request.DueDate);
        return new CapitalCallAllocationResult(
            request.NoticeDate, request.DueDate, [.. splits.Select(s => s.ToPurpose())], lines, total,
            days, days < terms.NoticeBusinessDays.Value,
            explain ? CallExplanations.OfTotal(book, splits, lines, total) : null);
    }

    private static CapitalCallLine Line(FundBook book, PartnerAccount partner, List<PurposeSplit> splits, decimal after, FundTerms terms, bool explain)
    {
        var amounts = splits.Select(s => s.Parts[partner.Index]).ToArray();
        var total = amounts.Sum();
        var calledInside = partner.Commitment - after + partner.Recallable;
        return new CapitalCallLine(
            partner.InvestorId, partner.Name, partner.Kind, partner.Commitment, partner.Unfunded, amounts, total, after,
            partner.Commitment == 0 ? null : calledInside / partner.Commitment,
            explain ? CallExplanations.OfLine(book, partner, splits, total, terms) : null);
    }
}
