using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Book;

/// <summary>
/// Makes the transfer of an interest: what part of every figure of the transferor goes to the transferee, with its history, so that preferred return, IRR,
/// unfunded commitment and sharing percentages are as if he had always held it (ILPA Model LPA 17). Each kind of figure is shared out between the two on its
/// cumulative total by largest remainder, ties to the transferor, so that nothing is lost; the whole interest goes exactly.
/// </summary>
public static class InterestTransfer
{
    /// <summary>Transfers a fraction.</summary>
    /// <param name="book">The book as of the transfer date.</param>
    /// <param name="fraction">Above 0, at most 1 (all).</param>
    /// <exception cref="FundRuleException">
    /// <c>transfer.nothing_held</c>, <c>transfer.position_disclosed</c>, <c>book.investor.unknown</c>, <c>book.transfer.part_out_of_range</c>,
    /// <c>book.transfer.call_open</c>, <c>book.transfer.payment_open</c>, <c>book.transfer.giveback_open</c>; recording it refuses the other rules <c>book.transfer.*</c> and <c>book.move.*</c>.
    /// </exception>
    public static InterestTransferred Make(FundBook book, Guid moveId, Guid fromId, Guid toId, decimal fraction) => Make(book, moveId, fromId, toId, fraction, 1m);

    /// <summary>Transfers the part of the interest that belongs to an amount of the commitment.</summary>
    /// <param name="commitment">Positive, at most the transferor's commitment.</param>
    /// <exception cref="FundRuleException">As above.</exception>
    public static InterestTransferred MakeOfCommitment(FundBook book, Guid moveId, Guid fromId, Guid toId, decimal commitment) =>
        Make(book, moveId, fromId, toId, commitment, book.Partner(fromId).Commitment);

    internal static InterestTransferred Make(FundBook book, Guid moveId, Guid fromId, Guid toId, decimal part, decimal whole)
    {
        var (from, to) = (book.Partner(fromId), book.Partner(toId));
        if (from.Disclosed.Count > 0)
            throw new FundRuleException("transfer.position_disclosed", $"Of {from.Name} the book holds disclosed positions, not all movements: record its history before the transfer.");
        var basis = Figures.NotZero(from);
        if (basis.Count == 0)
            throw new FundRuleException("transfer.nothing_held", $"{from.Name} holds no interest on that date: choose another investor or date.");
        if (part <= 0 || part > whole)
            throw new FundRuleException("book.transfer.part_out_of_range", "Transfer more than nothing and at most all of the interest.");
        RequireSettled(book, from);
        var taken = new Taking(book, from, part, whole).All();
        return new InterestTransferred(moveId, fromId, toId, part, whole, basis, [Negated(taken, from), taken with { InvestorId = to.InvestorId, Distributions = Of(to, taken) }]);
    }

    /// <summary>Open calls and payments stay between the fund and the one who was called or promised: they are settled before the interest goes.</summary>
    internal static void RequireSettled(FundBook book, PartnerAccount from)
    {
        if (from.Outstanding != 0)
            throw new FundRuleException("book.transfer.call_open", $"{from.Name} still owes {book.Currency.Format(from.Outstanding)} {book.Currency.Code} of capital calls: record its receipt before the transfer.");
        if (from.GivebackOutstanding != 0)
            throw new FundRuleException("book.transfer.giveback_open", $"{from.Name} still has to return {book.Currency.Format(from.GivebackOutstanding)} {book.Currency.Code} of distributions: record that before the transfer.");
        if (from.Payable != 0)
            throw new FundRuleException("book.transfer.payment_open", $"{from.Name} is still to be paid {book.Currency.Format(from.Payable)} {book.Currency.Code} of distributions: pay it before the transfer.");
    }

    private static IReadOnlyList<LineMove> Of(PartnerAccount partner, PartnerMove move) =>
        [.. move.Distributions.Select(d => d with { Part = d.Part with { InvestorId = partner.InvestorId } })];

    private static PartnerMove Negated(PartnerMove move, PartnerAccount partner) => new(
        partner.InvestorId, [.. move.Figures.Select(f => f with { Amount = -f.Amount })],
        [.. move.Flows.Select(f => f with { Amount = -f.Amount, ByPurpose = [.. f.ByPurpose.Select(p => -p)] })],
        [.. move.Holdings.Select(h => h with { Part = -h.Part })],
        [.. move.Distributions.Select(d => d with { Part = -d.Part })]);

    /// <summary>Takes a part of everything that a partner holds.</summary>
    private sealed class Taking(FundBook book, PartnerAccount from, decimal part, decimal whole)
    {
        private readonly Dictionary<object, decimal> seen = [];

        internal PartnerMove All()
        {
            var flows = Contributions().ToList();
            var called = CalledByDeal(flows);
            List<LineMove> lines = [];
            var differences = Series(CashFlowKind.SaleDifference).ToList();
            flows.AddRange(differences);
            foreach (var distribution in from.Distributions)
            {
                var line = Line(distribution.Line);
                if (!line.IsEmpty)
                    lines.Add(new LineMove(distribution.DistributionId, line));
                flows.AddRange(Payments(distribution, line, differences.Where(d => d.SourceId == distribution.DistributionId).Sum(d => d.Amount)));
            }
            flows.AddRange(new[] { CashFlowKind.CarriedInterest, CashFlowKind.Clawback, CashFlowKind.LineDraw, CashFlowKind.LineRepayment }.SelectMany(Series));
            return new PartnerMove(
                from.InvestorId, [.. FigureSet.Plain.Select(c => new ComponentAmount(c, Once(from[c]))).Where(f => f.Amount != 0)], flows,
                [.. book.Deals.Select(d => new HoldingMove(d.DealId, Holding(d, called.GetValueOrDefault(d.DealId)))).Where(h => h.Part != default)], lines);
        }

