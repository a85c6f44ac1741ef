using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Ilpa;

/// <summary>Returns of a fund's investments.</summary>
internal static class PortfolioReturns
{
    internal static IlpaPortfolio Of(FundBook book)
    {
        List<BookDeal> bought = [.. book.Deals.Where(d => d.InvestedOn is not null)];
        return new IlpaPortfolio(Of(book, bought.Where(d => !d.IsHeld)), Of(book, bought.Where(d => d.IsHeld)), Of(book, bought));
    }

    /// <param name="flows">In any order; those of one day become one, nothing is left of days whose flows cancel out.</param>
    internal static IlpaReturn Of(IEnumerable<DatedFlow> flows, decimal paidIn, decimal value)
    {
        DatedFlow[] days = [.. flows.GroupBy(f => f.Date).OrderBy(day => day.Key).Select(day => new DatedFlow(day.Key, day.Sum(f => f.Amount))).Where(f => f.Amount != 0)];
        return new IlpaReturn(days, paidIn, value, paidIn == 0 ? null : value / paidIn, Irr.Of(days));
    }

    private static IlpaReturn Of(FundBook book, IEnumerable<BookDeal> deals)
    {
        List<DatedFlow> flows = [];
        var (paid, value) = (0m, 0m);
        foreach (var deal in deals)
        {
            paid += deal.Total.Invested;
            value += deal.Proceeds + deal.FairValue;
            flows.AddRange(deal.Purchases.Select(p => new DatedFlow(p.Date, -p.Cost)));
            flows.AddRange(deal.ProceedsReceived.Select(p => new DatedFlow(p.Date, p.Proceeds)));
            flows.Add(new DatedFlow(book.AsOf, deal.FairValue));
        }
        return Of(flows, paid, value);
    }
}
