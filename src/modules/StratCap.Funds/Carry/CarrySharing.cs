using StratCap.FundMath.Book;
using StratCap.FundMath.Carry;
using StratCap.Funds.Book;

namespace StratCap.Funds.Carry;

/// <summary>Adds facts together with the sharing out of all carried interest, paid or paid back, that a plan covers and nothing shares out yet.</summary>
internal static class CarrySharing
{
    /// <summary>As <see cref="BookStore.Add"/>.</summary>
    public static Task<FundBook> AddAndShare(
        this BookStore books, Guid fundId, IReadOnlyList<RecordedFact> before, IReadOnlyList<NewFact> facts, string cause, CancellationToken ct, bool preview = false) =>
        books.Add(fundId, before, facts.Any(MayLeaveSome) ? WithShares(books, before, facts) : facts, cause, ct, preview);

    /// <summary>The facts, and after them those that share out what is open then.</summary>
    public static List<NewFact> WithShares(this BookStore books, IReadOnlyList<RecordedFact> before, IReadOnlyList<NewFact> facts)
    {
        List<NewFact> all = [.. facts];
        if (!before.Select(f => f.Payload).Concat(facts.Select(f => f.Payload)).Any(p => p is CarryPlanSet))
            return all;
        while (CarrySplit.Next(books.Chain(before, all)) is { } next)
            all.Add(new NewFact(next.Date, next.Fact));
        return all;
    }

    /// <summary>Working out what is open costs folds of the whole book.</summary>
    private static bool MayLeaveSome(NewFact fact) => fact.Payload is DistributionDeclared or ClawbackPaid or CarryPlanSet;
}
