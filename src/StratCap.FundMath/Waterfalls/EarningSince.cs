using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A part of a contribution, and from when it earns the preferred return.</summary>
/// <param name="From">Null is the day it was received.</param>
internal readonly record struct EarningPart(CallPurpose Purpose, decimal Amount, DateOnly? From);

/// <summary>
/// From when a partner's contributions earn: the receipt, the due date of the call, or, as far as a call repaid the subscription line and the terms say so, the day
/// the line was drawn. A repayment takes the partner's oldest draws first; what it repaid is taken from his contributions to its call in order of their receipt, of
/// each in the order of the call's purposes. Ask for contributions once each, in their order.
/// </summary>
internal sealed class EarningSince
{
    private readonly FundBook book;
    private readonly bool byDueDate;
    private readonly Dictionary<Guid, LinkedList<(DateOnly Drawn, decimal Amount)>> drawnByCall = [];

    internal EarningSince(FundBook book, PartnerAccount partner, FundTerms terms)
    {
        this.book = book;
        byDueDate = terms.Tiers.Value.OfType<PreferredReturnTier>().Any(t => t.Accrual == AccrualStart.DueDate);
        if (terms.LineReturn is not { Value: LineReturn.FromDraw })
            return;
        var draws = new LinkedList<(DateOnly Drawn, decimal Amount)>(partner.CashFlows.Where(f => f.Kind == CashFlowKind.LineDraw).Select(f => (f.Date, f.Amount)));
        foreach (var repayment in partner.CashFlows.Where(f => f.Kind == CashFlowKind.LineRepayment))
        {
            var repaid = Take(draws, repayment.Amount);
            if (!book.CallByRepayment.TryGetValue(repayment.SourceId, out var call))
                continue;
            if (!drawnByCall.TryGetValue(call, out var drawn))
                drawnByCall.Add(call, drawn = new());
            foreach (var part in repaid)
                drawn.AddLast(part);
        }
    }

    /// <summary>The parts of a contribution, purpose by purpose; they add up to it.</summary>
    internal IEnumerable<EarningPart> Of(CashFlow flow)
    {
        var call = book.FindCall(flow.SourceId)!;
        DateOnly? otherwise = byDueDate ? call.DueDate : null;
        var drawn = drawnByCall.GetValueOrDefault(flow.SourceId);
        for (var p = 0; p < flow.ByPurpose.Count; p++)
        {
            var left = flow.ByPurpose[p];
            if (drawn is not null && left > 0)
            {
                foreach (var (day, amount) in Take(drawn, left))
                {
                    yield return new EarningPart(call.Purposes[p], amount, day < (otherwise ?? flow.Date) ? day : otherwise);
                    left -= amount;
                }
            }
            if (left != 0)
                yield return new EarningPart(call.Purposes[p], left, otherwise);
        }
    }

    /// <summary>Takes an amount off the oldest, or all that is there.</summary>
    private static List<(DateOnly Drawn, decimal Amount)> Take(LinkedList<(DateOnly Drawn, decimal Amount)> from, decimal amount)
    {
        var taken = new List<(DateOnly Drawn, decimal Amount)>();
        while (amount > 0 && from.Count > 0)
        {
            var (day, open) = from.First!.Value;
            var part = Math.Min(open, amount);
            taken.Add((day, part));
            amount -= part;
            from.RemoveFirst();
            if (part < open)
                from.AddFirst((day, open - part));
        }
        return taken;
    }
}
