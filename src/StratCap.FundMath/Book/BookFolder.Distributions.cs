using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Book;

/// <summary>Distributions and their payments.</summary>
internal sealed partial class BookFolder
{
    private void DeclareDistribution(DistributionDeclared fact, Entry entry)
    {
        CheckDistribution(fact, entry);
        var distribution = new BookDistribution(fact, entry.EffectiveDate, entry.FactId);
        foreach (var line in fact.Lines)
        {
            var partner = book.PartnerById[line.InvestorId];
            AddLine(partner, line);
            AddLine(book.Total, line with { Apportioned = 0 });
            partner.DistributionList.Add(new PartnerDistribution(entry.EffectiveDate, fact.DistributionId, fact.Number, line, entry.FactId));
            if (line.Withholding != 0)
                partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.Withholding, line.Withholding, fact.DistributionId, entry.FactId, []));
        }
        Total(Component.Apportioned, fact.Amount);
        if (fact.CarryRecipientId is { } recipient)
        {
            Move(book.PartnerById[recipient], Component.CarryReceived, distribution.CarriedInterest);
            Total(Component.CarryReceived, distribution.CarriedInterest);
        }
        RememberDeals(fact.DistributionId);
        usedIds.Add(fact.DistributionId);
        lineOrigins.Add(fact.DistributionId, (entry.EffectiveDate, fact.Number, false));
        book.DistributionList.Add(distribution);
        book.DistributionById.Add(distribution.DistributionId, distribution);
        if (fact.InKind is { } asset)
            HandOver(distribution, fact, asset, entry);
    }

    /// <summary>How far the deals are realised: what was in the tiers then decides later distributions deal by deal.</summary>
    private void RememberDeals(Guid lineId) => book.DealsAt.Add(lineId, [.. book.DealList.Select(d => d.Total)]);

    private static void AddLine(FigureSet figures, DistributionLine line)
    {
        figures.Add(Component.Apportioned, line.Apportioned);
        figures.Add(Component.ReturnOfCapital, line.ReturnOfCapital);
        figures.Add(Component.PreferredReturn, line.PreferredReturn);
        figures.Add(Component.CatchUp, line.CatchUp);
        figures.Add(Component.ResidualSplit, line.ResidualSplit);
        figures.Add(Component.CarryPaid, line.CarriedInterest);
        figures.Add(Component.Withheld, line.Withholding);
        figures.Add(Component.Recallable, line.Recallable);
        figures.Add(Component.Advance, line.Advance);
        figures.Add(Component.CarryAdvance, line.CarryAdvance);
        figures.Add(Component.DefaultSettled, line.FromDefault);
    }

    private void CheckDistribution(DistributionDeclared fact, Entry entry)
    {
        RequireUnused(fact.DistributionId, "distribution");
        RequirePositive(fact.Amount, "distribution");
        if (book.DistributionList.Any(d => d.Number == fact.Number))
            throw Refuse("book.distribution.number_used", $"There is already a distribution number {fact.Number}: give the next one.");
        if (fact.PaymentDate < entry.EffectiveDate)
            throw Refuse("book.distribution.payment_before_declaration", "Set the payment date on or after the distribution date.");
        if (fact.DealId is { } deal)
            InvestedDeal(deal);
        else if (book.FindTermsAt(entry.EffectiveDate)?.Terms.DealByDeal is { Value.Pool: DealPool.EachDeal })
            throw Refuse("book.distribution.deal_missing", "Each deal stands alone by the fund's terms: say which investment the distribution comes from.");
        var apportioned = 0m;
        var fromDefault = 0m;
        var seen = new HashSet<Guid>(fact.Lines.Count);
        foreach (var line in fact.Lines)
        {
            if (!seen.Add(line.InvestorId))
                throw Refuse("book.shares.repeated_investor", "An investor stands twice among the lines of the distribution.");
            CheckLine(line);
            apportioned += line.Apportioned;
            fromDefault += line.FromDefault;
        }
        if (apportioned != fact.Amount)
            throw Refuse("book.shares.sum_differs", FormattableString.Invariant($"The lines of the distribution add up to {apportioned} and not to {fact.Amount}."));
        if (fromDefault != 0)
            throw Refuse("book.distribution.from_default_differs", "What defaulters give up must come to the others to the last unit.");
        if (fact.CarryRecipientId is { } recipient)
            book.Partner(recipient);
        else if (fact.CarriedInterest != 0)
            throw Refuse("book.distribution.carry_without_recipient", "Say who receives the carried interest.");
        if (fact.InKind is { } asset)
            CheckInKind(fact, asset);
    }

    private void CheckLine(DistributionLine line)
    {
        var partner = book.Partner(line.InvestorId);
        ReadOnlySpan<decimal> amounts =
        [
            line.Apportioned, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest, line.Withholding, line.Recallable,
        ];
        foreach (var amount in amounts)
        {
            RequirePayable(amount, "amounts of a distribution line");
            if (amount < 0)
                throw Refuse("book.distribution.negative", $"An amount in the line of {partner.Name} is negative.");
        }
        if (line.ReturnOfCapital + line.PreferredReturn + line.CatchUp + line.ResidualSplit + line.CarriedInterest != line.Apportioned)
            throw Refuse("book.distribution.line_does_not_add_up", $"The tiers of {partner.Name} do not add up to the apportioned amount.");
        if (line.CarriedInterest != 0 && !partner.IsLimitedPartner)
            throw Refuse("book.distribution.general_partner_bears_carry", "The general partner's own commitment bears no carried interest.");
        RequirePayable(line.Advance, "advance of a distribution line");
        RequirePayable(line.CarryAdvance, "advance of carried interest");
        if (line.Advance > line.Apportioned || line.Advance < -Math.Max(0, partner[Component.Advance]))
            throw Refuse("book.distribution.advance_out_of_range", $"The advance of {partner.Name} is above its share, or more is taken off an advance than is open.");
        if (line.CarryAdvance > line.CarriedInterest || line.CarryAdvance < -Math.Max(0, partner[Component.CarryAdvance]))
            throw Refuse("book.distribution.carry_advance_out_of_range", $"Carried interest in advance from {partner.Name} is above its carried interest, or more is taken off an advance than is open.");
        CheckFromDefault(line, partner);
        if (line.Withholding > line.Distributed)
            throw Refuse("book.distribution.withholding_exceeds_line", $"The tax withheld from {partner.Name} is above what is distributed to it.");
        if (line.Recallable > line.Distributed || line.Recallable > partner.CalledInside + partner[Component.OpeningCalled] - partner.Recallable)
            throw Refuse("book.distribution.recallable_exceeds_called", $"The recallable amount of {partner.Name} is above what is distributed to it or was called from it.");
    }

    private void CheckFromDefault(DistributionLine line, PartnerAccount partner)
    {
        RequirePayable(line.FromDefault, "what a distribution line takes or gives after a default");
        var open = partner.DefaultUnsettled;
        if (line.FromDefault < -Math.Max(0, open) || line.FromDefault > Math.Min(line.Apportioned, Math.Max(0, -open)))
            throw Refuse("book.distribution.from_default_out_of_range", $"More is taken from {partner.Name} or given to it after a default than is open, or is in its line.");
    }

    private void PayDistribution(DistributionPaid fact, Entry entry)
    {
        RequireUnused(fact.PaymentId, "payment");
        var partner = book.Partner(fact.InvestorId);
        var distribution = book.FindDistribution(fact.DistributionId)
            ?? throw Refuse("book.distribution.unknown", "The distribution is not declared at that date: declare it first.");
        RequirePositive(fact.Amount, "payment");
        if (distribution.IsHeldFor(fact.InvestorId))
            throw Refuse("book.in_kind.not_sold", $"{partner.Name} declined what was distributed in kind: record its sale before the payment.");
        var open = distribution.PayableTo(fact.InvestorId) - distribution.PaidTo(fact.InvestorId);
        if (fact.Amount > open)
            throw Refuse("book.distribution.payment_exceeds_payable", $"{partner.Name} is still to be paid {book.Currency.Format(open)} {book.Currency.Code} of that distribution: pay no more.");

        usedIds.Add(fact.PaymentId);
        book.Total.Cash -= fact.Amount;
        Settle(distribution, partner, fact.Amount, entry);
    }

    private void Settle(BookDistribution distribution, PartnerAccount partner, decimal amount, Entry entry)
    {
        var paid = distribution.PaidTo(partner.InvestorId);
        distribution.PaidByInvestor[partner.InvestorId] = paid + amount;
        distribution.Paid += amount;
        Both(partner, Component.PaidOut, amount);
        // The recipient of carry is first paid what he is owed as an investor.
        var own = Math.Min(amount, Math.Max(0, distribution.OwnPayableTo(partner.InvestorId) - paid));
        if (own > 0)
            partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.Distribution, own, distribution.DistributionId, entry.FactId, []));
        if (amount > own)
            partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.CarriedInterest, amount - own, distribution.DistributionId, entry.FactId, []));
    }
}
