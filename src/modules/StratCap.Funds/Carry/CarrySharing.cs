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
        books.Add(fundId, before, WithShares(books, before, facts), cause, ct, preview);

    private static List<NewFact> WithShares(BookStore books, IReadOnlyList<RecordedFact> before, IReadOnlyList<NewFact> facts)
    {
        List<NewFact> all = [.. facts];
        if (!before.Select(f => f.Payload).Concat(facts.Select(f => f.Payload)).Any(p => p is CarryPlanSet))
            return all;
        while (CarrySplit.Next(books.Chain(before, all)) is { } next)
            all.Add(new NewFact(next.Date, next.Fact));
        return all;
    }
}
