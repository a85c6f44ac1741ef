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

    /// <summary>
    /// Worked by hand from ILPA Model LPA 8.3: cost of unrealised investments less what is permanently written down, that is worth less than half of its cost, as of the quarter before. Limited partners
    /// have 10/11 of each deal. Alpha cost 11 million and is worth 4.4, Beta 5.5 and is worth exactly half, Gamma 2.2 and is worth more: 4 + 5 + 2 million at 2 % for a quarter are 55,000.
    /// </summary>
    [Fact]
    public void For_CostThatIsPartlyWrittenDown_CountsItWithItsValue_AndOpensToIt()
    {
        var fund = OnCost(new WriteDownTerms(0.5m, WrittenDownPart.LostValue), (11_000_000m, 4_400_000m), (5_500_000m, 2_750_000m), (2_200_000m, 3_000_000m));
        var fee = ManagementFee.For(fund.Book(), April, July);
        (fee.Amount, fee.ByPartner[0], fee.ByPartner[1], fee.ByPartner[2]).ShouldBe((55_000m, 33_000m, 22_000m, 0m));
        ExplanationCheck.Evaluate(fee.Explanation!, fund).ShouldBeGreaterThan(10);
        var written = ExplanationCheck.All(fee.Explanation!).Where(f => f.Label == "Permanently written down: Deal 0").ToList();
        written.Select(w => w.Value).ShouldBe(["3600000", "2400000"]);
        written.ShouldAllBe(w => w.Clause == "clause" && w.Formula == "worth 4400000, less than 50 % of its cost of 11000000" && w.Parts[0].Parts[1].Facts.Count == 2);
        ExplanationCheck.All(fee.Explanation!).ShouldNotContain(f => f.Label.StartsWith("Permanently", StringComparison.Ordinal) && !f.Label.EndsWith('0'));
    }

    [Theory]
    [InlineData(0.5, WrittenDownPart.LostValue, "20000.00")]
    [InlineData(0.5, WrittenDownPart.WholeCost, "0")]
    [InlineData(0.4, WrittenDownPart.LostValue, "50000.00")]
    [InlineData(1, WrittenDownPart.LostValue, "20000.00")]
    public void For_ADealWorthTwoFifthsOfItsCost_FollowsTheClause(double below, WrittenDownPart part, string amount)
    {
        var fund = OnCost(new WriteDownTerms((decimal)below, part), (11_000_000m, 4_400_000m));
        var fee = ManagementFee.For(fund.Book(), April, July);
        fee.Amount.ShouldBe(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        ExplanationCheck.Evaluate(fee.Explanation!, fund);
        ManagementFee.For(OnCost(null, (11_000_000m, 4_400_000m)).Book(), April, July).Amount.ShouldBe(50_000m);
    }

    private static readonly DateOnly April = new(2021, 4, 1);
    private static readonly DateOnly July = new(2021, 7, 1);

    /// <summary>Partners of 60, 40 and (general) 10 million; 2 % of cost; what was paid for deals, and what they are worth on 31 March 2021.</summary>
    private static TestFund OnCost(WriteDownTerms? writeDowns, params (decimal Cost, decimal Value)[] deals)
    {
        var terms = IlpaTerms.WholeOfFund();
        var fee = terms.ManagementFee.Value with { Basis = FeeBasis.InvestedCost, WriteDowns = writeDowns is null ? null : new(writeDowns, "clause") };
        var fund = TestFund.With("USD", terms with { ManagementFee = terms.ManagementFee with { Value = fee } }, 60_000_000m, 40_000_000m, 10_000_000m);
        foreach (var (cost, value) in deals)
        {
            var deal = fund.NewId();
            fund.Record(FactShares.ForInvestment(fund.Book(), deal, $"Deal {fund.Book().Deals.Count}", cost), new(2021, 1, 10));
            fund.Record(FactShares.ForValuation(fund.Book(), deal, value, "Market multiple", 3), new(2021, 3, 31));
        }
        return fund;
    }

    [Theory]
    [InlineData(FeeFrequency.Quarterly, "2024-04-01", "2024-07-01")]
    [InlineData(FeeFrequency.SemiAnnually, "2024-01-01", "2024-07-01")]
    [InlineData(FeeFrequency.Annually, "2024-01-01", "2025-01-01")]
    public void PeriodAround_ADate_IsTheCalendarPeriod(FeeFrequency frequency, string from, string to) =>
        ManagementFee.PeriodAround(new DateOnly(2024, 5, 20), frequency).ShouldBe((DateOnly.Parse(from, null), DateOnly.Parse(to, null)));
}
