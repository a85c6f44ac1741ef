using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Statements;

/// <summary>The bridge from one net asset value to the next leaves nothing out.</summary>
public sealed class ValueBridgeTests
{
    [Fact]
    public void Of_AQuarter_TellsEachStepWithItsFacts_AndGainsByInvestment()
    {
        var fund = TestFund.With("USD", 10_000_000m, 1m);
        var (alder, birch) = (fund.NewId(), fund.NewId());
        var call = fund.Call(new(2020, 2, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 3_000_000m, alder, ExcusedInvestorIds: [fund.Investor(1)]));
        fund.Pay(call, new(2020, 2, 20));
        fund.Record(FactShares.ForInvestment(fund.Book(), alder, "Alder", 1_000_000m), new(2020, 3, 1));
        fund.Record(FactShares.ForInvestment(fund.Book(), birch, "Birch", 2_000_000m), new(2020, 3, 1));
        var valued = fund.Record(FactShares.ForValuation(fund.Book(), alder, 1_250_000m, "Market multiple", 3), new(2020, 6, 30));
        fund.Record(FactShares.ForValuation(fund.Book(), birch, 1_900_000m, "Market multiple", 3), new(2020, 6, 30));
        var audit = fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 10_000m), new(2020, 5, 1));

        var bridge = ValueBridge.Of(fund.Book(new(2020, 3, 31)), fund.Book(new(2020, 6, 30)));
        (bridge.From, bridge.To, bridge.Opening).ShouldBe((new DateOnly(2020, 4, 1), new DateOnly(2020, 6, 30), 3_000_000m));
        bridge.Steps.ToDictionary(s => s.Key, s => s.Amount).ShouldContain(new KeyValuePair<string, decimal>("unrealisedGain", 150_000m));
        bridge.Steps.Single(s => s.Key == "expenses").ShouldSatisfyAllConditions(s => s.Amount.ShouldBe(-10_000m), s => s.Explanation.Parts[0].Facts.ShouldBe([audit.FactId]));
        bridge.Steps.Single(s => s.Key == "unrealisedGain").Explanation.Parts[0].Facts.ShouldContain(valued.FactId);
        bridge.Investments.Select(i => (i.Name, i.Total)).ShouldBe([("Alder", 250_000m), ("Birch", -100_000m)]);
        ExplanationCheck.Evaluate(bridge.Explanation, fund);
    }

    [Fact]
    public void InAnyLife_OpeningAndAllStepsAreTheClosing_WhichIsTheNextOpening() => RandomLife.ShortSteps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            var last = 0m;
            foreach (var end in CalendarQuarter.EndsBetween(TestFund.Start, CalendarQuarter.EndOf(life.Today)))
            {
                var (before, after) = (life.Fund.Book(end.AddDays(1).AddMonths(-3).AddDays(-1)), life.Fund.Book(end));
                var bridge = ValueBridge.Of(before, after);
                bridge.Opening.ShouldBe(last);
                last = bridge.Closing;
                (bridge.Opening + bridge.Steps.Sum(s => s.Amount)).ShouldBe(bridge.Closing);
                bridge.Closing.ShouldBe(after.Total.Nav - AccruedCarry.Of(after).Total);
                bridge.Investments.Sum(i => i.Realised + i.Unrealised).ShouldBe(bridge.Steps.Where(s => s.Key is "realisedGain" or "unrealisedGain").Sum(s => s.Amount));
                ExplanationCheck.Evaluate(bridge.Explanation, life.Fund);
            }
        },
        iter: 200);
}
