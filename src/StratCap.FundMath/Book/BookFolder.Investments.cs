namespace StratCap.FundMath.Book;

/// <summary>Investments, valuations, proceeds, fees, expenses.</summary>
internal sealed partial class BookFolder
{
    private void Invest(InvestmentMade fact, Entry entry)
    {
        RequirePositive(fact.Cost, "cost of the investment");
        if (string.IsNullOrWhiteSpace(fact.Name))
            throw Refuse("book.deal.name_missing", "Give the investment a name.");
        RequireShares(fact.Shares, fact.Cost, "investment");
        CheckForeign(book.FindDeal(fact.DealId), fact.Foreign, fact.Cost, entry.EffectiveDate);

        var deal = DealOrNew(fact.DealId, entry.FactId);
        deal.Name = fact.Name;
        deal.InvestedOn ??= entry.EffectiveDate;
        deal.PurchaseList.Add(new BookPurchase(entry.EffectiveDate, fact.Cost, entry.FactId));
        deal.AddTotal(new DealHolding(Invested: fact.Cost));
        BuyForeign(deal, fact.Foreign);
        foreach (var share in fact.Shares)
        {
            var partner = book.PartnerById[share.InvestorId];
            deal.AddTo(partner, new DealHolding(Invested: share.Amount));
            Move(partner, Component.Invested, share.Amount);
        }
        Total(Component.Invested, fact.Cost);
        book.Total.Cash -= fact.Cost;
    }

    private void Value(ValuationRecorded fact, Entry entry)
    {
        var deal = InvestedDeal(fact.DealId);
        RequirePayable(fact.FairValue, "fair value");
        if (fact.FairValue < 0)
            throw Refuse("book.valuation.negative", "A fair value cannot be negative.");
        if (fact.Level is < 1 or > 3)
            throw Refuse("book.valuation.level_unknown", "Give the fair value hierarchy as 1, 2 or 3.");
        fact.Basis?.Check(fact.Level);
        if (fact.FairValue - deal.FairValue != fact.Change)
        {
            throw Refuse(
                "book.valuation.change_differs",
                $"The investment is carried at {book.Currency.Format(deal.FairValue)} before this valuation, so the change must be {book.Currency.Format(fact.FairValue - deal.FairValue)}: reverse later valuations before dating one back.");
        }
        RequireShares(fact.ChangeShares, fact.Change, "change of value", mayBeNegative: true);
        CheckForeign(deal, fact.Foreign, fact.FairValue, entry.EffectiveDate);
        ValueForeign(deal, fact.Foreign, entry.EffectiveDate);

        deal.FactList.Add(entry.FactId);
        deal.ValuationList.Add(new BookValuation(entry.EffectiveDate, fact.FairValue, fact.Change, fact.Methodology, fact.Level, fact.Foreign, fact.Basis, entry.FactId));
        deal.ValuedOn = entry.EffectiveDate;
        deal.Methodology = fact.Methodology;
        deal.Level = fact.Level;
        deal.Basis = fact.Basis;
        deal.AddTotal(new DealHolding(ValueChange: fact.Change));
        foreach (var share in fact.ChangeShares)
        {
            var partner = book.PartnerById[share.InvestorId];
            deal.AddTo(partner, new DealHolding(ValueChange: share.Amount));
            Move(partner, Component.ValueChange, share.Amount);
        }
        Total(Component.ValueChange, fact.Change);
    }

    private void ReceiveProceeds(ProceedsReceived fact, Entry entry)
    {
        var deal = InvestedDeal(fact.DealId);
        CheckProceeds(fact, deal);
        CheckForeign(deal, fact.Foreign, fact.Proceeds, entry.EffectiveDate);
        SellForeign(deal, fact, entry.EffectiveDate);
        Realise(fact, entry);
        book.Total.Cash += fact.Proceeds;
    }

    private void Realise(ProceedsReceived fact, Entry entry)
    {
        var deal = book.Deal(fact.DealId);
        deal.FactList.Add(entry.FactId);
        deal.ProceedsList.Add(new BookProceeds(
            entry.EffectiveDate, fact.Proceeding, fact.Proceeds, fact.Cost, fact.CarryingValue, fact.ProceedsShares, entry.FactId, fact.Income));
        var component = fact.Proceeding == ProceedsKind.Income ? Component.Income : Component.SaleProceeds;
        deal.AddTotal(Came(fact.Proceeding, fact.Proceeds) + new DealHolding(CostRealised: fact.Cost, CarryingRealised: fact.CarryingValue));
        Total(component, fact.Proceeds);
        Total(Component.CostRealised, fact.Cost);
        Total(Component.CarryingRealised, fact.CarryingValue);
        foreach (var share in fact.ProceedsShares)
        {
            var partner = book.PartnerById[share.InvestorId];
            deal.AddTo(partner, Came(fact.Proceeding, share.Amount));
            Move(partner, component, share.Amount);
        }
        foreach (var share in fact.CostShares)
        {
            var partner = book.PartnerById[share.InvestorId];
            deal.AddTo(partner, new DealHolding(CostRealised: share.Amount));
            Move(partner, Component.CostRealised, share.Amount);
        }
        foreach (var share in fact.CarryingShares)
        {
            var partner = book.PartnerById[share.InvestorId];
            deal.AddTo(partner, new DealHolding(CarryingRealised: share.Amount));
            Move(partner, Component.CarryingRealised, share.Amount);
        }
    }

