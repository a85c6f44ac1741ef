namespace StratCap.FundMath.Book;

/// <summary>Investments in other currencies: an investment stays in the one that it was bought in, and its amounts are what the rates make of them.</summary>
internal sealed partial class BookFolder
{
    private void CheckForeign(BookDeal? deal, ForeignAmount? amount, decimal inFund, DateOnly date)
    {
        if (deal?.InvestedOn is not null && deal.Foreign?.Currency != amount?.Currency)
            throw Refuse("book.deal.currency_differs", $"The investment is kept in {deal.Foreign?.Currency ?? book.Currency.Code}: give its amounts in that.");
        if (amount is null)
            return;
        var own = new Currency(amount.Currency);
        if (own.Code == book.Currency.Code || amount.Steps.Count is 0 or > 2)
            throw Refuse("book.fx.not_foreign", "Give amounts in the fund's currency without a rate, and others with the rate that converts them.");
        if (!own.IsPayable(amount.Amount) || !own.IsPayable(amount.Cost) || amount.Amount < 0 || amount.Cost < 0)
            throw Refuse("book.amount.not_payable", $"Give amounts that are not negative, with at most {own.MinorUnits} decimals, as {own.Code} pays.");
        var converted = amount.At(date, book.Currency).Convert(amount.Amount);
        if (converted != inFund)
            throw Refuse("book.fx.amount_differs", $"{own.Format(amount.Amount)} {own.Code} are {book.Currency.Format(converted)} {book.Currency.Code} at the rate given, not {book.Currency.Format(inFund)}.");
    }

    private void CheckForeignParts(ForeignAmount amount, decimal realised, decimal unrealised)
    {
        if (amount.RealisedFx != realised || amount.UnrealisedFx != unrealised)
            throw Refuse("book.fx.parts_differ", "The currency's part of the gain is not what the rates and the cost make: reverse later valuations and sales before dating one back.");
    }

    private static void BuyForeign(BookDeal deal, ForeignAmount? amount)
    {
        if (amount is not null)
            deal.Foreign = (deal.Foreign ?? new DealForeign(amount.Currency)) with { Invested = (deal.Foreign?.Invested ?? 0) + amount.Amount };
    }

    private void ValueForeign(BookDeal deal, ForeignAmount? amount, DateOnly date)
    {
        if (amount is null || deal.Foreign is not { } foreign)
            return;
        CheckForeignParts(amount, 0, ForeignFacts.Revalued(deal, foreign, amount.At(date, book.Currency)));
        deal.Foreign = foreign with { UnrealisedFx = foreign.UnrealisedFx + amount.UnrealisedFx };
    }

    private void SellForeign(BookDeal deal, ProceedsReceived fact, DateOnly date)
    {
        if (fact.Foreign is not { } amount || deal.Foreign is not { } foreign)
            return;
        if (amount.Cost > foreign.Cost)
            throw Refuse("book.proceeds.cost_exceeds_held", $"The cost of what was sold must be between zero and the cost held, {foreign.Cost} {foreign.Currency}.");
        CheckForeignParts(amount, amount.At(date, book.Currency).Convert(amount.Cost) - fact.Cost, -ForeignFacts.PartOf(foreign.UnrealisedFx, amount.Cost, foreign.Cost, book.Currency));
        deal.Foreign = foreign with
        {
            CostRealised = foreign.CostRealised + amount.Cost,
            Proceeds = foreign.Proceeds + amount.Amount,
            RealisedFx = foreign.RealisedFx + amount.RealisedFx,
            UnrealisedFx = foreign.UnrealisedFx + amount.UnrealisedFx,
        };
    }
}
