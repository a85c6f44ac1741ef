namespace StratCap.FundMath.Book;

/// <summary>Distributions in kind.</summary>
internal sealed partial class BookFolder
{
    private void CheckInKind(DistributionDeclared fact, InKindAsset asset)
    {
        var deal = InvestedDeal(fact.DealId ?? throw Refuse("book.in_kind.deal_missing", "Say which investment is distributed in kind."));
        if (deal.Foreign is not null)
            throw Refuse("book.in_kind.other_currency", $"The investment is kept in {deal.Foreign.Currency}: sell it, and distribute what the sale brings.");
        if (asset.Quantity is null != (asset.Closes.Count == 0) || (asset.Closes.Count != 0 && asset.Closes.Count != InKindAsset.Days))
            throw Refuse("book.in_kind.closes_incomplete", $"Give the quantity with the {InKindAsset.Days} closing prices of the 5 trading days before and the 5 after, or neither with a declared value.");
        if (asset.Quantity <= 0 || asset.Closes.Any(c => c <= 0))
            throw Refuse("book.in_kind.price_not_positive", "Give quantity and closing prices as positive numbers.");
        if (asset.MarketValue is { } value && book.Currency.Round(value) != fact.Amount)
            throw Refuse("book.in_kind.value_differs", $"The mean of the closing prices values it at {book.Currency.Format(book.Currency.Round(value))} {book.Currency.Code}: distribute it at that.");
        if (fact.Lines.Any(l => l.Withholding != 0))
            throw Refuse("book.in_kind.withholding", "No tax can be withheld from a distribution in kind: withhold it from one in cash.");
        if (asset.DeclinedBy.Distinct().Count() != asset.DeclinedBy.Count || asset.DeclinedBy.Any(d => book.FindPartner(d) is not { IsLimitedPartner: true } || fact.Lines.All(l => l.InvestorId != d)))
            throw Refuse("book.in_kind.declined_by_others", "Limited partners with a share in it may decline a distribution in kind, each once.");
        CheckProceeds(asset.Realised(deal.DealId, fact.Amount), deal);
    }

    /// <summary>What was accepted is settled on the day; what was declined is held until it is sold.</summary>
    private void HandOver(BookDistribution distribution, DistributionDeclared fact, InKindAsset asset, Entry entry)
    {
        Realise(asset.Realised(fact.DealId!.Value, fact.Amount), entry);
        foreach (var investor in fact.Lines.Select(l => l.InvestorId).Concat(fact.CarryRecipientId is { } recipient ? [recipient] : []).Distinct())
        {
            var (partner, amount) = (book.PartnerById[investor], distribution.PayableTo(investor));
            if (amount == 0)
                continue;
            if (asset.DeclinedBy.Contains(investor))
                Both(partner, Component.HeldInKind, amount);
            else
                Settle(distribution, partner, amount, entry);
        }
    }

    private void SellForPartner(SoldForPartner fact, Entry entry)
    {
        RequireUnused(fact.SaleId, "sale");
        var partner = book.Partner(fact.InvestorId);
        var distribution = book.FindDistribution(fact.DistributionId)
            ?? throw Refuse("book.distribution.unknown", "The distribution is not declared at that date: declare it first.");
        if (!distribution.IsHeldFor(fact.InvestorId))
            throw Refuse("book.in_kind.nothing_held", $"Nothing of that distribution is held for {partner.Name}: it was accepted, or is already sold.");
        RequirePayable(fact.Proceeds, "proceeds of the sale");
        if (fact.Proceeds < 0)
            throw Refuse("book.in_kind.proceeds_negative", "Give what the sale brought as an amount that is not negative.");
        if (fact.Value != distribution.PayableTo(fact.InvestorId))
            throw Refuse("book.in_kind.value_differs", $"It was distributed to {partner.Name} at {book.Currency.Format(distribution.PayableTo(fact.InvestorId))} {book.Currency.Code}: sell it against that.");
        usedIds.Add(fact.SaleId);
        distribution.Sell(fact, entry.EffectiveDate, entry.FactId);
        Both(partner, Component.HeldInKind, -fact.Value);
        Both(partner, Component.SaleDifference, fact.Difference);
        book.Total.Cash += fact.Proceeds;
        if (fact.Difference != 0)
            partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.SaleDifference, fact.Difference, fact.DistributionId, entry.FactId, []));
    }
}
