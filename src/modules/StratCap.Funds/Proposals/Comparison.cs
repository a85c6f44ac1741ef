using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;
using static StratCap.Funds.Proposals.CompareProposals;

namespace StratCap.Funds.Proposals;

/// <summary>Two proposals of a kind, side by side.</summary>
internal sealed class Comparison(FundBook book, string currency, Dated before, Dated after)
{
    public List<Change> Changes() => (before.Fact, after.Fact) switch
    {
        (CapitalCallIssued b, CapitalCallIssued a) =>
            [.. Days("noticeDate", "dueDate"), .. Amount("amount", b.Purposes.Sum(p => p.Amount), a.Purposes.Sum(p => p.Amount)), .. Purposes(b, a)],
        (DistributionDeclared b, DistributionDeclared a) =>
            [.. Days("date", "paymentDate"), .. Amount("amount", b.Amount, a.Amount), .. Text("investment", NameOf(b.DealId), NameOf(a.DealId)), .. Tiers(TierTotals.Of(b.Lines), TierTotals.Of(a.Lines)),
                .. Amount("recallable", b.Lines.Sum(l => l.Recallable), a.Lines.Sum(l => l.Recallable))],
        (ValuationRecorded, ValuationRecorded) => [.. Days("date", "date").Take(1)],
        _ => [],
    };

    /// <summary>Investors whose part differs, in order of admission.</summary>
    public List<LineChange> Lines() => (before.Fact, after.Fact) switch
    {
        (CapitalCallIssued b, CapitalCallIssued a) => Lines(b.Shares.Where(s => s.Total != 0).ToDictionary(s => s.InvestorId), a.Shares.Where(s => s.Total != 0).ToDictionary(s => s.InvestorId), s => s.Total, (x, y) => x.Total == y.Total, (_, _) => []),
        (DistributionDeclared b, DistributionDeclared a) => Lines(b.Lines.ToDictionary(l => l.InvestorId), a.Lines.ToDictionary(l => l.InvestorId), l => l.Payable, (x, y) => x == y, Details),
        _ => [],
    };

    private List<LineChange> Lines<T>(Dictionary<Guid, T> earlier, Dictionary<Guid, T> now, Func<T, decimal> amount, Func<T, T, bool> same, Func<T, T, IEnumerable<Change>> details) where T : class
    {
        var changed = new List<LineChange>();
        foreach (var partner in book.Partners)
        {
            var (b, a) = (earlier.GetValueOrDefault(partner.InvestorId), now.GetValueOrDefault(partner.InvestorId));
            if ((b is null && a is null) || (b is not null && a is not null && same(b, a))) continue;
            changed.Add(new LineChange(partner.InvestorId, partner.Name, b is null ? null : Money(amount(b)), a is null ? null : Money(amount(a)), b is null || a is null ? [] : [.. details(b, a)]));
        }
        return changed;
    }

    private IEnumerable<Change> Details(DistributionLine b, DistributionLine a) =>
    [
        .. Amount("apportioned", b.Apportioned, a.Apportioned), .. Amount("returnOfCapital", b.ReturnOfCapital, a.ReturnOfCapital), .. Amount("preferredReturn", b.PreferredReturn, a.PreferredReturn),
        .. Amount("catchUp", b.CatchUp, a.CatchUp), .. Amount("residualSplit", b.ResidualSplit, a.ResidualSplit), .. Amount("carriedInterest", b.CarriedInterest, a.CarriedInterest),
        .. Amount("withholding", b.Withholding, a.Withholding), .. Amount("recallable", b.Recallable, a.Recallable), .. Amount("advance", b.Advance, a.Advance),
    ];

    private IEnumerable<Change> Tiers(TierTotals b, TierTotals a) =>
    [
        .. Amount("returnOfCapital", b.ReturnOfCapital, a.ReturnOfCapital), .. Amount("preferredReturn", b.PreferredReturn, a.PreferredReturn), .. Amount("catchUp", b.CatchUp, a.CatchUp),
        .. Amount("residualSplit", b.ResidualSplit, a.ResidualSplit), .. Amount("carriedInterest", b.CarriedInterest, a.CarriedInterest), .. Amount("withholding", b.Withholding, a.Withholding),
    ];

    /// <summary>Purposes are the same when kind, investment and description are; of several alike, the first is compared with the first.</summary>
    private IEnumerable<Change> Purposes(CapitalCallIssued b, CapitalCallIssued a)
    {
        static IEnumerable<((CallPurposeKind, Guid?, string, int) Key, CallPurpose Purpose)> Keyed(IEnumerable<CallPurpose> purposes) =>
            purposes.GroupBy(p => (p.Kind, p.DealId, p.Description)).SelectMany(g => g.Select((p, i) => ((p.Kind, p.DealId, p.Description, i), p)));
        var (earlier, now) = (Keyed(b.Purposes).ToDictionary(p => p.Key, p => p.Purpose), Keyed(a.Purposes).ToDictionary(p => p.Key, p => p.Purpose));
        foreach (var key in earlier.Keys.Union(now.Keys))
        {
            var (was, purpose) = (earlier.GetValueOrDefault(key), now.GetValueOrDefault(key));
            if (was is not null && purpose is not null && was.Base != purpose.Base) yield return new Change("base", purpose.Description, OfText(was.Base.ToString()), OfText(purpose.Base.ToString()));
            if (was?.Amount != purpose?.Amount) yield return new Change("purpose", (purpose ?? was)!.Description, OfAmount(was?.Amount), OfAmount(purpose?.Amount));
        }
    }

    private IEnumerable<Change> Days(string effective, string due)
    {
        if (before.EffectiveDate != after.EffectiveDate) yield return new Change(effective, null, new Value(Date: before.EffectiveDate), new Value(Date: after.EffectiveDate));
        if (before.DueDate != after.DueDate) yield return new Change(due, null, new Value(Date: before.DueDate), new Value(Date: after.DueDate));
    }

    private IEnumerable<Change> Amount(string field, decimal was, decimal now) => was == now ? [] : [new Change(field, null, OfAmount(was), OfAmount(now))];

    private static IEnumerable<Change> Text(string field, string? was, string? now) => was == now ? [] : [new Change(field, null, OfText(was), OfText(now))];

    private string? NameOf(Guid? dealId) => dealId is { } id ? book.FindDeal(id)?.Name : null;

    private Value? OfAmount(decimal? amount) => amount is { } given ? new Value(Money(given)) : null;

    private static Value? OfText(string? text) => text is null ? null : new Value(Text: text);

    private MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
}