    private static DealHolding Came(ProceedsKind kind, decimal amount) =>
        kind == ProceedsKind.Income ? new DealHolding(Income: amount) : new DealHolding(SaleProceeds: amount);

    private void CheckProceeds(ProceedsReceived fact, BookDeal deal)
    {
        if (fact.Proceeds < 0 || (fact.Proceeds == 0 && fact.Cost == 0))
            throw Refuse("book.proceeds.nothing", "Give proceeds, or the cost of what was written off.");
        RequirePayable(fact.Proceeds, "proceeds");
        RequirePayable(fact.Cost, "cost of what was sold");
        RequirePayable(fact.CarryingValue, "carrying value of what was sold");
        if (fact.Proceeding == ProceedsKind.Income && (fact.Cost != 0 || fact.CarryingValue != 0))
            throw Refuse("book.proceeds.income_has_cost", "Income realises no cost and no carrying value: give both as zero, or record a realisation.");
        if (fact.Proceeding != ProceedsKind.Income && fact.Income is not null)
            throw Refuse("book.proceeds.no_income", "What is sold brings no income: leave out of which kind it is, or record income.");
        if (fact.Cost < 0 || fact.Cost > deal.Cost)
            throw Refuse("book.proceeds.cost_exceeds_held", $"The cost of what was sold must be between zero and the cost held, {book.Currency.Format(deal.Cost)}.");
        if (fact.CarryingValue < 0 || fact.CarryingValue > deal.FairValue)
            throw Refuse("book.proceeds.carrying_exceeds_held", $"The carrying value of what was sold must be between zero and the value held, {book.Currency.Format(deal.FairValue)}.");
        RequireShares(fact.ProceedsShares, fact.Proceeds, "proceeds");
        RequireShares(fact.CostShares, fact.Cost, "cost of what was sold");
        RequireShares(fact.CarryingShares, fact.CarryingValue, "carrying value of what was sold");
        foreach (var share in fact.CostShares)
        {
            if (share.Amount > deal.HoldingOf(book.PartnerById[share.InvestorId]).Cost)
                throw Refuse("book.proceeds.share_exceeds_cost", "A partner's share of the cost is above the cost that he holds of the investment.");
        }
        foreach (var share in fact.CarryingShares)
        {
            if (share.Amount > deal.HoldingOf(book.PartnerById[share.InvestorId]).Carrying)
                throw Refuse("book.proceeds.share_exceeds_carrying", "A partner's share of the carrying value is above the value that he holds of the investment.");
        }
    }

    private BookDeal InvestedDeal(Guid dealId)
    {
        var deal = book.FindDeal(dealId);
        return deal?.InvestedOn is not null
            ? deal
            : throw Refuse("book.deal.unknown", "The fund does not hold the investment at that date: record the investment first.");
    }

    private void ChargeFee(ManagementFeeCharged fact, Entry entry)
    {
        RequireUnused(fact.ChargeId, "charge");
        RequirePositive(fact.Amount, "management fee");
        if (fact.PeriodTo <= fact.PeriodFrom)
            throw Refuse("book.fee.period_empty", "Let the fee's period end after it begins; its last day is not counted.");
        RequireShares(fact.Shares, fact.Amount, "management fee");
        foreach (var share in fact.Shares)
        {
            if (share.Amount != 0 && !book.PartnerById[share.InvestorId].IsLimitedPartner)
                throw Refuse("book.fee.general_partner_share", "The general partner bears no management fee: leave it out.");
        }
        usedIds.Add(fact.ChargeId);
        book.FeeList.Add(new BookFee(fact.ChargeId, entry.EffectiveDate, fact.PeriodFrom, fact.PeriodTo, fact.Amount, fact.Shares, entry.FactId));
        Charge(Component.ManagementFees, fact.Amount, fact.Shares);
    }

    private void ChargeExpense(ExpenseCharged fact, Entry entry)
    {
        RequireUnused(fact.ChargeId, "charge");
        RequirePositive(fact.Amount, "expense");
        if (string.IsNullOrWhiteSpace(fact.Category))
            throw Refuse("book.expense.category_missing", "Give the expense a category, such as Audit.");
        RequireShares(fact.Shares, fact.Amount, "expense");
        usedIds.Add(fact.ChargeId);
        book.ExpenseList.Add(new BookExpense(fact.ChargeId, entry.EffectiveDate, fact.Category, fact.Amount, fact.Shares, entry.FactId));
        Charge(Component.Expenses, fact.Amount, fact.Shares);
        if (!LineCosts.Are(fact.Category))
            return;
        foreach (var share in fact.Shares)
            Both(book.PartnerById[share.InvestorId], Component.LineCosts, share.Amount);
    }

    private void Charge(Component component, decimal amount, IReadOnlyList<Share> shares)
    {
        foreach (var share in shares)
            Move(book.PartnerById[share.InvestorId], component, share.Amount);
        Total(component, amount);
        book.Total.Cash -= amount;
    }
}
