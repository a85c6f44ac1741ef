using StratCap.FundMath.Allocation;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class DrawdownTests
{
    private static readonly DrawdownParty[] Four = [new("A", 40_000_000m, 40_000_000m), new("B", 30_000_000m, 30_000_000m), new("C", 20_000_000m, 20_000_000m), new("D", 10_000_000m, 10_000_000m)];

    [Fact]
    public void Run_WithADefaultWithinTheLimit_CoversItInProportion()
    {
        var result = Run(Request(Four, 9_000_000m) with { Defaulted = ["D"], OvercallLimit = 0.5m });
        result.Lines.Select(l => l.Notice).ShouldBe([3_600_000m, 2_700_000m, 1_800_000m, 900_000m]);
        result.Lines.Select(l => l.Additional).ShouldBe([400_000m, 300_000m, 200_000m, 0m]);
        result.Lines.Select(l => l.Received).ShouldBe([4_000_000m, 3_000_000m, 2_000_000m, 0m]);
        result.Lines.Select(l => l.UnfundedAfter).ShouldBe([36_000_000m, 27_000_000m, 18_000_000m, 10_000_000m]);
        (result.Total, result.Received, result.Shortfall).ShouldBe((9_000_000m, 9_000_000m, 0m));
    }

    [Fact]
    public void Run_WithADefaultAboveTheLimit_LeavesTheRestUncovered()
    {
        var result = Run(Request(Four, 10_000_000m) with { Defaulted = ["A"], OvercallLimit = 0.25m });
        result.Lines.Select(l => l.Additional).ShouldBe([0m, 750_000m, 500_000m, 250_000m]);
        (result.Received, result.Shortfall).ShouldBe((7_500_000m, 2_500_000m));
    }

    [Fact]
    public void Run_WithADefaultAndLittleUnfunded_LetsTheOthersCoverWhatOneCannot()
    {
        DrawdownParty[] parties = [new("A", 40m, 40m), new("B", 40m, 21m), new("C", 20m, 20m)];
        var result = Run(Request(parties, 50m) with { Defaulted = ["C"] });
        result.Lines.Select(l => l.Additional).ShouldBe([9m, 1m, 0m]);
        result.Lines.Select(l => l.UnfundedAfter).ShouldBe([11m, 0m, 20m]);
    }

    [Fact]
    public void Run_WithADefault_DoesNotChargeTheExcusedForTheDeal()
    {
        DrawdownComponent[] components = [new("investment", 7_000_000m, ["B"], false), new("management_fee", 1_000_000m, [], true)];
        var result = Run(Request(Four) with { Components = components, Defaulted = ["D"], OvercallLimit = 1m });
        // D's 1,000,000 of the deal goes to A and C as 4:2, its 100,000 of the fee to A, B and C as 4:3:2.
        result.Lines.Select(l => l.Additional).ShouldBe([711_111.11m, 33_333.33m, 355_555.56m, 0m], 0.01m);
        result.Lines[1].UnfundedAfter.ShouldBe(30_000_000m);
        result.Lines[0].UnfundedAfter.ShouldBe(40_000_000m - 4_000_000m - 666_666.67m);
        result.Shortfall.ShouldBe(0m);
    }

    [Fact]
    public void Run_ByUnfunded_WeighsWhatIsLeft()
    {
        DrawdownParty[] parties = [new("A", 50m, 10m), new("B", 50m, 30m)];
        Run(Request(parties, 20m) with { ByUnfunded = true }).Lines.Select(l => l.Notice).ShouldBe([5m, 15m]);
    }

    [Fact]
    public void Run_AboveAllUnfunded_CallsWhatThereIsAndNamesTheRest()
    {
        var result = Run(Request([new("A", 50m, 10m), new("B", 50m, 30m)], 50m));
        result.Lines.ShouldAllBe(l => l.UnfundedAfter == 0m);
        (result.Total, result.Received, result.Shortfall).ShouldBe((50m, 40m, 10m));
    }

    [Theory]
    [InlineData("JPY", "1000000", "333334", "333333")]
    [InlineData("KWD", "1000.001", "333.334", "333.333")]
    public void Run_InOtherMinorUnits_SharesTheOddUnit(string currency, string amount, string first, string third)
    {
        DrawdownParty[] parties = [new("A", 100m, 9_000_000m), new("B", 100m, 9_000_000m), new("C", 100m, 9_000_000m)];
        var lines = Run(Request(parties, Number(amount)) with { Currency = new Currency(currency) }).Lines;
        (lines[0].Notice, lines[2].Notice).ShouldBe((Number(first), Number(third)));
    }

    [Fact]
    public void Run_OfImpossibleCalls_IsRefusedByName()
    {
        Refusal(Request(Four, -1m)).ShouldBe("call.amount_not_payable");
        Refusal(Request(Four, 1m) with { Defaulted = ["E"] }).ShouldBe("call.party_unknown");
        Refusal(Request(Four, 1m) with { OvercallLimit = -0.1m }).ShouldBe("call.limit_out_of_range");
        Refusal(Request([new("A", 1m, -1m)], 1m)).ShouldBe("call.unfunded_out_of_range");
        Refusal(Request([new("A", 0m, 1m)], 1m)).ShouldBe("call.no_partners");
    }

    /// <summary>The call, and that each line's tree can be worked out again.</summary>
    private static DrawdownResult Run(DrawdownRequest request)
    {
        var result = Drawdown.Run(request);
        foreach (var line in result.Lines)
            ExplanationCheck.Evaluate(line.Explanation, new TestFund());
        return result;
    }

    private static string Refusal(DrawdownRequest request) => Should.Throw<FundRuleException>(() => Drawdown.Run(request)).Code;

    private static DrawdownRequest Request(DrawdownParty[] parties, params decimal[] amounts) =>
        new(new Currency("USD"), parties, false, [.. amounts.Select((a, i) => new DrawdownComponent($"{i}", a, [], false))], [], null);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
