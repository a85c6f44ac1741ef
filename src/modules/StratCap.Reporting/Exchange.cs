using StratCap.Contracts.Funds;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;

namespace StratCap.Reporting;

/// <summary>The firm's rates for a document in another currency than the fund's, as they were known at a time.</summary>
internal sealed class Exchange(IFxRates rates)
{
    /// <summary>Rates for what happened in a book up to a day: between its currency and another, and with the one that may stand between them.</summary>
    /// <param name="facts">The whole book: nothing is converted on a day before the first of them.</param>
    internal async Task<FxRates> Between(
        Currency one, Currency other, string? via, IReadOnlyList<RecordedFact> facts, DateOnly until, DateTimeOffset? knownAt, CancellationToken ct) =>
        new(await rates.Between(via is null ? [one.Code, other.Code] : [one.Code, other.Code, via], facts.Min(f => f.EffectiveDate), until, knownAt, ct), via: via);
}
