using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class LiquidationScenarioTests
{
    [Fact]
    public void Run_AtTheDisclosedValue_SharesItByDisclosureAndSaysWhatItAssumes()
    {
        var fund = TestFund.With("USD", 100m, 100m, 0.01m);
        fund.Record(new PositionDisclosed(fund.Investor(0), 100m, 80m, 20m, 70m, null, null, "A"), new(2023, 3, 31));
        fund.Record(new PositionDisclosed(fund.Investor(0), 100m, 100m, 50m, 90m, null, null, "A"), new(2024, 3, 31));
        fund.Record(new PositionDisclosed(fund.Investor(1), 100m, 50m, 0m, 30m, null, null, "B"), new(2024, 3, 31));
        var result = LiquidationScenario.Run(fund.Book(), new DateOnly(2024, 3, 31));
        result.Basis.ShouldBe(ScenarioBasis.Disclosed);
        result.Value.ShouldBe(120m);
        result.Notes.ShouldContain(n => n.Contains("accrues from it", StringComparison.Ordinal));
        result.Notes.ShouldContain(n => n.Contains("net of accrued carried interest", StringComparison.Ordinal));
        // A: 80 and 20 at the first date leave 60; a year at 8 % makes 4.80 (366 days: 4.81); 20 more in and 30 out leave 50 of capital.
        var line = result.Lines[0].Line;
        line.ReturnOfCapital.ShouldBe(50m);
        line.PreferredReturn.ShouldBe(4.81m);
        (line.Distributed + line.CarriedInterest).ShouldBe(90m);
        line.CarriedInterest.ShouldBe(8.00m);
        // B does not get its capital back.
        result.Lines[1].Line.ReturnOfCapital.ShouldBe(30m);
        result.Lines[1].Line.CarriedInterest.ShouldBe(0m);
    }

    [Fact]
    public void Run_AtNetAssetValue_GivesEveryPartnerHisBalance()
    {
        var fund = Invested();
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 777.77m), new(2022, 1, 1));
        var result = LiquidationScenario.Run(fund.Book(), new DateOnly(2023, 1, 1));
        foreach (var partner in fund.Book().Partners)
            result.Lines.Single(l => l.Line.InvestorId == partner.InvestorId).Line.Apportioned.ShouldBe(partner.Nav);
        result.CarriedInterest.ShouldBe(0m);
    }

    [Fact]
    public void Run_AboveNetAssetValue_SharesTheGainByFairValue()
    {
        var fund = Invested();
        var result = LiquidationScenario.Run(fund.Book(), new DateOnly(2021, 1, 2), 200_000_000m);
        result.Totals.Apportioned.ShouldBe(200_000_000m);
        result.Lines.Select(l => l.Line.Apportioned).ShouldBe([120_000_000m, 76_000_000m, 4_000_000m]);
        result.CarriedInterest.ShouldBe(98_000_000m * 0.2m, 0.02m);
        result.Lines[0].MultipleAfter!.Value.ShouldBe(1.8m, 0.0001m);
    }

    [Fact]
    public void Run_WithOtherTerms_ComparesWithoutTouchingTheFunds()
    {
        var fund = Invested();
        var hard = IlpaTerms.WholeOfFund();
        hard = hard with { Tiers = hard.Tiers with { Value = [hard.Tiers.Value[0], hard.Tiers.Value[1], new SplitTier(0.2m)] } };
        var own = LiquidationScenario.Run(fund.Book(), new DateOnly(2023, 1, 1), 200_000_000m);
        var other = LiquidationScenario.Run(fund.Book(), new DateOnly(2023, 1, 1), 200_000_000m, terms: hard);
        other.CarriedInterest.ShouldBeLessThan(own.CarriedInterest);
    }

    [Fact]
    public void Run_OnAnEmptyFund_IsRefusedByName() =>
        Should.Throw<FundRuleException>(() => LiquidationScenario.Run(TestFund.With("USD", 1m, 1m).Book(), new DateOnly(2023, 1, 1)))
            .Code.ShouldBe("scenario.nothing_to_liquidate");

    [Fact]
    public void Run_OfADistributionWithoutCarryRecipient_IsRefusedByName()
    {
        var fund = Invested(twoGenerals: true);
        var request = new DistributionRequest(new DateOnly(2023, 1, 1), 150_000_000m);
        Should.Throw<FundRuleException>(() => DistributionRun.Run(fund.Book(), request)).Code.ShouldBe("distribution.carry_recipient_missing");
        DistributionRun.Run(fund.Book(), request with { CarryRecipientId = fund.Investor(2) }).Totals.CarriedInterest.ShouldBeGreaterThan(0m);
    }

    private static TestFund Invested(bool twoGenerals = false)
    {
        var fund = TestFund.With("USD", 60_000_000m, 38_000_000m, 2_000_000m);
        if (twoGenerals)
            fund.Record(new InvestorAdmitted(fund.NewId(), "Second general partner", PartnerKind.GeneralPartner), TestFund.Start);
        var deal = fund.NewId();
        fund.Pay(fund.Call(new(2020, 12, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100_000_000m, deal)), new(2021, 1, 1));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100_000_000m), new(2021, 1, 1));
        return fund;
    }
}