        /// <summary>One receipt after the other, by the kinds of figures that they add up to.</summary>
        private IEnumerable<FlowMove> Contributions()
        {
            foreach (var same in Flows(CashFlowKind.Contribution))
            {
                var purposes = book.FindCall(same.Key.SourceId)!.Purposes;
                decimal[] parts = [.. purposes.Select((p, i) => Next((p.Kind, p.InsideCommitment), same.Sum(f => f.ByPurpose[i])))];
                if (parts.Any(p => p != 0))
                    yield return new FlowMove(same.Key.Date, CashFlowKind.Contribution, same.Key.SourceId, parts.Sum(), parts);
            }
        }

        private Dictionary<Guid, decimal> CalledByDeal(List<FlowMove> contributions)
        {
            var called = new Dictionary<Guid, decimal>();
            foreach (var flow in contributions)
            {
                var purposes = book.FindCall(flow.SourceId)!.Purposes;
                for (var p = 0; p < purposes.Count; p++)
                {
                    if (purposes[p].DealId is { } deal)
                        called[deal] = called.GetValueOrDefault(deal) + flow.ByPurpose[p];
                }
            }
            return called;
        }

        private DealHolding Holding(BookDeal deal, decimal called)
        {
            var held = deal.HoldingOf(from);
            var realised = Next(nameof(DealHolding.CostRealised), held.CostRealised);
            var invested = Next(nameof(DealHolding.Cost), held.Cost) + realised;
            var gone = Next(nameof(DealHolding.CarryingRealised), held.CarryingRealised);
            var change = Next(nameof(DealHolding.Carrying), held.Carrying) + gone - invested;
            return new DealHolding(
                called, invested, realised, change, gone, Next(nameof(DealHolding.SaleProceeds), held.SaleProceeds), Next(nameof(DealHolding.Income), held.Income));
        }

        /// <summary>A line's tiers share what goes of the line in its own proportions, so that they still add up to it.</summary>
        private DistributionLine Line(DistributionLine line)
        {
            // A clawback apportions nothing: it turns carried interest into the partner's tiers.
            var isClawback = line.Apportioned == 0;
            var going = isClawback ? Once(line.Distributed) : Next(nameof(DistributionLine.Apportioned), line.Apportioned);
            var tiers = Split(going, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, isClawback ? 0 : line.CarriedInterest);
            var withholding = Split(going - tiers[4], line.Withholding, line.Payable)[0];
            return new DistributionLine(
                from.InvestorId, isClawback ? 0 : going, tiers[0], tiers[1], tiers[2], tiers[3], isClawback ? -going : tiers[4],
                withholding, Next(nameof(DistributionLine.Recallable), line.Recallable),
                Next(nameof(DistributionLine.Advance), line.Advance), CarryAdvance(line, tiers[4]), Next(nameof(DistributionLine.FromDefault), line.FromDefault));
        }

        /// <summary>What is nothing but carried interest in advance stays nothing else.</summary>
        private decimal CarryAdvance(DistributionLine line, decimal carry)
        {
            var part = Next(nameof(DistributionLine.CarryAdvance), line.CarryAdvance);
            return line.CarryAdvance > 0 && line.CarryAdvance == line.CarriedInterest ? carry : part;
        }

        private IEnumerable<FlowMove> Payments(PartnerDistribution distribution, DistributionLine line, decimal saleDifference)
        {
            if (line.Withholding != 0)
                yield return new FlowMove(distribution.Date, CashFlowKind.Withholding, distribution.DistributionId, line.Withholding, []);
            var kind = line.Payable < 0 ? CashFlowKind.Giveback : CashFlowKind.Distribution;
            var paid = Flows(kind).Where(f => f.Key.SourceId == distribution.DistributionId).ToList();
            var parts = Split(Math.Abs(line.Payable + saleDifference), [.. paid.Select(p => p.Sum(f => f.Amount))]);
            for (var i = 0; i < paid.Count; i++)
            {
                if (parts[i] != 0)
                    yield return new FlowMove(paid[i].Key.Date, kind, distribution.DistributionId, parts[i], []);
            }
        }

        private IEnumerable<FlowMove> Series(CashFlowKind kind)
        {
            foreach (var same in Flows(kind))
            {
                if (Next(kind, same.Sum(f => f.Amount)) is var amount && amount != 0)
                    yield return new FlowMove(same.Key.Date, kind, same.Key.SourceId, amount, []);
            }
        }

        private IEnumerable<IGrouping<(DateOnly Date, Guid SourceId), CashFlow>> Flows(CashFlowKind kind) =>
            from.CashFlows.Where(f => f.Kind == kind).GroupBy(f => (f.Date, f.SourceId));

        private decimal[] Split(decimal amount, params decimal[] weights) =>
            amount == 0 ? new decimal[weights.Length] : LargestRemainder.Split(amount, [.. weights.Select(Math.Abs)], book.Currency.MinorUnits);

        private decimal Once(decimal amount) => Split(amount, whole - part, part)[1];

        /// <summary>The part of the next amount of a series.</summary>
        private decimal Next(object series, decimal amount)
        {
            var before = seen.GetValueOrDefault(series);
            seen[series] = before + amount;
            return Once(before + amount) - Once(before);
        }
    }
}
