using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>What must hold of calls and their allocation in 10,000 random histories each.</summary>
public sealed class AllocationPropertyTests
{
    private const int Histories = 10_000;

    private static readonly Gen<DrawdownRequest> Calls = Gen.Select(
        Gen.Select(Gen.Int[0, 90_000_000], Gen.Int[0, 100]).Array[1, 7], Gen.Select(Gen.Int[0, 90_000_000], Gen.Int[0, 127], Gen.Bool).Array[1, 4], Gen.Int[0, 127], Gen.Int[-1, 4], Gen.Bool, Gen.Int[0, 2],
        (parties, components, defaulted, limit, byUnfunded, currency) =>
        {
            var money = new Currency(currency switch { 0 => "JPY", 1 => "USD", _ => "KWD" });
            List<DrawdownParty> list = [.. parties.Select((p, i) => new DrawdownParty($"P{i}", p.Item1 * money.MinorUnit, money.Round(p.Item1 * money.MinorUnit * p.Item2 / 100)))];
            // One who takes part in everything, so that no component finds nobody.
            list.Add(new DrawdownParty("last", 1000m, 500m));
            List<string> Named(int bits) => [.. list.SkipLast(1).Where((_, i) => (bits >> i & 1) == 1).Select(p => p.Name)];
            return new DrawdownRequest(
                money, list, byUnfunded, [.. components.Select((c, i) => new DrawdownComponent($"{i}", c.Item1 * money.MinorUnit, Named(c.Item2), c.Item3))],
                Named(defaulted & 5), limit < 0 ? null : limit * 0.25m);
        });

    [Fact]
    public void Run_OfAnyCall_AddsUpBreachesNoCapAndSparesTheExcused() => Calls.Sample(
        call =>
        {
            var result = Drawdown.Run(call);
            for (var c = 0; c < call.Components.Count; c++)
            {
                var shared = result.Lines.Sum(l => l.Components[c]);
                if (call.Components[c].OutsideCommitment)
                    shared.ShouldBe(call.Components[c].Amount);
                shared.ShouldBeLessThanOrEqualTo(call.Components[c].Amount);
                result.Lines.Where(l => call.Components[c].Excluded.Contains(l.Name)).ShouldEach(l => l.Components[c] == 0);
            }
            (result.Received + result.Shortfall).ShouldBe(result.Total);
            result.Lines.Sum(l => l.Received).ShouldBe(result.Received);
            foreach (var (line, party) in result.Lines.Zip(call.Parties))
            {
                line.UnfundedAfter.ShouldBeInRange(0m, party.Unfunded);
                line.Additional.ShouldBeInRange(0m, call.OvercallLimit is { } limit ? limit * line.Notice : decimal.MaxValue);
                if (call.Defaulted.Contains(line.Name))
                    (line.Received, line.Additional, line.UnfundedAfter).ShouldBe((0m, 0m, party.Unfunded));
                if (call.Components.All(c => c.Excluded.Contains(line.Name)))
                    line.Received.ShouldBe(0m);
            }
        },
        iter: Histories);

    [Fact]
    public void Run_WithPartiesReordered_MovesAtMostTiedUnits() => Calls.Sample(
        call =>
        {
            var single = call with { Components = [call.Components[0]], Defaulted = [] };
            var straight = Drawdown.Run(single).Lines.ToDictionary(l => l.Name);
            var turned = Drawdown.Run(single with { Parties = [.. single.Parties.Reverse()] }).Lines;
            foreach (var line in turned)
                Math.Abs(line.Notice - straight[line.Name].Notice).ShouldBeLessThanOrEqualTo(call.Currency.MinorUnit);
            turned.Sum(l => l.Notice).ShouldBe(straight.Values.Sum(l => l.Notice));
        },
        iter: Histories);

    [Fact]
    public void Next_OverAnySeries_StaysWithinAUnitOfTheShareToDateInAnyOrder() => Gen.Select(Gen.Int[0, 50_000_000].Array[1, 7], Gen.Int[0, 2_000_000].Array[1, 12]).Sample(
        (weights, amounts) =>
        {
            decimal[] by = [.. weights.Select(w => (decimal)w), 1m];
            Follow(by, amounts);
            Follow(by, [.. amounts.Reverse()]);
        },
        iter: Histories);

    private static void Follow(decimal[] weights, int[] amounts)
    {
        var (toDate, total, sum) = (new decimal[weights.Length], 0m, weights.Sum());
        foreach (var cents in amounts)
        {
            var amount = cents / 100m;
            var parts = CumulativeAllocation.Next(amount, weights, toDate, 2);
            parts.Sum().ShouldBe(amount);
            parts.Min().ShouldBeGreaterThanOrEqualTo(0m);
            total += amount;
            for (var i = 0; i < parts.Length; i++)
            {
                toDate[i] += parts[i];
                // |error| < unit, in integers: error × sum of weights.
                if (Math.Abs((toDate[i] * sum) - (total * weights[i])) >= 0.01m * sum)
                    throw new InvalidOperationException($"{toDate[i]} of {total} by {weights[i]}/{sum} is a unit off.");
            }
        }
    }
}
