namespace StratCap.FundMath.Allocation;

/// <summary>Who may be called.</summary>
/// <param name="Commitment">Not negative.</param>
/// <param name="Unfunded">What may still be called, before this call.</param>
public sealed record DrawdownParty(string Name, decimal Commitment, decimal Unfunded);

/// <summary>A part of a call.</summary>
/// <param name="Amount">Not negative, payable.</param>
/// <param name="Excluded">Names of those who take no part in it (excused, or not charged).</param>
/// <param name="OutsideCommitment">Paid on top of the commitment: not capped by what is unfunded, and does not lower it.</param>
public sealed record DrawdownComponent(string Purpose, decimal Amount, IReadOnlyList<string> Excluded, bool OutsideCommitment);

/// <summary>A call to be shared out, and who did not pay.</summary>
/// <param name="ByUnfunded">Weights are what is unfunded before the call, for every component; else commitments.</param>
/// <param name="Defaulted">Names of those who pay nothing of this call.</param>
/// <param name="OvercallLimit">The most that others pay for them, as a fraction of their own notice; null is no limit but the unfunded commitment.</param>
public sealed record DrawdownRequest(
    Currency Currency, IReadOnlyList<DrawdownParty> Parties, bool ByUnfunded, IReadOnlyList<DrawdownComponent> Components,
    IReadOnlyList<string> Defaulted, decimal? OvercallLimit);

/// <summary>A party's part.</summary>
/// <param name="Components">Of the notice, in the order of the request.</param>
/// <param name="Notice">Their sum.</param>
/// <param name="Additional">What the party pays for those who defaulted.</param>
/// <param name="Received">Notice and additional; nothing from whoever defaulted.</param>
/// <param name="UnfundedAfter">Whoever defaulted keeps his commitment until remedies are applied.</param>
public sealed record DrawdownLine(
    string Name, IReadOnlyList<decimal> Components, decimal Notice, decimal Additional, decimal Received, decimal UnfundedAfter, Explanation Explanation);

/// <summary>A call shared out.</summary>
/// <param name="Total">What the fund asks for.</param>
/// <param name="Received">What it gets.</param>
/// <param name="Shortfall">The difference: what unfunded commitments and the limit of the cover call leave open.</param>
public sealed record DrawdownResult(IReadOnlyList<DrawdownLine> Lines, decimal Total, decimal Received, decimal Shortfall);

/// <summary>
/// A capital call with default: each component is shared by largest remainder among those who take part, never above what is unfunded, and what does not fit
/// falls on the others; then what defaulters owe falls on the others who take part in the same components, by the same weights, up to the limit of a
/// cover call and their unfunded commitment (ILPA Model LPA 6.2 and 6.6). Parts are in the order of the parties, to the minor unit.
/// </summary>
public static class Drawdown
{
    /// <summary>Shares out a call.</summary>
    /// <exception cref="FundRuleException">
    /// <c>call.amount_not_payable</c>, <c>call.party_unknown</c>, <c>call.unfunded_out_of_range</c>, <c>call.limit_out_of_range</c>, <c>call.no_partners</c>.
    /// </exception>
    public static DrawdownResult Run(DrawdownRequest request)
    {
        DrawdownRules.Check(request);
        decimal[] room = [.. request.Parties.Select(p => p.Unfunded)];
        List<decimal[]> notices = [.. request.Components.Select(c => Notice(request, c, room))];
        var owed = request.Parties.Select((_, i) => notices.Sum(n => n[i])).ToArray();
        var cover = request.Defaulted.Count == 0 ? [] : Cover(request, notices, owed, room);
        List<DrawdownLine> lines = [.. request.Parties.Select((_, i) => Line(request, notices, cover, i))];
        var (total, received) = (request.Components.Sum(c => c.Amount), lines.Sum(l => l.Received));
        return new DrawdownResult(lines, total, received, total - received);
    }

    private static decimal[] Weights(DrawdownRequest request, DrawdownComponent component) =>
        [.. request.Parties.Select(p => component.Excluded.Contains(p.Name) ? 0 : request.ByUnfunded ? p.Unfunded : p.Commitment)];

