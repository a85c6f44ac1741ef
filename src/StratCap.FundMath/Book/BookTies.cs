namespace StratCap.FundMath.Book;

/// <summary>The equations that hold in every book.</summary>
internal static class BookTies
{
    internal static void Check(FundBook book)
    {
        var partners = Figures.Sum(book.Partners);
        foreach (var component in FigureSet.Components)
            Equal(book, component.ToString(), partners[component], book.Total[component]);
        foreach (var partner in book.Partners)
            CheckTiers(book, partner.Name, partner);
        CheckTiers(book, "the fund", book.Total);
        Equal(book, "carried interest paid and received", book.Total.CarryPaid, book.Total.CarryReceived);
        var netAssets = book.Total.Cash + book.Total.FairValue - book.Total.Payable - book.Total.Withheld;
        Equal(book, "net assets and capital accounts", netAssets, book.Total.Nav);
        Equal(book, "investments and fair value", book.Deals.Sum(d => d.FairValue), book.Total.FairValue);
        Equal(book, "calls and receipts", book.Calls.Sum(c => c.Outstanding), book.Total.Outstanding);
    }

    private static void CheckTiers(FundBook book, string whose, FigureSet figures) => Equal(
        book,
        $"tiers of {whose}",
        figures[Component.ReturnOfCapital] + figures[Component.PreferredReturn] + figures[Component.CatchUp] + figures[Component.ResidualSplit] + figures.CarryPaid,
        figures[Component.Apportioned]);

    private static void Equal(FundBook book, string what, decimal parts, decimal whole)
    {
        if (parts != whole)
            throw new InvalidOperationException(FormattableString.Invariant($"The book of {book.FundId} does not tie as of {book.AsOf:yyyy-MM-dd}: {what}: {parts} is not {whole}."));
    }
}
