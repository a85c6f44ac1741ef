using System.Text.Json;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;

namespace StratCap.Calculations.Runs;

/// <summary>Which code reads and runs a kind of run, now, in the background or again.</summary>
internal static class Kinds
{
    private static readonly Dictionary<string, Kind> ByName = new(StringComparer.Ordinal)
    {
        [RunWaterfall.Kind] = Of<RunWaterfall.Request>(RunWaterfall.Calculate),
        [RunDistribution.Kind] = Of<RunDistribution.Request>(RunDistribution.Calculate),
        [RunCapitalCall.Kind] = Of<RunCapitalCall.Request>(RunCapitalCall.Calculate),
        [RunFees.Kind] = Of<RunFees.Request>(RunFees.Calculate),
        [RunPerformance.Kind] = Of<RunPerformance.Request>(RunPerformance.Calculate),
        [RunClawback.Kind] = Of<RunClawback.Request>(RunClawback.Calculate),
        [RunAmendment.Kind] = Of<RunAmendment.Request>(RunAmendment.Calculate),
    };

    /// <summary>A frozen request of a kind.</summary>
    internal static IBookRequest Read(string kind, string request) => Named(kind).Read(request);

    /// <summary>Runs a request on a book.</summary>
    /// <param name="watch">Told how far it is; null when nobody waits for it.</param>
    /// <exception cref="FundRuleException">A rule refuses it.</exception>
    internal static Calculated Calculate(string kind, IReadOnlyList<RecordedFact> facts, IBookRequest request, RunWatch? watch = null) => Named(kind).Calculate(facts, request, watch);

    private static Kind Named(string kind) => ByName.GetValueOrDefault(kind) ?? throw new InvalidOperationException($"There is no kind of run '{kind}'.");

    private static Kind Of<T>(Func<IReadOnlyList<RecordedFact>, T, RunWatch?, Calculated> calculate) where T : IBookRequest => new(
        text => JsonSerializer.Deserialize<T>(text, ApiJson.Options)!, (facts, request, watch) => calculate(facts, (T)request, watch));

    private sealed record Kind(Func<string, IBookRequest> Read, Func<IReadOnlyList<RecordedFact>, IBookRequest, RunWatch?, Calculated> Calculate);
}
