using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Book;

/// <summary>Where the figures of one investment come from: cost of what is held, fair value, proceeds, and its gains.</summary>
public static class DealFigures
{
    /// <summary>Each figure under its key (<c>cost</c>, <c>fairValue</c>, <c>proceeds</c>), in the fund's currency, down to the facts; its gains beside them.</summary>
    /// <param name="book">The book as of the day of the figures.</param>
    /// <param name="deal">An investment of it.</param>
    public static Explanation Explain(FundBook book, BookDeal deal) => new(
        $"Figures of {deal.Name}", book.Currency.Code, "the figures below", Parts: Explanation.WhenRead(() => Parts(book, deal)), Operation: Operation.Heading)
    {
        OwnKeys = true,
    };

    private static List<Explanation> Parts(FundBook book, BookDeal deal)
    {
        var telling = new Telling(book.Currency);
        var cost = Cost(telling, deal);
        return [cost, FairValue(telling, deal, cost), Proceeds(telling, deal), .. GainParts.Of(book).Where(g => g.DealId == deal.DealId).Select(g => g.Explanation with { Key = "gain" })];
    }

    private static Explanation Cost(Telling telling, BookDeal deal) => telling.Money(
        Operation.Sum, "Cost of what is held", deal.Cost,
        FundFigures.WithRest(
            deal.Cost,
            [
                Telling.Given("Invested", deal.Total.Invested, facts: deal.Facts),
                .. deal.ProceedsReceived.Where(p => p.Cost != 0).Select(p => Telling.Given($"Cost of what was sold on {Print.Date(p.Date)}", -p.Cost, facts: [p.FactId])),
            ],
            "Cost of what was handed over in kind", deal.Facts),
        "invested less the cost of what was sold") with
    { Key = "cost" };

    private static Explanation FairValue(Telling telling, BookDeal deal, Explanation cost) => telling.Money(
        Operation.Sum, "Fair value", deal.FairValue,
        [cost.Again(), Telling.Given("Value above or below cost", deal.FairValue - deal.Cost, facts: deal.Facts)],
        deal.ValuedOn is { } day ? $"last valued on {Print.Date(day)}: {deal.Methodology}, level {deal.Level}" : "at cost until it is valued", "ASC 820") with
    { Key = "fairValue" };

    private static Explanation Proceeds(Telling telling, BookDeal deal) => telling.Money(
        Operation.Sum, "Proceeds", deal.Proceeds,
        FundFigures.WithRest(
            deal.Proceeds, deal.ProceedsReceived.Select(p => Telling.Given(p.Kind == ProceedsKind.Income ? $"Income of {Print.Date(p.Date)}" : $"Sale of {Print.Date(p.Date)}", p.Proceeds, facts: [p.FactId])), "Handed over in kind", deal.Facts),
        "sales and income") with
    { Key = "proceeds" };
}
