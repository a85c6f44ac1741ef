namespace StratCap.FundMath.Fx;

/// <summary>A stored exchange rate: one unit of <paramref name="From"/> is <paramref name="Rate"/> units of <paramref name="To"/> on the date. A correction is the next version.</summary>
/// <param name="Version">From 1 within pair and date.</param>
/// <param name="Rate">Positive, exact.</param>
/// <param name="Source">Such as "ECB reference rate".</param>
public sealed record FxRate(Guid RateId, string From, string To, DateOnly Date, int Version, decimal Rate, string Source, DateTimeOffset RecordedAt);

/// <summary>A rate used on the way from one currency to another.</summary>
/// <param name="IsInverted">Whether the rate is of the other direction, so that it divides.</param>
public sealed record FxStep(Guid RateId, string From, string To, decimal Rate, bool IsInverted);

/// <summary>A way from one currency to another on a date: no step between equal ones, one between a pair that is stored, two through a third currency.</summary>
public sealed record FxConversion(Currency From, Currency To, DateOnly Date, IReadOnlyList<FxStep> Steps)
{
    /// <summary>Converts an amount; rounded once to the target's minor unit, half away from zero. All rates are multiplied and divided exactly before.</summary>
    public decimal Convert(decimal amount)
    {
        if (Steps.Count == 0)
            return amount;
        Fraction exact = amount;
        foreach (var step in Steps)
            exact = step.IsInverted ? exact / step.Rate : exact * step.Rate;
        return exact.Round(To.MinorUnits);
    }

    /// <summary>The way in words, such as "× 1.1 (EUR/USD)", with the third currency where there is one.</summary>
    public string InWords()
    {
        var steps = string.Join(" ", Steps.Select(s => FormattableString.Invariant($"{(s.IsInverted ? "÷" : "×")} {s.Rate} ({(s.IsInverted ? $"{s.To}/{s.From}" : $"{s.From}/{s.To}")})")));
        return Steps.Count switch
        {
            0 => "the same currency",
            1 => $"{steps} of {Print.Date(Date)}",
            _ => $"{steps} of {Print.Date(Date)}, through {Steps[0].To}",
        };
    }

    /// <summary>An amount converted, with the rate it was converted by.</summary>
    internal Explanation Explain(string label, decimal amount, IReadOnlyList<Guid> facts) => new(
        label, To.Format(Convert(amount)), $"{From.Format(amount)} {From.Code} {InWords()}",
        Rounding: $"rounded once to the minor unit of {To.Code}, half away from zero", Facts: facts);
}
