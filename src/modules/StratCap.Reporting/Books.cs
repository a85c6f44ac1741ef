using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Book;

namespace StratCap.Reporting;

/// <summary>
/// Folded books for documents that are made by the thousand: each state of a book is folded once. A folded book is read-only, and its key holds the tenant and
/// the hash of the last fact, so that a remembered one can be neither stale nor somebody else's.
/// </summary>
internal sealed class Books(IFundBooks funds, CurrentTenant tenant)
{
    private readonly Remembered _remembered = new(24);

    /// <summary>All facts of a fund, or null when there is no such fund.</summary>
    public Task<IReadOnlyList<RecordedFact>?> Facts(Guid fundId, CancellationToken ct) => funds.Facts(fundId, ct);

    /// <summary>The book with its first facts up to a sequence.</summary>
    public FundBook UpTo(IReadOnlyList<RecordedFact> facts, long sequence) =>
        Remember(facts, $"sequence {sequence}", () => FundBook.Fold(facts.Take((int)sequence)));

    /// <summary>The book as of a day, as known now or then.</summary>
    public FundBook AsOf(IReadOnlyList<RecordedFact> facts, DateOnly day, DateTimeOffset? recordedAt = null) =>
        Remember(facts, $"book {day:O} at {recordedAt:O}", () => FundBook.Fold(facts, day, recordedAt));

    /// <summary>Something that is derived from a book alone.</summary>
    public T Remember<T>(IReadOnlyList<RecordedFact> facts, string what, Func<T> make) where T : class =>
        _remembered.Of($"{tenant.Id:N}|{facts[0].FundId:N}|{facts[^1].Hash}|{typeof(T).Name}|{what}", make);
}
