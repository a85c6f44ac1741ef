namespace StratCap.FundMath.Book;

/// <summary>Interests that move between partners.</summary>
internal sealed partial class BookFolder
{
    private void Transfer(InterestTransferred fact, Entry entry)
    {
        var (from, to) = (book.Partner(fact.FromId), book.Partner(fact.ToId));
        if (from == to)
            throw Refuse("book.transfer.to_oneself", "Let the interest go to another investor.");
        if (from.Kind != to.Kind)
            throw Refuse("book.transfer.between_kinds", "An interest goes to a partner of the same kind: limited partner to limited partner, general partner to general partner.");
        if (fact.Part <= 0 || fact.Part > fact.Whole)
            throw Refuse("book.transfer.part_out_of_range", "Transfer more than nothing and at most all of the interest.");
        if (fact.Lines.Any(l => l.InvestorId != from.InvestorId && l.InvestorId != to.InvestorId))
            throw Refuse("book.transfer.third_party", "A transfer moves figures of transferor and transferee only.");
        InterestTransfer.RequireSettled(book, from);
        RequireBasis(fact.Basis, from, $"the interest of {from.Name}");
        var figures = CheckMoves(fact, new Figures());
        if (fact.Part == fact.Whole && FigureSet.Components.Any(c => from[c] + Of(figures, from)[c] != 0))
            throw Refuse("book.transfer.rest_remains", $"{from.Name} transfers the whole interest, but a part of it would remain.");
        Move(fact, entry, figures, isTransfer: true);
        from.HasLeft = fact.Part == fact.Whole;
        book.MoveList.Add(new BookMove(fact.MoveId, entry.EffectiveDate, fact.FromId, fact.ToId, null, entry.FactId));
    }

    private void Equalise(ClosingEqualised fact, Entry entry)
    {
        if (book.ClosingList.All(c => c.ClosingId != fact.ClosingId))
            throw Refuse("book.closing.unknown", "The closing is not held at that date: record the closing first.");
        if (book.MoveList.Any(m => m.ClosingId == fact.ClosingId))
            throw Refuse("book.equalisation.already_done", "The closing is already equalised: reverse that before recording another.");
        ClosingEqualisation.RequireSettled(book, entry.EffectiveDate);
        RequireBasis(fact.Basis, book.Total, "the fund");
        RequireShares(fact.Interest, 0, "interest of the closing", mayBeNegative: true);
        var newToFund = NewToFund(fact);
        var figures = CheckMoves(fact, newToFund);
        foreach (var component in FigureSet.Components)
            Total(component, newToFund[component]);
        book.Total.Cash += newToFund.Contributed - newToFund.FeesCharged;
        foreach (var share in fact.Interest)
            Move(book.PartnerById[share.InvestorId], Component.LateInterest, share.Amount);
        Move(fact, entry, figures, isTransfer: false);
        book.MoveList.Add(new BookMove(fact.MoveId, entry.EffectiveDate, null, null, fact.ClosingId, entry.FactId));
    }

    private static readonly Component[] OfDistributions =
        [Component.ReturnOfCapital, Component.PreferredReturn, Component.CatchUp, Component.ResidualSplit, Component.CarryPaid, Component.CarryReceived];

    private static Figures NewToFund(ClosingEqualised fact)
    {
        var figures = new Figures();
        foreach (var (component, amount) in fact.NewToFund)
            figures.Add(component, amount);
        var isFeeOnly = figures.Called == figures[Component.CalledManagementFee] && figures.Called == figures.Contributed
            && figures.CalledOutside == figures[Component.ContributedOutside] && figures.Nav == figures.Contributed - figures.FeesCharged;
        // Shared anew, a distribution may go to other tiers, and more or less of it to carried interest: none of it more than it was.
        var isSameDistributed = figures[Component.Apportioned] == 0 && figures[Component.PaidOut] == 0 && figures.CarryPaid == figures.CarryReceived && figures.Distributed == -figures.CarryPaid;
        return isFeeOnly && isSameDistributed && FigureSet.Components.All(c => figures[c] >= 0 || OfDistributions.Contains(c))
            ? figures
            : throw Refuse("book.equalisation.only_fees_are_new", "Nothing but the later partners' management fee is new to the fund in an equalisation.");
    }

