using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class ClawbackTests
{
    private static readonly Currency Dollar = new("USD");
    private static readonly AccountHurdle EightPercent = new(0.08m, Compounding.EffectiveAnnual, DayCount.Act365);

    [Theory]
    [InlineData(ClawbackTax.None, "9.00", "9.00")]
    [InlineData(ClawbackTax.CapAfterTaxCarry, "6.75", "6.75")]
    [InlineData(ClawbackTax.NetOfTax, "9.00", "6.75")]
    public void Of_WithTax_IsLimitedAsTheTermsSay(ClawbackTax method, string limit, string due)
    {
        var result = Clawback.Of(Inputs(method, taxRate: 0.25m), Dollar);
        result.GrossClawback.ShouldBe(9m);
        Dollar.Format(result.Limit).ShouldBe(limit);
        Dollar.Format(result.Due).ShouldBe(due);
    }

    [Fact]
    public void Of_WithEscrow_TakesItFirst()
    {
        var result = Clawback.Of(Inputs(ClawbackTax.None) with { Escrow = 4m }, Dollar);
        result.FromEscrow.ShouldBe(4m);
        result.FromGeneralPartner.ShouldBe(5m);
        Clawback.Of(Inputs(ClawbackTax.None) with { Escrow = 40m }, Dollar).FromGeneralPartner.ShouldBe(0m);
        result.ToPartners([1, 1, 1], Dollar).ShouldBe([3m, 3m, 3m]);
    }

    [Fact]
    public void Of_BeforeLaterFlows_LeavesThemOut()
    {
        var inputs = Inputs(ClawbackTax.None) with { TestDate = new(2022, 6, 1) };
        Clawback.Of(inputs, Dollar).FundProfit.ShouldBe(65m + 9m - 50m);
        Clawback.Of(inputs, Dollar).Due.ShouldBe(9m - (0.2m * 24m));
    }

    [Fact]
    public void Of_SimpleReturn_SetsEarlierExcessOff()
    {
        var inputs = Inputs(ClawbackTax.None) with
        {
            Contributions = [new(new(2021, 1, 1), 100), new(new(2022, 1, 1), 100)],
            Distributions = [new(new(2022, 1, 1), 128), new(new(2023, 1, 1), 80)],
            TestDate = new(2023, 1, 1),
            Hurdle = new AccountHurdle(0.08m, Compounding.SimpleAnnual, DayCount.Act365),
        };
        // Both calls of the day count before its distribution: 200 and 8 of return, 128 come back, 72 earn 5.76 more; 80 are 5.76 short.
        Clawback.Of(inputs, Dollar).PreferredReturnShortfall.ShouldBe(5.76m);
    }

    [Theory]
    [InlineData("clawback.escrow_negative")]
    [InlineData("clawback.tax_out_of_range")]
    [InlineData("terms.clawback.rate_out_of_range")]
    public void Of_WhatCannotBe_IsRefusedByName(string code)
    {
        var inputs = Inputs(ClawbackTax.None);
        var wrong = code switch
        {
            "clawback.escrow_negative" => inputs with { Escrow = -1 },
            "clawback.tax_out_of_range" => inputs with { Tax = 100 },
            _ => inputs with { Terms = inputs.Terms with { Carry = 1 } },
        };
        Should.Throw<FundRuleException>(() => Clawback.Of(wrong, Dollar)).Code.ShouldBe(code);
    }

    [Fact]
    public void Of_AnyLife_LeavesNobodyShortUnlessTheLimitBinds() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[1, 1_000_000], Gen.Long[0, 2_000_000], Gen.Long[0, 300_000], Gen.Int[1, 2000]).Sample((first, second, received, carry, days) =>
        {
            var start = new DateOnly(2018, 1, 1);
            var inputs = new ClawbackInputs(
                new ClawbackTerms(0.2m, ClawbackTax.None, 0, 0), [new(start, first / 100m), new(start.AddDays(days), second / 100m)], [new(start.AddDays(2 * days), received / 100m)],
                [new(start.AddDays(2 * days), carry / 100m)], start.AddDays(3 * days), EightPercent);
            var result = Clawback.Of(inputs, Dollar);
            result.Due.ShouldBeLessThanOrEqualTo(result.CarryPaid);
            result.Due.ShouldBe(result.FromEscrow + result.FromGeneralPartner);
            ExplanationCheck.Evaluate(result.Explanation, new TestFund());
            if (result.Due == result.Limit)
                return;
            (result.CarryPaid - result.Due).ShouldBeLessThanOrEqualTo(result.CarryEntitled);
            Clawback.Of(inputs with { Distributions = [.. inputs.Distributions, new DatedFlow(inputs.TestDate, result.Due)] }, Dollar).PreferredReturnShortfall.ShouldBe(0m);
        }, iter: 500);

    [Fact]
    public void OfBook_AfterCarryOnAnEarlyGain_AsksForItBackWhenTheRestIsLost()
    {
        var fund = TestFund.With("USD", IlpaTerms.DealByDeal(catchUpShare: 1m), 98_000_000m, 2_000_000m);
        var (alpha, beta) = (fund.NewId(), fund.NewId());
        foreach (var deal in new[] { alpha, beta })
        {
            fund.Pay(fund.Call(new(2020, 12, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 40_000_000m, deal)), new(2021, 1, 1));
            fund.Record(FactShares.ForInvestment(fund.Book(), deal, deal == alpha ? "Alpha" : "Beta", 40_000_000m), new(2021, 1, 1));
        }
        fund.Record(FactShares.ForProceeds(fund.Book(), alpha, ProceedsKind.Realisation, 90_000_000m, 40_000_000m), new(2022, 1, 1));
        fund.Distribute(new(2022, 1, 1), 90_000_000m, alpha);
        var before = FundClawback.Of(fund.Book(new(2022, 1, 1))).Single().Result;
        // Deal by deal: only Alpha's cost was back when 20 % of its gain was paid.
        before.CarryPaid.ShouldBe(9_800_000m, 0.02m);
        fund.Record(FactShares.ForValuation(fund.Book(), beta, 0m, "Written off", 3), new(2023, 1, 1));
        var after = FundClawback.Of(fund.Book(new(2023, 1, 1)), atLiquidation: true).Single().Result;
        after.FundProfit.ShouldBe(9_800_000m, 0.02m);
        after.CarryEntitled.ShouldBe(1_960_000m, 0.02m);
        after.Due.ShouldBeGreaterThan(7_840_000m - 0.02m);
    }

    [Fact]
    public void OfBook_WithoutAClawback_IsRefusedByName()
    {
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund() with { Clawback = null }, 98m, 2m);
        Should.Throw<FundRuleException>(() => FundClawback.Of(fund.Book())).Code.ShouldBe("clawback.not_agreed");
    }

    private static ClawbackInputs Inputs(ClawbackTax method, decimal taxRate = 0) => new(
        new ClawbackTerms(0.2m, method, taxRate, 0), [new(new(2021, 1, 1), 50), new(new(2023, 1, 1), 50)], [new(new(2022, 1, 1), 65)], [new(new(2022, 1, 1), 9)], new(2024, 1, 1));
}
