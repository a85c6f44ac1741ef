using System.Collections.Concurrent;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using Kernel = StratCap.FundMath.Returns.Performance;

namespace StratCap.Reporting.Dashboards;

/// <summary>What of a fund has to be worked out from its book: performance net to the limited partners, and the curve of cash and value over the quarters.</summary>
internal sealed record FundMeasure(PerformanceLine LimitedPartners, IReadOnlyList<CurvePoint> Curve);

/// <summary>A fund on a day, all partners together.</summary>
/// <param name="PaidIn">Contributions to date.</param>
/// <param name="PaidOut">Paid to partners to date, tax withheld included.</param>
internal sealed record CurvePoint(DateOnly AsOf, decimal PaidIn, decimal PaidOut, decimal Nav)
{
    /// <summary>Cumulative net cash flow, as partners see it.</summary>
    public decimal Net => PaidOut - PaidIn;
}

/// <summary>Measures of funds, each worked out once for each state of its book: a remembered one names the hash of the last fact, so that it cannot be stale.</summary>
internal sealed class FundMeasures(IFundBooks books, CurrentTenant tenant)
{
    private const int MaxRemembered = 2_000;
    private const int MaxQuarters = 80;
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Fund), (string Hash, FundMeasure Measure)> _remembered = [];

    public async Task<FundMeasure?> Of(FundTotals fund, CancellationToken ct)
    {
        if (_remembered.TryGetValue((tenant.Id, fund.FundId), out var known) && known.Hash == fund.LastHash) return known.Measure;
        if (await books.Facts(fund.FundId, ct) is not { } facts) return null;
        if (_remembered.Count >= MaxRemembered) _remembered.Clear();
        var book = FundBook.Fold(facts);
        var measure = new FundMeasure(Kernel.Of(book, explain: false).LimitedPartners, Curve(book, facts));
        _remembered[(tenant.Id, fund.FundId)] = (book.LastHash, measure);
        return measure;
    }

    /// <summary>The quarters from the first payment on, and the book's own last day.</summary>
    private static IReadOnlyList<CurvePoint> Curve(FundBook book, IReadOnlyList<RecordedFact> facts)
    {
        DateOnly[] paid = [.. book.Partners.SelectMany(p => p.CashFlows).Where(f => !f.IsLine).Select(f => f.Date)];
        if (paid.Length == 0) return [];
        DateOnly[] days = [.. CalendarQuarter.EndsBetween(paid.Min(), book.AsOf).Append(book.AsOf).Distinct().TakeLast(MaxQuarters)];
        return [.. BookHistory.At(facts, days).Zip(days, (total, day) => new CurvePoint(day, total.Contributed, total[Component.PaidOut] + total.Withheld, total.Nav))];
    }
}