    /// <summary>Each partner's figures of a move, which add up to what is new to the fund, and leave nobody with less than nothing.</summary>
    private List<(PartnerMove Line, Figures Figures)> CheckMoves(InterestsMoved fact, Figures newToFund)
    {
        RequireUnused(fact.MoveId, "move of interests");
        var all = fact.Lines.Select(l => (Line: l, Figures: FiguresOf(l))).ToList();
        if (all.Select(l => l.Line.InvestorId).Distinct().Count() != all.Count)
            throw Refuse("book.shares.repeated_investor", "An investor stands twice among the lines of the move.");
        foreach (var (line, figures) in all)
            CheckHeld(line, figures);
        var sum = Figures.Sum(all.Select(l => l.Figures));
        var holdings = all.SelectMany(l => l.Line.Holdings).GroupBy(h => h.DealId, h => h.Part);
        if (FigureSet.Components.Any(c => sum[c] != newToFund[c]) || holdings.Any(d => d.Aggregate((a, b) => a + b) != default))
            throw Refuse("book.move.sum_differs", "What leaves some partners must come to others to the last unit.");
        return all;
    }

    private Figures FiguresOf(PartnerMove line)
    {
        var figures = new Figures();
        foreach (var (component, amount) in line.Figures)
        {
            if (!FigureSet.Plain.Contains(component))
                throw Refuse("book.move.not_by_itself", $"{component} moves with dated movements, holdings or lines of distributions, not by itself.");
            figures.Add(component, amount);
        }
        foreach (var flow in line.Flows)
            AddFlow(figures, flow);
        foreach (var (deal, part) in line.Holdings)
        {
            if (book.FindDeal(deal) is null)
                throw Refuse("book.deal.unknown", "The fund does not know the investment at that date: record the investment first.");
            AddHolding(figures, part);
        }
        foreach (var (id, part) in line.Distributions)
        {
            AddLine(figures, part);
            if (LineOrigin(id).IsClawback)
                figures.Add(Component.CarryReturned, -part.CarriedInterest);
        }
        foreach (var component in FigureSet.Components)
            RequirePayable(figures[component], "amounts of the move");
        return figures;
    }

    private void AddFlow(Figures figures, FlowMove flow)
    {
        switch (flow.Kind)
        {
            case CashFlowKind.Contribution:
                var call = book.FindCall(flow.SourceId)
                    ?? throw Refuse("book.call.unknown", "The call is not issued at that date: issue it first.");
                if (flow.ByPurpose.Count != call.Purposes.Count || flow.ByPurpose.Sum() != flow.Amount)
                    throw Refuse("book.call.share_incomplete", "Give each contribution that moves one amount for each purpose of its call.");
                for (var p = 0; p < flow.ByPurpose.Count; p++)
                    AddContribution(figures, call.Purposes[p], flow.ByPurpose[p]);
                break;
            case CashFlowKind.Distribution:
                figures.Add(Component.PaidOut, flow.Amount);
                break;
            case CashFlowKind.CarriedInterest:
                figures.Add(Component.CarryReceived, flow.Amount);
                figures.Add(Component.PaidOut, flow.Amount);
                break;
            case CashFlowKind.LineDraw:
                figures.Add(Component.LineDrawn, flow.Amount);
                break;
            case CashFlowKind.LineRepayment:
                figures.Add(Component.LineRepaid, flow.Amount);
                break;
            case CashFlowKind.SaleDifference:
                figures.Add(Component.SaleDifference, flow.Amount);
                break;
            case CashFlowKind.Clawback:
                figures.Add(Component.CarryReceived, -flow.Amount);
                figures.Add(Component.PaidOut, -flow.Amount);
                break;
            case CashFlowKind.Giveback:
                figures.Add(Component.GivebackCalled, flow.Amount);
                figures.Add(Component.GivenBack, flow.Amount);
                figures.Add(Component.PaidOut, -flow.Amount);
                break;
        }
    }

    private static void AddContribution(Figures figures, CallPurpose purpose, decimal amount)
    {
        figures.Add(CalledFor(purpose.Kind), amount);
        figures.Add(ContributedFor(purpose.Kind), amount);
        if (purpose.Kind == CallPurposeKind.LineCosts)
            figures.Add(Component.ContributedLineCosts, amount);
        if (purpose.InsideCommitment)
            return;
        figures.Add(Component.CalledOutside, amount);
        figures.Add(Component.ContributedOutside, amount);
    }

