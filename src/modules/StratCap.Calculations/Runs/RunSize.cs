using StratCap.FundMath.Book;

namespace StratCap.Calculations.Runs;

/// <summary>What a calculation does with its book.</summary>
/// <param name="Passes">How often every partner's history is gone through with its explanation.</param>
/// <param name="Values">Further values at which every partner's share is run through the tiers.</param>
internal sealed record RunLoad(int Passes, int Values = 0);

/// <summary>
/// Estimates how long a run takes, from its size alone. The rates were measured with 500 to 2,000 partners on a shared core (a partner's line in a call, explained and written as JSON: 5 to 15 µs; one at a further value: 1 to 2 µs): a run that is
/// taken for longer than it is costs its caller a second request, one that is taken for shorter holds up his page.
/// </summary>
internal static class RunSize
{
    private const decimal MicrosecondsAnEntry = 10;
    private const decimal MicrosecondsAValue = 2;

    /// <summary>Estimated milliseconds of a run.</summary>
    internal static decimal Milliseconds(IReadOnlyList<RecordedFact> facts, IBookRequest request) => (OfPasses(facts, request) + OfValues(facts, request)) / 1000;

    /// <summary>The part of a run that its passes take, 0 to 1; the rest are its further values.</summary>
    internal static decimal ShareOfPasses(IReadOnlyList<RecordedFact> facts, IBookRequest request)
    {
        var passes = OfPasses(facts, request);
        return passes == 0 ? 0 : passes / (passes + OfValues(facts, request));
    }

    private static decimal OfPasses(IReadOnlyList<RecordedFact> facts, IBookRequest request) => request.Load.Passes * MicrosecondsAnEntry * facts.Sum(f => Entries(f.Payload));

    private static decimal OfValues(IReadOnlyList<RecordedFact> facts, IBookRequest request) =>
        request.Load.Values * MicrosecondsAValue * facts.Count(f => f.Payload is InvestorAdmitted);

    /// <summary>Partners' lines in a fact.</summary>
    private static long Entries(Fact fact) => fact switch
    {
        CapitalCallIssued call => call.Shares.Count,
        DistributionDeclared distribution => distribution.Lines.Count,
        _ => 1,
    };
}
