namespace StratCap.FundMath.Book;

/// <summary>Where the figures of a valuation round come from, in the fund's currency.</summary>
public static class ValuationExplanations
{
    /// <summary>Each figure of a round under its key: <c>fairValue</c>, <c>change</c>.</summary>
    /// <param name="book">The book before them, as of their day.</param>
    public static Explanation Of(FundBook book, IReadOnlyList<ValuationRecorded> values) => new("Figures of the round", book.Currency.Code, "the figures below", Operation: Operation.Heading, Parts:
        [
            new("Fair value", book.Currency.Format(values.Sum(v => v.FairValue)), "sum over the investments", Parts: [.. values.Select(v => FairValue(book, v))], Operation: Operation.Sum) { Key = "fairValue" },
            new("Change of value", book.Currency.Format(values.Sum(v => v.Change)), "sum over the investments", Parts: [.. values.Select(v => Change(book, v))], Operation: Operation.Sum) { Key = "change" },
        ])
    {
        OwnKeys = true,
    };

    /// <summary>The change of one investment: its fair value less what it is carried at.</summary>
    public static Explanation Change(FundBook book, ValuationRecorded value)
    {
        var deal = book.Deal(value.DealId);
        return new(
            $"Change of value, {deal.Name}", book.Currency.Format(value.Change), "fair value less what it was carried at", "ASC 820", Operation: Operation.Sum, Parts:
            [
                FairValue(book, value) with { Label = "Fair value" },
                new("Carried before", book.Currency.Format(-deal.FairValue), deal.ValuedOn is { } day ? $"last valued on {Print.Date(day)}" : "at cost until it is valued", Facts: deal.Facts),
            ]);
    }

    private static Explanation FairValue(FundBook book, ValuationRecorded value) => new(
        $"Fair value, {book.Deal(value.DealId).Name}", book.Currency.Format(value.FairValue), $"{value.Methodology}, level {value.Level}", "ASC 820",
        value.Foreign is null ? null : "converted at the stored rate of the day, rounded once");
}
