using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class ManagementFeeTests
{
    [Fact]
    public void For_FourWholeQuarters_GivesTheWorkedFees()
    {
        var worked = WorkedCase.Load("mf-001");
        var fund = TestFund.With("USD", 60_000_000m, 35_000_000m, 5_000_000m);
        foreach (var period in worked.Expected.GetProperty("periods").EnumerateArray())
        {
            var (from, to) = (WorkedCase.Date(period, "from"), WorkedCase.Date(period, "to"));
            var charged = FactShares.ForManagementFee(fund.Book(from), fund.NewId(), from, to);
            charged.Amount.ShouldBe(WorkedCase.Money(period, "gross"));
            charged.Shares.Select(s => s.Amount).ShouldBe([WorkedCase.Money(period.GetProperty("partners"), "LP-A"), WorkedCase.Money(period.GetProperty("partners"), "LP-B")]);
            fund.Record(charged, from);
        }
        fund.Book().Total.FeesCharged.ShouldBe(WorkedCase.Money(worked.Expected, "total_gross"));
    }

    [Fact]
    public void For_SideLetters_SharesToTheCentByOwnRate()
    {
        // Half a year by days: 181 of 365, in two stubs of the case; here 90 days as one stub of a quarter that starts a day late.
        var worked = WorkedCase.Load("mf-011");
        var rates = new Dictionary<Guid, decimal> { [new TestFund().Investor(1)] = 0.015m, [new TestFund().Investor(2)] = 0m };
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund(feeRateByInvestor: rates), 33_333_333m, 22_222_222m, 11_111_111m, 7_777_777m, 0.01m);
        var period = worked.Expected.GetProperty("periods")[0];
        // 90 days that are no calendar quarter count by days, as the case's quarter does.
        var charged = FactShares.ForManagementFee(fund.Book(), fund.NewId(), new DateOnly(2023, 1, 2), new DateOnly(2023, 4, 2));
        charged.Amount.ShouldBe(WorkedCase.Money(period, "gross"));
        charged.Shares.Select(s => s.Amount).ShouldBe([WorkedCase.Money(period.GetProperty("partners"), "A"), WorkedCase.Money(period.GetProperty("partners"), "B"), WorkedCase.Money(period.GetProperty("partners"), "D")]);
    }

    [Fact]
    public void For_AQuarterWithAStepDown_SplitsItByDays()
    {
        // 44 days at 2 % of commitments, then 47 at 1.5 % of a cost of 60 of which limited partners have 95 %: the worked case's second quarter.
        var worked = WorkedCase.Load("mf-007");
        var fund = TestFund.With("USD", 60_000_000m, 35_000_000m, 5_000_000m);
        var deal = fund.NewId();
        fund.Call(new(2022, 2, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 60_000_000m, deal));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 60_000_000m), new(2022, 3, 1));
        var after = IlpaTerms.WholeOfFund();
        after = after with { ManagementFee = after.ManagementFee with { Value = new ManagementFeeTerms(0.015m, FeeBasis.InvestedCost, FeeFrequency.Quarterly, true) } };
        fund.Record(new TermsSet(after), new(2024, 5, 15));
        var period = worked.Expected.GetProperty("periods")[1];
        var fee = ManagementFee.For(fund.Book(), new(2024, 4, 1), new(2024, 7, 1));
        fee.Amount.ShouldBe(WorkedCase.Money(period, "gross"));
        fee.Explanation!.Parts.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(FeeFrequency.Quarterly, "2024-04-01", "2024-07-01")]
    [InlineData(FeeFrequency.SemiAnnually, "2024-01-01", "2024-07-01")]
    [InlineData(FeeFrequency.Annually, "2024-01-01", "2025-01-01")]
    public void PeriodAround_ADate_IsTheCalendarPeriod(FeeFrequency frequency, string from, string to) =>
        ManagementFee.PeriodAround(new DateOnly(2024, 5, 20), frequency).ShouldBe((DateOnly.Parse(from, null), DateOnly.Parse(to, null)));
}
