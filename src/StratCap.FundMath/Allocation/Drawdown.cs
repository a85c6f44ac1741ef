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
        List<Shared> notices = [.. request.Components.Select(c => Notice(request, c, room))];
        var owed = request.Parties.Select((_, i) => notices.Sum(n => n.Parts[i])).ToArray();
        var cover = request.Defaulted.Count == 0 ? [] : Cover(request, notices, owed, room);
        List<DrawdownLine> lines = [.. request.Parties.Select((_, i) => Line(request, notices, cover, i))];
        var (total, received) = (request.Components.Sum(c => c.Amount), lines.Sum(l => l.Received));
        return new DrawdownResult(lines, total, received, total - received);
    }

    private static decimal[] Weights(DrawdownRequest request, DrawdownComponent component) =>
        [.. request.Parties.Select(p => component.Excluded.Contains(p.Name) ? 0 : request.ByUnfunded ? p.Unfunded : p.Commitment)];

    private static Shared Notice(DrawdownRequest request, DrawdownComponent component, decimal[] room)
    {
        var weights = Weights(request, component);
        decimal[]? caps = component.OutsideCommitment ? null : [.. room];
        if (component.Amount == 0)
            return new Shared(component.OutsideCommitment, 0, weights, caps, new decimal[weights.Length]);
        if (weights.All(w => w == 0))
            throw new FundRuleException("call.no_partners", $"Nobody takes part in '{component.Purpose}': include a partner with a weight above zero.");
        var units = request.Currency.MinorUnits;
        var parts = component.OutsideCommitment ? LargestRemainder.Split(component.Amount, weights, units) : TakeRoom(CappedSplit.SplitUpTo(component.Amount, weights, room, units), room);
        return new Shared(component.OutsideCommitment, component.Amount, weights, caps, parts);
    }

    private static decimal[] TakeRoom(decimal[] parts, decimal[] room)
    {
        for (var i = 0; i < parts.Length; i++)
            room[i] -= parts[i];
        return parts;
    }

    /// <summary>What each party pays for defaulters: of components that the same parties share, together, so that odd units are shared out once.</summary>
    private static List<Shared> Cover(DrawdownRequest request, List<Shared> notices, decimal[] owed, decimal[] room)
    {
        var units = request.Currency.MinorUnits;
        bool[] isDefaulted = [.. request.Parties.Select(p => request.Defaulted.Contains(p.Name))];
        decimal[] allowance = [.. owed.Select((o, i) => isDefaulted[i] ? 0 : request.OvercallLimit is { } limit ? Math.Round(limit * o, units, MidpointRounding.ToZero) : decimal.MaxValue)];
        var pools = request.Components.Zip(notices)
            .GroupBy(c => (c.First.OutsideCommitment, Taking: string.Join('\n', c.First.Excluded.Distinct().Order(StringComparer.Ordinal))));
        var cover = new List<Shared>();
        foreach (var pool in pools)
        {
            var open = pool.Sum(c => c.Second.Parts.Where((_, i) => isDefaulted[i]).Sum());
            decimal[] weights = [.. Weights(request, pool.First().First).Select((w, i) => isDefaulted[i] ? 0 : w)];
            decimal[] caps = pool.Key.OutsideCommitment ? allowance : [.. allowance.Zip(room, Math.Min)];
            // Without a limit a party can carry any of an amount outside the commitment.
            decimal[] most = [.. caps.Select(c => Math.Min(c, open))];
            var parts = CappedSplit.SplitUpTo(open, weights, most, units);
            TakeRoom(parts, allowance);
            cover.Add(new Shared(pool.Key.OutsideCommitment, open, weights, most, pool.Key.OutsideCommitment ? parts : TakeRoom(parts, room)));
        }
        return cover;
    }

    private static DrawdownLine Line(DrawdownRequest request, List<Shared> notices, List<Shared> cover, int index)
    {
        var party = request.Parties[index];
        decimal[] components = [.. notices.Select(n => n.Parts[index])];
        var (notice, additional) = (components.Sum(), cover.Sum(c => c.Parts[index]));
        var hasDefaulted = request.Defaulted.Contains(party.Name);
        var inside = request.Components.Zip(components).Where(c => !c.First.OutsideCommitment).Sum(c => c.Second) + cover.Where(c => !c.Outside).Sum(c => c.Parts[index]);
        var received = hasDefaulted ? 0 : notice + additional;
        return new DrawdownLine(
            party.Name, components, notice, additional, received, party.Unfunded - (hasDefaulted ? 0 : inside), Explain(request, notices, cover, index));
    }

    private static Explanation Explain(DrawdownRequest request, List<Shared> notices, List<Shared> cover, int index)
    {
        var by = request.ByUnfunded ? "unfunded commitments of those who take part" : "commitments of those who take part";
        var total = notices.Concat(cover).Sum(s => s.Parts[index]);
        var parts = request.Components.Zip(notices).Where(c => c.Second.Parts[index] != 0)
            .Select(c => c.Second.Explain(request.Currency, c.First.Purpose, by, "What is unfunded", index, "ILPA Model LPA 6.2"))
            .Concat(cover.Where(c => c.Parts[index] != 0).Select(c => c.Explain(
                request.Currency, "Cover call", by, "What is unfunded and the limit of a cover call leave", index, "ILPA Model LPA 6.6")));
        return new Telling(request.Currency).Money(
            Operation.Sum, $"Capital call, {request.Parties[index].Name}", total, Explanation.WhenRead(() => [.. parts]), "sum of its components", "ILPA Model LPA 6.2");
    }

    /// <summary>An amount shared out, in the order of the parties.</summary>
    /// <param name="Caps">The most that each gives; null is no limit.</param>
    private sealed record Shared(bool Outside, decimal Amount, decimal[] Weights, decimal[]? Caps, decimal[] Parts)
    {
        internal Explanation Explain(Currency currency, string label, string by, string cap, int index, string clause)
        {
            var sum = Weights.Sum();
            bool Held(int i) => Caps is not null && ShareExplanation.IsCapped(Parts[i], Caps[i], Amount, Weights[i], sum);
            if (Held(index))
                return new Telling(currency).Money(Operation.NotBelowZero, label, Parts[index], [Telling.Given(cap, Caps![index])], "held at the most that the party gives; what is missing falls on the others", clause);
            int[] others = [.. Enumerable.Range(0, Parts.Length).Where(i => !Held(i))];
            return new ShareExplanation(
                currency, label, others.Sum(i => Parts[i]), 0, Telling.Given("Own weight", Weights[index]), others.Sum(i => Weights[i]), by, Parts[index], 0).Explain(clause);
        }
    }
}