    private static decimal[] Notice(DrawdownRequest request, DrawdownComponent component, decimal[] room)
    {
        var weights = Weights(request, component);
        if (component.Amount == 0)
            return new decimal[weights.Length];
        if (weights.All(w => w == 0))
            throw new FundRuleException("call.no_partners", $"Nobody takes part in '{component.Purpose}': include a partner with a weight above zero.");
        var units = request.Currency.MinorUnits;
        return component.OutsideCommitment ? LargestRemainder.Split(component.Amount, weights, units) : TakeRoom(CappedSplit.SplitUpTo(component.Amount, weights, room, units), room);
    }

    private static decimal[] TakeRoom(decimal[] parts, decimal[] room)
    {
        for (var i = 0; i < parts.Length; i++)
            room[i] -= parts[i];
        return parts;
    }

    /// <summary>What each party pays for defaulters: of components that the same parties share, together, so that odd units are shared out once.</summary>
    private static List<(bool Outside, decimal[] Parts)> Cover(DrawdownRequest request, List<decimal[]> notices, decimal[] owed, decimal[] room)
    {
        var units = request.Currency.MinorUnits;
        bool[] isDefaulted = [.. request.Parties.Select(p => request.Defaulted.Contains(p.Name))];
        decimal[] allowance = [.. owed.Select((o, i) => isDefaulted[i] ? 0 : request.OvercallLimit is { } limit ? Math.Round(limit * o, units, MidpointRounding.ToZero) : decimal.MaxValue)];
        var pools = request.Components.Zip(notices)
            .GroupBy(c => (c.First.OutsideCommitment, Taking: string.Join('\n', c.First.Excluded.Distinct().Order(StringComparer.Ordinal))));
        var cover = new List<(bool Outside, decimal[] Parts)>();
        foreach (var pool in pools)
        {
            var open = pool.Sum(c => c.Second.Where((_, i) => isDefaulted[i]).Sum());
            decimal[] weights = [.. Weights(request, pool.First().First).Select((w, i) => isDefaulted[i] ? 0 : w)];
            decimal[] caps = pool.Key.OutsideCommitment ? allowance : [.. allowance.Zip(room, Math.Min)];
            // Without a limit a party can carry any of an amount outside the commitment.
            var parts = CappedSplit.SplitUpTo(open, weights, [.. caps.Select(c => Math.Min(c, open))], units);
            TakeRoom(parts, allowance);
            cover.Add((pool.Key.OutsideCommitment, pool.Key.OutsideCommitment ? parts : TakeRoom(parts, room)));
        }
        return cover;
    }

    private static DrawdownLine Line(DrawdownRequest request, List<decimal[]> notices, List<(bool Outside, decimal[] Parts)> cover, int index)
    {
        var party = request.Parties[index];
        decimal[] components = [.. notices.Select(n => n[index])];
        var (notice, additional) = (components.Sum(), cover.Sum(c => c.Parts[index]));
        var hasDefaulted = request.Defaulted.Contains(party.Name);
        var inside = request.Components.Zip(components).Where(c => !c.First.OutsideCommitment).Sum(c => c.Second) + cover.Where(c => !c.Outside).Sum(c => c.Parts[index]);
        var received = hasDefaulted ? 0 : notice + additional;
        return new DrawdownLine(
            party.Name, components, notice, additional, received, party.Unfunded - (hasDefaulted ? 0 : inside), Explain(request, party, components, additional));
    }

    private static Explanation Explain(DrawdownRequest request, DrawdownParty party, decimal[] components, decimal additional)
    {
        var currency = request.Currency;
        var by = request.ByUnfunded ? "unfunded commitments" : "commitments";
        var parts = request.Components.Zip(components).Where(c => c.Second != 0).Select(c => new Explanation(
            c.First.Purpose, currency.Format(c.Second), $"{currency.Format(c.First.Amount)} by {by} of those who take part{(c.First.OutsideCommitment ? "" : ", at most what is unfunded")}",
            "ILPA Model LPA 6.2", "largest remainder; ties to the earlier entry"));
        if (additional != 0)
        {
            var limit = request.OvercallLimit is { } fraction ? $"{Print.Exact(fraction)} of the own notice, and what is unfunded" : "what is unfunded";
            parts = parts.Append(new Explanation("Cover call", currency.Format(additional), $"what defaulters owe, by {by} of the others, at most {limit}", "ILPA Model LPA 6.6"));
        }
        return new Explanation($"Capital call, {party.Name}", currency.Format(components.Sum() + additional), "sum of its components", "ILPA Model LPA 6.2", Parts: [.. parts]);
    }
}