    private static void AddHolding(Figures figures, DealHolding part)
    {
        figures.Add(Component.Invested, part.Invested);
        figures.Add(Component.CostRealised, part.CostRealised);
        figures.Add(Component.ValueChange, part.ValueChange);
        figures.Add(Component.CarryingRealised, part.CarryingRealised);
        figures.Add(Component.SaleProceeds, part.SaleProceeds);
        figures.Add(Component.Income, part.Income);
    }

    private void CheckHeld(PartnerMove line, Figures figures)
    {
        var partner = book.Partner(line.InvestorId);
        var isShort = line.Figures.Any(f => f.Component is not (Component.LateInterest or Component.DefaultInterest or Component.Forfeited or Component.EntryIncome or Component.EntryExpenses or Component.LineCosts) && f.Amount < 0 && partner[f.Component] + f.Amount < 0)
            || line.Flows.Any(f => f.Amount < 0 && f.Kind != CashFlowKind.SaleDifference && partner.HeldOf(f) + f.Amount < 0)
            || line.Holdings.Any(h => IsShort(book.Deal(h.DealId).HoldingOf(partner), h.Part));
        if (isShort)
            throw Refuse("book.move.exceeds_held", $"More would leave {partner.Name} than it holds.");
        if (partner.Unfunded + figures.Unfunded < 0)
            throw Refuse("book.move.unfunded_negative", $"The unfunded commitment of {partner.Name} would fall below zero.");
    }

    private static bool IsShort(DealHolding held, DealHolding part)
    {
        var left = held + part;
        return (left.Called < 0 && part.Called < 0) || (left.Cost < 0 && part.Cost < 0) || (left.CostRealised < 0 && part.CostRealised < 0);
    }

    private static void RequireBasis(IReadOnlyList<ComponentAmount> basis, FigureSet standing, string whose)
    {
        var expected = new Figures();
        foreach (var (component, amount) in basis)
            expected.Add(component, amount);
        if (FigureSet.Components.FirstOrDefault(c => expected[c] != standing[c], (Component)(-1)) is var differs && differs >= 0)
            throw Refuse("book.move.basis_differs", FormattableString.Invariant($"{whose} stands at {standing[differs]} ({differs}) on that date and not at {expected[differs]}: work the move out again."));
    }

    private void Move(InterestsMoved fact, Entry entry, List<(PartnerMove Line, Figures Figures)> figures, bool isTransfer)
    {
        usedIds.Add(fact.MoveId);
        hasMoves = true;
        foreach (var (line, moved) in figures)
        {
            var partner = book.PartnerById[line.InvestorId];
            partner.TakeMove(new PartnerMoved(entry.EffectiveDate, moved, entry.FactId), entry.Sequence, isTransfer);
            foreach (var flow in line.Flows)
                partner.MoveFlow(flow, entry.FactId);
            foreach (var holding in line.Holdings)
                book.Deal(holding.DealId).AddTo(partner, holding.Part);
            foreach (var (id, part) in line.Distributions)
                partner.MoveLine(new PartnerDistribution(LineOrigin(id).Date, id, LineOrigin(id).Number, part, entry.FactId));
        }
    }

    private (DateOnly Date, int Number, bool IsClawback) LineOrigin(Guid id) => lineOrigins.TryGetValue(id, out var origin)
        ? origin
        : throw Refuse("book.distribution.unknown", "The distribution is not declared at that date: declare it first.");

    private static Figures Of(List<(PartnerMove Line, Figures Figures)> all, PartnerAccount partner) =>
        all.FirstOrDefault(l => l.Line.InvestorId == partner.InvestorId).Figures ?? Figures.Zero;

    /// <summary>A fact that was recorded before a move and takes effect after it, or shares with one who has left, would go to the wrong account.</summary>
    private void RequireKnowledgeOfMoves(Entry entry)
    {
        if (!hasMoves || entry.Payload is CommitmentAccepted or PositionDisclosed)
            return;
        foreach (var investor in FactInvestors.Of(entry.Payload))
        {
            if (book.FindPartner(investor) is not { } partner)
                continue;
            if (partner.HasLeft && entry.Payload is not InterestsMoved)
                throw Refuse("book.transfer.left", $"{partner.Name} has transferred its whole interest before that date: share with the transferee, as of the day of the fact.");
            if (partner.MovedBySequence > entry.Sequence)
                throw Refuse("book.move.before_earlier_movement", $"The interest of {partner.Name} moved before that date, which was not known when this was shared out: date the move after it, or reverse it first.");
        }
    }
}
