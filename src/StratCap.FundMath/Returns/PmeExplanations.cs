namespace StratCap.FundMath.Returns;

/// <summary>Where the comparison of a fund with a public index comes from. What needs a value of every date (mPME) is left to the result.</summary>
internal sealed class PmeExplanations
{
    private readonly IReadOnlyList<IndexedFlow> rows;
    private readonly decimal nav;
    private readonly PmeResult result;
    private readonly Telling telling = new(default);
    private readonly Explanation end;
    private readonly Explanation left;

    private PmeExplanations(IReadOnlyList<IndexedFlow> rows, decimal nav, PmeResult result)
    {
        (this.rows, this.nav, this.result) = (rows, nav, result);
        end = Telling.Given("Index at the end", rows[^1].Index) with { Key = "index" };
        left = Telling.Given("Net asset value", nav) with { Key = "nav" };
    }

    /// <param name="rows">With dates.</param>
    internal static Explanation Of(IReadOnlyList<IndexedFlow> rows, decimal nav, PmeResult result) => new(
        "Public market equivalents", result.KsPme is { } ks ? Print.Ratio(ks) : "not defined", "the figures below", Parts: Explanation.WhenRead(() => new PmeExplanations(rows, nav, result).Parts()),
        Operation: Operation.Heading)
    {
        OwnKeys = true,
    };

    private List<Explanation> Parts()
    {
        var paidIn = Grown("Contributions at the index", r => r.Contribution) with { Key = "paid in" };
        var paidOut = Grown("Distributions at the index", r => r.Distribution) with { Key = "paid out" };
        List<Explanation> parts = [];
        if (result.KsPme is { } ks)
            parts.Add(Figure("KS-PME", ks, Operation.Quotient, [Sum("What the fund made of it", telling.Mention(paidOut), telling.Mention(left)), telling.Mention(paidIn)], "Kaplan and Schoar 2005"));
        var position = Figure("LN-PME: value of the index position", result.LnPmeNav, Operation.Difference, [telling.Mention(paidIn), telling.Mention(paidOut)], "Long and Nickels 1996") with { Key = "position" };
        parts.Add(position);
        parts.Add(Rate("LN-PME", result.LnPmeIrr, Plain, position.Again()));
        if (result.PmePlusLambda is { } lambda)
        {
            var scale = Figure(
                "PME+: scale of distributions", lambda, Operation.Quotient,
                [Telling.Unrounded(Operation.Difference, "Contributions at the index less net asset value", paidIn.Amount!.Value - nav, [telling.Mention(paidIn), telling.Mention(left)]), telling.Mention(paidOut)],
                "Rouvinez 2003") with
            { Key = "scale" };
            parts.Add(scale);
            parts.Add(Rate("PME+", result.PmePlusIrr, r => Scaled(r, lambda, scale), telling.Mention(left)));
        }
        parts.Add(Rate("Direct alpha", result.DirectAlpha, Forward, telling.Mention(left)));
        parts.Add(Rate("IRR of the fund", result.FundIrr, Plain, telling.Mention(left)));
        return parts;
    }

    private static Explanation Figure(string label, decimal value, Operation operation, IReadOnlyList<Explanation> parts, string clause) =>
        new(label, Print.Ratio(value), Clause: clause, Rounding: "printed to six decimals", Parts: parts, Operation: operation) { Exact = value };

    private static Explanation Sum(string label, params Explanation[] parts) => Telling.Unrounded(Operation.Sum, label, parts.Sum(p => p.Amount!.Value), parts);

    private Explanation Grown(string label, Func<IndexedFlow, decimal> amount)
    {
        List<Explanation> parts = [.. rows.Where(r => amount(r) != 0).Select(r => Forward(Telling.Given($"Flow of {Print.Date(r.Date!.Value)}", amount(r)), r))];
        return Telling.Unrounded(Operation.Sum, label, parts.Sum(p => p.Amount!.Value), parts);
    }

    /// <summary>A flow × index at the end ÷ index on its day.</summary>
    private Explanation Forward(Explanation flow, IndexedFlow row) => Telling.Unrounded(
        Operation.Product, $"{flow.Label}, at the index", flow.Amount!.Value * (end.Amount!.Value / row.Index),
        [flow, Telling.Unrounded(Operation.Quotient, "Growth of the index", end.Amount!.Value / row.Index, [telling.Mention(end), Telling.Given($"Index on {Print.Date(row.Date!.Value)}", row.Index)])]);

    private static Explanation Plain(IndexedFlow row) => Telling.Given($"Flow of {Print.Date(row.Date!.Value)}", row.Distribution - row.Contribution);

    private Explanation Forward(IndexedFlow row) => Forward(Plain(row), row);

    private static Explanation Scaled(IndexedFlow row, decimal lambda, Explanation scale) => Telling.Unrounded(
        Operation.Difference, $"Scaled flow of {Print.Date(row.Date!.Value)}", (lambda * row.Distribution) - row.Contribution,
        [
            Telling.Unrounded(Operation.Product, "Distribution × scale", lambda * row.Distribution, [scale.Again(), Telling.Given("Distribution", row.Distribution)]),
            Telling.Given("Contribution", row.Contribution),
        ]);

    private Explanation Rate(string label, decimal? rate, Func<IndexedFlow, Explanation> flow, Explanation atTheEnd) => new(
        label, rate is { } unique ? Print.Ratio(unique) : "not defined", "the yearly rate at which the flows and the value at the end are worth nothing together",
        Rounding: "root search in binary floating point, good to twelve digits; printed to six decimals", Parts: [.. rows.Select(flow), atTheEnd], Operation: Operation.RateOfReturn)
    {
        Exact = rate,
        Days = [.. rows.Select(r => r.Date!.Value), rows[^1].Date!.Value],
    };
}
