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
        {
            CheckTiers(book, partner.Name, partner);
            CheckHistory(book, partner);
        }
        CheckTiers(book, "the fund", book.Total);
        Equal(book, "carried interest paid and received", book.Total.CarryPaid, book.Total.CarryReceived);
        Equal(book, "net assets and capital accounts", book.NetAssets, book.Total.Nav);
        Equal(book, "investments and fair value", book.Deals.Sum(d => d.FairValue), book.Total.FairValue);
        Equal(book, "calls and receipts", book.Calls.Sum(c => c.Outstanding), book.Total.Outstanding);
        Equal(book, "carried interest shared out and what its holders have", book.CarryHolders.Sum(h => h.Kept), book.CarryAllocations.Sum(a => a.Amount));
    }

    private static void CheckTiers(FundBook book, string whose, FigureSet figures) => Equal(
        book,
        $"tiers of {whose}",
        figures[Component.ReturnOfCapital] + figures[Component.PreferredReturn] + figures[Component.CatchUp] + figures[Component.ResidualSplit] + figures.CarryPaid,
        figures[Component.Apportioned]);

    /// <summary>The dated history that returns and waterfall read adds up to the account.</summary>
    private static void CheckHistory(FundBook book, PartnerAccount partner)
    {
        decimal Flows(CashFlowKind kind) => partner.CashFlows.Where(f => f.Kind == kind).Sum(f => f.Amount);
        Equal(book, $"contributions and receipts of {partner.Name}", Flows(CashFlowKind.Contribution), partner.Contributed);
        Equal(book, $"payments to {partner.Name}", Flows(CashFlowKind.Distribution) + Flows(CashFlowKind.CarriedInterest) - Flows(CashFlowKind.Clawback) - Flows(CashFlowKind.Giveback), partner[Component.PaidOut]);
        Equal(book, $"sales in kind for {partner.Name}", Flows(CashFlowKind.SaleDifference), partner[Component.SaleDifference]);
        Equal(book, $"line draws for {partner.Name}", Flows(CashFlowKind.LineDraw) - Flows(CashFlowKind.LineRepayment), partner.Borrowed);
        Equal(book, $"distribution lines of {partner.Name}", partner.Distributions.Sum(d => d.Line.Distributed), partner.Distributed);
        Equal(book, $"fair value held by {partner.Name}", book.Deals.Sum(d => d.HoldingOf(partner).Carrying), partner.FairValue);
        Equal(book, $"cost held by {partner.Name}", book.Deals.Sum(d => d.HoldingOf(partner).Cost), partner.InvestmentCost);
    }

    private static void Equal(FundBook book, string what, decimal parts, decimal whole)
    {
        if (parts != whole)
            throw new InvalidOperationException(FormattableString.Invariant($"The book of {book.FundId} does not tie as of {book.AsOf:yyyy-MM-dd}: {what}: {parts} is not {whole}."));
    }
}
