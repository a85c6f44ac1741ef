using System.Text.Json.Serialization;

namespace StratCap.FundMath.Returns;

/// <summary>One date of a fund beside its index.</summary>
/// <param name="Date">Null where periods are one apart.</param>
/// <param name="Contribution">Paid in, not negative. Gross: netting it with a distribution changes KS-PME.</param>
/// <param name="Distribution">Paid out, not negative.</param>
/// <param name="Index">Level of the index on the date, above zero; of a total-return index in the currency of the flows.</param>
/// <param name="Nav">Net asset value after the flows of the date, where it is known; mPME needs all, the others only the last.</param>
public sealed record IndexedFlow(DateOnly? Date, decimal Contribution, decimal Distribution, decimal Index, decimal? Nav = null);

/// <summary>A fund against a public index. F = index at the end ÷ index on the date, C contributions, D distributions.</summary>
/// <param name="FundIrr">The fund's own; null unless one rate exists.</param>
/// <param name="KsPme">(Σ D·F + NAV) ÷ Σ C·F (Kaplan and Schoar 2005); above 1 the fund beat the index. Null when nothing was paid in.</param>
/// <param name="LnPmeNav">Σ (C − D)·F, what the index position would be worth (Long and Nickels 1996); negative when it went short.</param>
/// <param name="LnPmeIrr">IRR of the flows with that value in place of the NAV; null unless one rate exists.</param>
/// <param name="PmePlusLambda">(Σ C·F − NAV) ÷ Σ D·F, by which distributions are scaled so that the index ends at the NAV; null without distributions.</param>
/// <param name="PmePlusIrr">IRR of −C, λ·D and the NAV.</param>
/// <param name="DirectAlpha">IRR of the flows carried forward, (D − C)·F and the NAV, a year (Gredil, Griffiths and Stucke 2014); null unless one rate exists.</param>
/// <param name="DirectAlphaLog">ln(1 + direct alpha).</param>
/// <param name="MpmeNav">What the index position is worth when each distribution takes the share of it that the fund's takes of its value; null unless every date has a NAV.</param>
/// <param name="MpmeIrr">IRR of −C, those distributions and that value.</param>
public sealed record PmeResult(
    decimal? FundIrr, decimal? KsPme, decimal LnPmeNav, decimal? LnPmeIrr, decimal? PmePlusLambda, decimal? PmePlusIrr,
    decimal? DirectAlpha, decimal? DirectAlphaLog, decimal? MpmeNav, decimal? MpmeIrr)
{
    /// <summary>Where the figures come from, mPME apart; null where the rows have no dates.</summary>
    [JsonIgnore]
    public Explanation? Explanation { get; init; }
}

/// <summary>Public market equivalents. Sums are exact decimals; rates come from <see cref="Irr"/>, effective a year on actual/365, or a period.</summary>
public static class PublicMarketEquivalent
{
    /// <summary>Compares a fund with an index.</summary>
    /// <param name="rows">In order of their dates; either all have dates or none.</param>
    /// <param name="nav">Net asset value on the last row's date, flows of that date already out of it.</param>
    /// <exception cref="FundRuleException"><c>pme.no_rows</c>, <c>pme.index_not_positive</c>, <c>pme.amount_negative</c>, <c>pme.dates_mixed</c>, <c>pme.dates_out_of_order</c>.</exception>
    public static PmeResult Of(IReadOnlyList<IndexedFlow> rows, decimal nav)
    {
        Check(rows);
        var end = rows[^1].Index;
        var factors = rows.Select(r => end / r.Index).ToArray();
        var paidIn = rows.Select((r, i) => r.Contribution * factors[i]).Sum();
        var paidOut = rows.Select((r, i) => r.Distribution * factors[i]).Sum();
        decimal? lambda = paidOut == 0 ? null : (paidIn - nav) / paidOut;
        var alpha = Rate(rows, (r, i) => (r.Distribution - r.Contribution) * factors[i], nav);
        var (mpmeNav, mpmeDistributions) = ModifiedPosition(rows, nav);
        var result = new PmeResult(
            Rate(rows, (r, _) => r.Distribution - r.Contribution, nav),
            paidIn == 0 ? null : (paidOut + nav) / paidIn,
            paidIn - paidOut,
            Rate(rows, (r, _) => r.Distribution - r.Contribution, paidIn - paidOut),
            lambda,
            lambda is { } scale ? Rate(rows, (r, _) => (scale * r.Distribution) - r.Contribution, nav) : null,
            alpha,
            alpha is { } yearly ? (decimal)Math.Log((double)(1 + yearly)) : null,
            mpmeNav,
            mpmeNav is { } left ? Rate(rows, (r, i) => mpmeDistributions[i] - r.Contribution, left) : null);
        return rows[0].Date is null ? result : result with { Explanation = PmeExplanations.Of(rows, nav, result) };
    }

