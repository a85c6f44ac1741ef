using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

/// <summary>The fault patterns that regulators found, each planted once.</summary>
public sealed class FeeCheckTests
{
    private static readonly DateOnly Day = new(2021, 4, 1);
    private static readonly DateOnly End = new(2021, 6, 30);

    private static TestFund Fund(FeeBasis basis = FeeBasis.Commitments, bool hasClause = true)
    {
        var terms = IlpaTerms.WholeOfFund();
        var fee = terms.ManagementFee.Value with { Basis = basis, RateAnnual = 0.02m };
        if (!hasClause)
            fee = fee with { WriteDowns = null };
        return TestFund.With("USD", terms with { ManagementFee = terms.ManagementFee with { Value = fee } }, 60_000_000m, 40_000_000m, 10_000_000m);
    }

    private static ManagementFeeCharged Charge(TestFund fund, decimal? amount = null, DateOnly? on = null)
    {
        var fact = FactShares.ForManagementFee(fund.Book(on ?? Day), fund.NewId(), on ?? Day, (on ?? Day).AddMonths(3), amount);
        fund.Record(fact, on ?? Day);
        return fact;
    }

    private static FeeCheckResult Check(TestFund fund) => FeeCheck.Run(fund.Facts, Day, End);

    private static FeeFault[] Faults(TestFund fund) => [.. Check(fund).Findings.Select(f => f.Fault)];

