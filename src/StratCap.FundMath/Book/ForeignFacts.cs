using System.Text.Json.Serialization;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Fx;

namespace StratCap.FundMath.Book;

/// <summary>
/// What an investment in another currency cost, is worth or brought, beside the fund's amount that the fact carries: that is this amount at these stored rates,
/// rounded once.
/// </summary>
/// <param name="Currency">ISO 4217; not the fund's.</param>
/// <param name="Amount">Cost, fair value or proceeds, in it.</param>
/// <param name="Cost">Of proceeds: the cost, in it, of what was sold; else zero.</param>
/// <param name="Steps">The rates from it to the fund's currency on the fact's date, by id.</param>
/// <param name="RealisedFx">Of proceeds: the part of the realised gain that is the currency's, in the fund's currency: cost sold at the day's rate − its cost.</param>
/// <param name="UnrealisedFx">What the fact adds to the currency's part of the unrealised gain: cost held at the day's rate − its cost.</param>
public sealed record ForeignAmount(
    string Currency, decimal Amount, decimal Cost, IReadOnlyList<FxStep> Steps, decimal RealisedFx = 0, decimal UnrealisedFx = 0)
{
    internal FxConversion At(DateOnly date, Currency fund) => new(new Currency(Currency), fund, date, Steps);
}

/// <summary>An investment in its own currency, and the currency's part of its gains in the fund's.</summary>
/// <param name="Invested">Cost, all of it, in its currency.</param>
/// <param name="CostRealised">Cost of what was sold, in its currency.</param>
/// <param name="Proceeds">Proceeds and income, in its currency.</param>
/// <param name="RealisedFx">In the fund's currency.</param>
/// <param name="UnrealisedFx">In the fund's currency.</param>
public sealed record DealForeign(string Currency, decimal Invested = 0, decimal CostRealised = 0, decimal Proceeds = 0, decimal RealisedFx = 0, decimal UnrealisedFx = 0)
{
    /// <summary>Cost of what is held, in its currency.</summary>
    [JsonIgnore]
    public decimal Cost => Invested - CostRealised;
}

/// <summary>
/// Makes facts of investments in other currencies than the fund's. Amounts are converted at the stored rate of the day, each rounded once. A gain is split so that
/// its parts always add up to it: the currency's part is what the change of the rate since the purchase did to the cost, the price's part is the rest, at the day's rate.
/// </summary>
public static class ForeignFacts
{
    /// <summary>A purchase.</summary>
    /// <param name="book">The book as of the purchase.</param>
    /// <param name="cost">In the investment's currency.</param>
    /// <param name="at">From it to the fund's, on the day.</param>
    public static InvestmentMade Investment(FundBook book, Guid dealId, string name, decimal cost, FxConversion at) =>
        FactShares.ForInvestment(book, dealId, name, at.Convert(cost)) with { Foreign = new ForeignAmount(at.From.Code, cost, 0, at.Steps) };

    /// <summary>A valuation.</summary>
    /// <param name="fairValue">In the investment's currency, of all that is held.</param>
    /// <exception cref="FundRuleException"><c>book.deal.unknown</c>; <c>book.deal.currency_differs</c>.</exception>
    public static ValuationRecorded Valuation(FundBook book, Guid dealId, decimal fairValue, FxConversion at, string methodology, int level)
    {
        var deal = book.Deal(dealId);
        var foreign = Of(deal, at.From.Code);
        return FactShares.ForValuation(book, dealId, at.Convert(fairValue), methodology, level) with
        {
            Foreign = new ForeignAmount(at.From.Code, fairValue, 0, at.Steps, UnrealisedFx: Revalued(deal, foreign, at)),
        };
    }

    /// <summary>Proceeds of a sale, or income.</summary>
    /// <param name="proceeds">In the investment's currency.</param>
    /// <param name="cost">Of what was sold, in it; zero for income.</param>
    /// <exception cref="FundRuleException"><c>book.deal.unknown</c>; <c>book.deal.currency_differs</c>; <c>book.proceeds.cost_exceeds_held</c>; <c>allocation.caps_exceeded</c>.</exception>
    public static ProceedsReceived Proceeds(FundBook book, Guid dealId, ProceedsKind kind, decimal proceeds, decimal cost, FxConversion at)
    {
        var deal = book.Deal(dealId);
        var foreign = Of(deal, at.From.Code);
        if (cost < 0 || cost > foreign.Cost)
            throw new FundRuleException("book.proceeds.cost_exceeds_held", $"The cost of what was sold must be between zero and the cost held, {at.From.Format(foreign.Cost)} {at.From.Code}.");
        var sold = PartOf(deal.Cost, cost, foreign.Cost, book.Currency);
        return FactShares.ForProceeds(book, dealId, kind, at.Convert(proceeds), sold) with
        {
            Foreign = new ForeignAmount(at.From.Code, proceeds, cost, at.Steps, at.Convert(cost) - sold, -PartOf(foreign.UnrealisedFx, cost, foreign.Cost, book.Currency)),
        };
    }

    /// <summary>What a valuation adds to the currency's part of the unrealised gain.</summary>
    internal static decimal Revalued(BookDeal deal, DealForeign foreign, FxConversion at) => at.Convert(foreign.Cost) - deal.Cost - foreign.UnrealisedFx;

    /// <summary>The part that goes with the cost sold; all of it with all of the cost.</summary>
    internal static decimal PartOf(decimal amount, decimal cost, decimal held, Currency currency) =>
        cost == held ? amount : held == 0 ? 0 : ((Fraction)amount * cost / held).Round(currency.MinorUnits);

    private static DealForeign Of(BookDeal deal, string currency) => deal.Foreign is { } foreign && foreign.Currency == currency
        ? foreign
        : throw new FundRuleException("book.deal.currency_differs", $"The investment is kept in {deal.Foreign?.Currency ?? "the fund's currency"}: give its amounts in that.");
}
