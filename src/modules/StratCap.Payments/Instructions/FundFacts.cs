using StratCap.FundMath.Book;

namespace StratCap.Payments.Instructions;

/// <summary>What instructions read of a fund's facts.</summary>
internal static class FundFacts
{
    public static string Currency(IReadOnlyList<RecordedFact> facts) => facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Currency;

    /// <summary>Investors' legal names by id.</summary>
    public static IReadOnlyDictionary<Guid, string> Names(IReadOnlyList<RecordedFact> facts) =>
        facts.Select(f => f.Payload).OfType<InvestorAdmitted>().ToLookup(i => i.InvestorId).ToDictionary(g => g.Key, g => g.Last().Name);
}