    /// <summary>Compares dated flows with an index.</summary>
    /// <param name="flows">Paid in is negative; in any order. Those of a day are kept apart by their sign.</param>
    /// <param name="index">Levels on the day of each flow and of the valuation.</param>
    /// <param name="valuedOn">Not before the last flow.</param>
    /// <param name="nav">Net asset value on that day, its flows already out of it.</param>
    /// <exception cref="FundRuleException"><c>pme.index_missing</c>, <c>pme.valued_too_early</c>, and as the other overload.</exception>
    public static PmeResult Of(IReadOnlyList<DatedFlow> flows, IReadOnlyDictionary<DateOnly, decimal> index, DateOnly valuedOn, decimal nav)
    {
        if (flows.Any(f => f.Date > valuedOn))
            throw new FundRuleException("pme.valued_too_early", "Value the fund on the day of the last flow or later.");
        var rows = flows.Append(new DatedFlow(valuedOn, 0)).GroupBy(f => f.Date).OrderBy(day => day.Key).Select(day => new IndexedFlow(
            day.Key, -day.Where(f => f.Amount < 0).Sum(f => f.Amount), day.Where(f => f.Amount > 0).Sum(f => f.Amount), Level(index, day.Key)));
        return Of([.. rows], nav);
    }

    private static decimal Level(IReadOnlyDictionary<DateOnly, decimal> index, DateOnly day) => index.TryGetValue(day, out var level)
        ? level
        : throw new FundRuleException("pme.index_missing", FormattableString.Invariant($"Give the level of the index on {day:yyyy-MM-dd}, a day of a flow or of the valuation."));

    private static void Check(IReadOnlyList<IndexedFlow> rows)
    {
        if (rows.Count == 0)
            throw new FundRuleException("pme.no_rows", "Give at least one row.");
        if (rows.Any(r => r.Index <= 0))
            throw new FundRuleException("pme.index_not_positive", "Give index levels above zero.");
        if (rows.Any(r => r.Contribution < 0 || r.Distribution < 0))
            throw new FundRuleException("pme.amount_negative", "Give contributions and distributions without a sign.");
        if (rows.Any(r => r.Date is null) && rows.Any(r => r.Date is not null))
            throw new FundRuleException("pme.dates_mixed", "Give every row a date, or none.");
        if (rows.Zip(rows.Skip(1)).Any(pair => pair.Second.Date < pair.First.Date))
            throw new FundRuleException("pme.dates_out_of_order", "Give the rows in the order of their dates.");
    }

    private static decimal? Rate(IReadOnlyList<IndexedFlow> rows, Func<IndexedFlow, int, decimal> flow, decimal last)
    {
        var amounts = rows.Select(flow).ToArray();
        amounts[^1] += last;
        var irr = rows[0].Date is null
            ? Irr.OfPeriods(amounts)
            : Irr.Of(rows.Select((r, i) => new DatedFlow(r.Date!.Value, amounts[i])));
        return irr.Status == IrrStatus.Unique ? irr.Rate : null;
    }

    /// <summary>mPME (Cambridge Associates): the position grows with the index, takes contributions, then gives the weight D ÷ (D + NAV) of itself.</summary>
    private static (decimal? Nav, decimal[] Distributions) ModifiedPosition(IReadOnlyList<IndexedFlow> rows, decimal nav)
    {
        var distributions = new decimal[rows.Count];
        var position = 0m;
        for (var i = 0; i < rows.Count; i++)
        {
            if ((i == rows.Count - 1 ? nav : rows[i].Nav) is not { } value)
                return (null, distributions);
            position = (i == 0 ? 0 : position * rows[i].Index / rows[i - 1].Index) + rows[i].Contribution;
            var whole = rows[i].Distribution + value;
            distributions[i] = whole == 0 ? 0 : position * rows[i].Distribution / whole;
            position -= distributions[i];
        }
        return (position, distributions);
    }
}
