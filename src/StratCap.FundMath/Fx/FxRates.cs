namespace StratCap.FundMath.Fx;

/// <summary>
/// Stored rates as they were known at a time: of a pair and date, the last version recorded by then. A rate counts on its own date and no other. The pair itself is
/// used first, then its inverse, then, where a third currency is allowed, the two pairs with it.
/// </summary>
public sealed class FxRates
{
    private readonly Dictionary<(string From, string To, DateOnly Date), FxRate> known = [];
    private readonly string? via;

    /// <summary>Takes the rates to convert by.</summary>
    /// <param name="rates">In any order.</param>
    /// <param name="knownAt">What was recorded by then, inclusive; null is all.</param>
    /// <param name="via">The third currency that may stand between two; null is none.</param>
    /// <exception cref="ArgumentException"><paramref name="via"/> is no currency.</exception>
    public FxRates(IEnumerable<FxRate> rates, DateTimeOffset? knownAt = null, string? via = null)
    {
        this.via = via is null ? null : new Currency(via).Code;
        foreach (var rate in rates.Where(r => knownAt is not { } time || r.RecordedAt <= time).OrderBy(r => r.Version))
            known[(rate.From, rate.To, rate.Date)] = rate;
    }

    /// <summary>The way between two currencies on a date.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>: names the pair and the date.</exception>
    public FxConversion On(Currency from, Currency to, DateOnly date)
    {
        if (from.Code == to.Code)
            return new FxConversion(from, to, date, []);
        if (Step(from.Code, to.Code, date) is { } direct)
            return new FxConversion(from, to, date, [direct]);
        if (via is null || via == from.Code || via == to.Code)
            throw Missing(date, $"{from.Code}/{to.Code}", "record it, or name a third currency to convert through");
        return Step(from.Code, via, date) is not { } first ? throw Missing(date, $"{from.Code}/{to.Code} nor {from.Code}/{via}", "record one of them")
            : Step(via, to.Code, date) is not { } second ? throw Missing(date, $"{from.Code}/{to.Code} nor {via}/{to.Code}", "record one of them")
            : new FxConversion(from, to, date, [first, second]);
    }

    /// <summary>The stored rates that conversions rest on, each once, by day and pair.</summary>
    public IReadOnlyList<FxRate> Behind(IEnumerable<FxConversion> conversions)
    {
        var used = conversions.SelectMany(c => c.Steps).Select(s => s.RateId).ToHashSet();
        return [.. known.Values.Where(r => used.Contains(r.RateId)).OrderBy(r => r.Date).ThenBy(r => r.From, StringComparer.Ordinal).ThenBy(r => r.To, StringComparer.Ordinal)];
    }

    private FxStep? Step(string from, string to, DateOnly date) => known.TryGetValue((from, to, date), out var rate) ? new FxStep(rate.RateId, from, to, rate.Rate, false)
        : known.TryGetValue((to, from, date), out var inverse) ? new FxStep(inverse.RateId, from, to, inverse.Rate, true) : null;

    private static FundRuleException Missing(DateOnly date, string pairs, string advice) =>
        new("fx.rate_missing", $"There is no rate {pairs} for {Print.Date(date)}: {advice}.");
}
