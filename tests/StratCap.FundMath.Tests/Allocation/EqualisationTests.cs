using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class EqualisationTests
{
    private static readonly LateInterest Simple = new(0.08m, Compounding.SimpleAnnual, DayCount.Act365);

    private static readonly Closing[] Two = [new(new(2023, 1, 1), [new("A", 60m), new("B", 40m)]), new(new(2024, 1, 1), [new("C", 100m)])];

    [Fact]
    public void Run_OfOneNewcomer_RefundsTheOthersWithInterest()
    {
        var close = Run(Request(Two, EqualisationMode.Rebalance, new EqualisedCall("1", new(2023, 1, 1), 50m))).Closings.Single();
        close.Lines.Select(l => l.Capital).ShouldBe([-15m, -10m, 25m]);
        close.Lines.Select(l => l.Interest).ShouldBe([-1.20m, -0.80m, 2m]);
        close.Lines.Select(l => l.ContributedAfter).ShouldBe([15m, 10m, 25m]);
        (close.ToManager, close.NetToFund).ShouldBe((0m, 0m));
    }

    [Fact]
    public void Run_RetainingThePercentageCalled_RefundsNobody()
    {
        var close = Run(Request(Two, EqualisationMode.Retain, new EqualisedCall("1", new(2023, 1, 1), 50m))).Closings.Single();
        close.Lines.Select(l => l.Capital).ShouldBe([0m, 0m, 50m]);
        // The interest goes to those who waited, by their commitments; only the capital stays in the fund.
        close.Lines.Select(l => l.Interest).ShouldBe([-2.40m, -1.60m, 4m]);
        close.NetToFund.ShouldBe(50m);
        close.Lines.Select(l => l.Ownership).ShouldBe([0.3m, 0.2m, 0.5m]);
    }

    [Fact]
    public void Run_WithTheFeeTruedUp_PaysItToTheManagerWithInterest()
    {
        var request = Request(Two, EqualisationMode.Rebalance, new EqualisedCall("1", new(2023, 1, 1), 50m)) with
        {
            Fees = [new(new(2023, 1, 1), 0.02m, new(2023, 1, 1), null, DayCount.Act365), new(new(2024, 1, 1), 0.02m, new(2024, 1, 1), new(2024, 4, 1), DayCount.ThirtyE360)],
            FeeInterest = Simple,
        };
        var close = Run(request).Closings.Single();
        var newcomer = close.Lines[2];
        (newcomer.ManagementFee, newcomer.FeeInterest, newcomer.NetDue).ShouldBe((2m, 0.16m, 29.16m));
        (close.ToManager, close.NetToFund).ShouldBe((2.16m, 0m));
        close.Lines[0].ManagementFee.ShouldBe(0m);
    }

    [Fact]
    public void Run_OfACallOnTheDayOfTheClosing_IncludesWhoeverJoins()
    {
        var result = Run(Request(Two, EqualisationMode.Rebalance, new EqualisedCall("1", new(2024, 1, 1), 50m)));
        result.Calls.Single().Parts.ShouldBe([15m, 10m, 25m]);
        result.Closings.Single().ByCall.ShouldBeEmpty();
    }

    [Fact]
    public void Run_AfterAnyClosings_LeavesEverybodyAsIfAllHadJoinedFirst() => Histories.Sample(
        history =>
        {
            var (closings, calls, mode) = history;
            var result = Run(Request(closings, mode, calls));
            foreach (var close in result.Closings)
            {
                close.Lines.Sum(l => l.NetDue).ShouldBe(close.ToManager + close.NetToFund);
                foreach (var call in close.ByCall)
                    call.Capital.Sum().ShouldBe(mode == EqualisationMode.Rebalance ? 0m : call.Capital.Where(c => c > 0).Sum());
                close.Lines.Sum(l => l.Interest).ShouldBe(0m);
                if (mode == EqualisationMode.Rebalance)
                    close.NetToFund.ShouldBe(0m);
                else
                    close.Lines.ShouldAllBe(l => l.Capital >= 0);
            }
            if (mode == EqualisationMode.Retain)
                return;
            var together = Run(Request([new Closing(closings[0].Date, [.. closings.SelectMany(c => c.Commitments)])], mode, calls));
            var paid = result.Names.Select((_, i) => result.Calls.Sum(c => i < c.Parts.Count ? c.Parts[i] : 0) + result.Closings.Sum(c => i < c.Lines.Count ? c.Lines[i].Capital : 0));
            paid.ShouldBe(result.Names.Select((_, i) => together.Calls.Sum(c => c.Parts[i])));
        },
        iter: 2_000);

    [Fact]
    public void Run_Retaining_MatchesThePercentageCalledToTheCent() => Histories.Sample(
        history =>
        {
            var (closings, calls, _) = history;
            var result = Run(Request(closings, EqualisationMode.Retain, calls));
            foreach (var close in result.Closings)
            {
                var first = close.Lines[0];
                foreach (var line in close.Lines.Where(_ => first.Ownership > 0))
                    line.ContributedAfter.ShouldBe(first.ContributedAfter * line.Ownership / first.Ownership, calls.Length * 0.011m * (1 + (line.Ownership / first.Ownership)));
            }
        },
        iter: 1_000);

    [Fact]
    public void Run_OfImpossibleClosings_IsRefusedByName()
    {
        Refusal(Request([], EqualisationMode.Rebalance)).ShouldBe("closing.none");
        Refusal(Request([Two[1], Two[0]], EqualisationMode.Rebalance)).ShouldBe("closing.out_of_order");
        Refusal(Request([new(new(2023, 1, 1), [new("A", 0m)])], EqualisationMode.Rebalance)).ShouldBe("closing.commitment_not_positive");
        Refusal(Request(Two, EqualisationMode.Rebalance, new EqualisedCall("1", new(2022, 12, 31), 1m))).ShouldBe("closing.call_before_first");
        Refusal(Request(Two, EqualisationMode.Rebalance, new EqualisedCall("1", new(2023, 12, 31), 0.001m))).ShouldBe("closing.call_not_payable");
        Refusal(Request(Two, EqualisationMode.Rebalance) with { Interest = Simple with { RateAnnual = 8m } }).ShouldBe("closing.rate_out_of_range");
    }

    private static readonly Gen<(Closing[] Closings, EqualisedCall[] Calls, EqualisationMode Mode)> Histories = Gen.Select(
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 90_000_000].Array[1, 4]).Array[1, 4], Gen.Select(Gen.Int[0, 900], Gen.Int[0, 900_000_000]).Array[0, 4], Gen.Int[0, 3],
        (joining, called, mode) =>
        {
            var (date, name) = (new DateOnly(2022, 1, 1), 0);
            var closings = new List<Closing>();
            foreach (var (days, commitments) in joining)
            {
                date = date.AddDays(days);
                closings.Add(new Closing(date, [.. commitments.Select(c => new ClosingCommitment($"P{name++}", c / 100m))]));
            }
            EqualisedCall[] calls = [.. called.Select((c, i) => new EqualisedCall($"{i}", closings[0].Date.AddDays(c.Item1), c.Item2 / 100m))];
            return (closings.ToArray(), calls, mode == 0 ? EqualisationMode.Retain : EqualisationMode.Rebalance);
        });

    /// <summary>The closings, and that each line's tree can be worked out again.</summary>
    private static EqualisationResult Run(EqualisationRequest request)
    {
        var result = Equalisation.Run(request);
        foreach (var line in result.Closings.SelectMany(c => c.Lines))
            ExplanationCheck.Evaluate(line.Explanation, new TestFund());
        return result;
    }

    private static string Refusal(EqualisationRequest request) => Should.Throw<FundRuleException>(() => Equalisation.Run(request)).Code;

    private static EqualisationRequest Request(Closing[] closings, EqualisationMode mode, params EqualisedCall[] calls) => new(new Currency("EUR"), closings, calls, Simple, mode);
}