    /// <summary>10 million in a deal that is worth 4 of them: 11 million of cost, of which the limited partners have 10/11.</summary>
    private static TestFund WrittenDown(bool hasClause = true)
    {
        var fund = Fund(FeeBasis.InvestedCost, hasClause);
        var deal = fund.Investor(9);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 11_000_000m), new(2021, 1, 10));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 4_400_000m, "Market multiple", 3), new(2021, 3, 31));
        return fund;
    }

    [Fact]
    public void Fee_AsTheTermsGiveIt_HasNoFinding()
    {
        var fund = Fund();
        Charge(fund);
        var check = Check(fund);
        check.Findings.ShouldBeEmpty();
        (check.Fees, check.Charged, check.Right).ShouldBe((1, 500_000m, 500_000m));
    }

    [Fact]
    public void Fee_AboveTheTerms_IsFound_UntilItIsRebated()
    {
        var fund = Fund();
        var fee = Charge(fund, 550_000m);
        Check(fund).Findings.ShouldBe([new FeeFinding(FeeFault.AboveTerms, fee.ChargeId, null, Day, 550_000m, 500_000m)]);
        fund.Record(new FeeReduced(fund.NewId(), fee.ChargeId, FeeReductionKind.Rebate, 50_000m, [new(fund.Investor(0), 30_000m), new(fund.Investor(1), 20_000m)]), Day.AddDays(5));
        Check(fund).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Fee_BelowTheTerms_IsNoFault()
    {
        var fund = Fund();
        Charge(fund, 100_000m);
        Faults(fund).ShouldBeEmpty();
    }

    /// <summary>By hand: 10 million at 2 % for a quarter are 50,000; on the 4 million that they are worth, 20,000.</summary>
    [Fact]
    public void Fee_AsTheTermsGiveItOnWrittenDownCost_HasNoFinding()
    {
        var fund = WrittenDown();
        Charge(fund).Amount.ShouldBe(20_000m);
        var check = Check(fund);
        check.Findings.ShouldBeEmpty();
        (check.Charged, check.Right).ShouldBe((20_000m, 20_000m));
    }

    [Theory]
    [InlineData(50_000, FeeFault.WriteDownIgnored)]
    [InlineData(20_001, FeeFault.WriteDownIgnored)]
    [InlineData(50_001, FeeFault.AboveTerms)]
    public void Fee_AboveWhatTheClauseGives_IsFound_UntilItIsRebated(int amount, FeeFault fault)
    {
        var fund = WrittenDown();
        var fee = Charge(fund, amount);
        Check(fund).Findings.ShouldBe([new FeeFinding(fault, fee.ChargeId, null, Day, amount, 20_000m)]);
        fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), fee.ChargeId, FeeReductionKind.Rebate, [fund.Investor(0), fund.Investor(1)], 1m - (20_000m / amount)), Day.AddDays(5));
        Faults(fund).ShouldBeEmpty();
    }

    [Fact]
    public void Fee_OnWrittenDownCost_WithoutAClauseOnIt_HasNoFinding()
    {
        var fund = WrittenDown(hasClause: false);
        Charge(fund).Amount.ShouldBe(50_000m);
        Faults(fund).ShouldBeEmpty();
    }

    [Fact]
    public void Fee_OfADealAtHalfItsCost_IsChargedOnItsCost()
    {
        var fund = WrittenDown();
        fund.Record(FactShares.ForValuation(fund.Book(), fund.Investor(9), 5_500_000m, "Market multiple", 3), new(2021, 3, 31));
        Charge(fund);
        Faults(fund).ShouldBeEmpty();
    }

    [Fact]
    public void Partner_WhoBearsMoreThanHisOwnFee_IsFound()
    {
        var fund = Fund();
        var fee = new ManagementFeeCharged(fund.NewId(), Day, Day.AddMonths(3), 500_000m, [new(fund.Investor(0), 310_000m), new(fund.Investor(1), 190_000m)]);
        fund.Record(fee, Day);
        Check(fund).Findings.ShouldBe([new FeeFinding(FeeFault.PartnerAboveTerms, fee.ChargeId, fund.Investor(0), Day, 310_000m, 300_000m)]);
    }

    [Fact]
    public void Fee_ForTheSameDaysTwice_IsFound()
    {
        var fund = Fund();
        Charge(fund);
        Charge(fund, on: Day.AddMonths(1));
        Faults(fund).ShouldContain(FeeFault.PeriodChargedTwice);
    }

    [Fact]
    public void Reduction_GivenTwice_IsFound()
    {
        var fund = Fund();
        var fee = Charge(fund);
        for (var i = 0; i < 2; i++)
            fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), fee.ChargeId, FeeReductionKind.Waiver, [fund.Investor(0)], 0.1m), Day);
        Check(fund).Findings.ShouldBe([new FeeFinding(FeeFault.ReducedTwice, fee.ChargeId, fund.Investor(0), Day, 60_000m, 30_000m)]);
    }

    [Fact]
    public void Offset_ThatWaitedAndWasNotApplied_IsFound_UntilItIs()
    {
        var fund = Fund();
        fund.Record(FeeReductions.Recognise(fund.Book(Day), fund.NewId(), "Monitoring", 110_000m), Day.AddDays(-30));
        var fee = Charge(fund);
        Check(fund).Findings.ShouldBe(
        [
            new FeeFinding(FeeFault.OffsetMissed, fee.ChargeId, fund.Investor(0), Day, 300_000m, 234_000m),
            new FeeFinding(FeeFault.OffsetMissed, fee.ChargeId, fund.Investor(1), Day, 200_000m, 156_000m),
        ]);
        fund.Record(FeeReductions.ApplyOffsets(fund.Book(), fund.NewId(), fee.ChargeId), Day.AddDays(1));
        Faults(fund).ShouldBeEmpty();
    }

    [Fact]
    public void Offset_ThatCameAfterTheFee_WaitsForTheNext()
    {
        var fund = Fund();
        Charge(fund);
        fund.Record(FeeReductions.Recognise(fund.Book(Day), fund.NewId(), "Monitoring", 110_000m), Day.AddDays(30));
        Faults(fund).ShouldBeEmpty();
    }

    [Fact]
    public void Offset_CreditedToSomeOnly_IsFound()
    {
        var fund = Fund();
        var offset = new FeeOffsetRecognised(fund.NewId(), "Monitoring", 100_000m, [new(fund.Investor(0), 100_000m)]);
        fund.Record(offset, Day.AddDays(30));
        Check(fund).Findings.ShouldBe([new FeeFinding(FeeFault.OffsetUneven, offset.OffsetId, fund.Investor(1), Day.AddDays(30), 0m, 40_000m)]);
    }
}
