using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Returns;

public sealed class PerformanceTests
{
    private static readonly DateOnly Report = new(2024, 3, 31);

    [Fact]
    public void Of_DisclosedFigures_GivesTheWorkedRatiosBesideTheInvestorsOwn()
    {
        var worked = WorkedCase.Load("met-001");
        var fund = TestFund.With("USD", 250_000_000m, 0.01m);
        fund.Record(new PositionDisclosed(fund.Investor(0), 250_000_000m, 200_000_000m, 150_000_000m, 180_000_000m, 1.70m, 0.12m, "Annual report"), Report);
        var line = Performance.Of(fund.Book()).Partners[0];
        line.Basis.ShouldBe(PerformanceBasis.Disclosed);
        line.Dpi.ShouldBe(WorkedCase.Money(worked.Expected, "dpi"));
        line.Rvpi.ShouldBe(WorkedCase.Money(worked.Expected, "rvpi"));
        line.Tvpi.ShouldBe(WorkedCase.Money(worked.Expected, "tvpi"));
        line.Pic.ShouldBe(0.8m);
        line.ReportedMultiple.ShouldBe(1.70m);
        line.MultipleDifference.ShouldBe(-0.05m);
        line.ReportedNetIrr.ShouldBe(0.12m);
        line.Irr.ShouldBeNull();
        line.Notes.ShouldContain(n => n.Contains("another basis", StringComparison.Ordinal));
        line.Explanation!.Parts.Select(p => p.Label).ShouldBe(["DPI", "RVPI", "TVPI", "PIC"]);
        line.Explanation.Parts[0].Parts[0].Parts[0].Facts.ShouldBe([fund.Facts[^1].FactId]);
    }

    [Fact]
    public void Of_DisclosuresWithGaps_LeavesThemOutOfTheTotalsAndSaysSo()
    {
        var fund = TestFund.With("USD", 100m, 100m, 100m, 0.01m);
        fund.Record(new PositionDisclosed(fund.Investor(0), 100m, 50m, 25m, 50m, null, null, "A"), Report);
        fund.Record(new PositionDisclosed(fund.Investor(1), 100m, null, 25m, 50m, 1.4m, null, "B"), Report);
        fund.Record(new PositionDisclosed(fund.Investor(2), 100m, 0m, 0m, 0m, null, null, "C"), Report.AddYears(-1));
        var performance = Performance.Of(fund.Book());
        performance.Partners[1].Tvpi.ShouldBeNull();
        performance.Partners[1].MultipleDifference.ShouldBeNull();
        performance.Partners[2].Dpi.ShouldBeNull();
        performance.Partners[3].PaidIn.ShouldBeNull();
        performance.Fund.PaidIn.ShouldBe(50m);
        performance.Fund.Tvpi.ShouldBe(1.5m);
        performance.Fund.Notes.ShouldContain(n => n.StartsWith("1 of 3 investors", StringComparison.Ordinal));
        performance.Fund.Notes.ShouldContain(n => n.Contains("different dates", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_MovementsInTheBook_IsNetOfAccruedCarry()
    {
        // 100 in, worth 150 three years later: the liquidation takes 10 of carry (worked case cu-001), so the partner has 140.
        var fund = TestFund.With("USD", 100_000_000m, 1m);
        var deal = fund.NewId();
        var call = fund.Call(new(2020, 12, 20), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100_000_000m, deal, ExcusedInvestorIds: [fund.Investor(1)]));
        fund.Pay(call, new(2021, 1, 1));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100_000_000m), new(2021, 1, 1));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 150_000_000m, "Market multiple", 3), new(2024, 1, 1));
        var line = Performance.Of(fund.Book(new(2024, 1, 1))).Partners[0];
        line.AccruedCarry.ShouldBe(10_000_000m);
        line.ResidualValue.ShouldBe(140_000_000m);
        line.Tvpi.ShouldBe(1.4m);
        line.Irr!.Status.ShouldBe(IrrStatus.Unique);
        line.Irr.Rate!.Value.ShouldBe(0.118688942081m, 0.000000001m);
    }

    [Fact]
    public void Of_ADeclaredAndUnpaidDistribution_CountsItOnce()
    {
        var fund = TestFund.With("USD", 100_000_000m, 1m);
        fund.Pay(fund.Call(new(2020, 12, 20), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100_000_000m, ExcusedInvestorIds: [fund.Investor(1)])), new(2021, 1, 1));
        var declared = fund.Distribute(new(2022, 1, 1), 40_000_000m);
        var unpaid = Performance.Of(fund.Book(new(2022, 1, 1))).Partners[0];
        fund.PayOut(declared, new(2022, 1, 1));
        var paid = Performance.Of(fund.Book(new(2022, 1, 1))).Partners[0];
        unpaid.Dpi.ShouldBe(0.4m);
        unpaid.Tvpi.ShouldBe(1m);
        unpaid.Irr!.Rate!.Value.ShouldBe(0m, 0.000000001m);
        paid.Irr!.Rate.ShouldBe(unpaid.Irr.Rate);
    }

    [Fact]
    public void Of_PartnersWhoPaidOnOtherDays_TellsTheFlowsOfTheRateInOrderOfDate()
    {
        var fund = TestFund.With("USD", 100_000_000m, 100_000_000m, 1m);
        var call = fund.Call(new(2020, 12, 20), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100_000_000m, ExcusedInvestorIds: [fund.Investor(2)]));
        var asked = (CapitalCallIssued)call.Payload;
        foreach (var (share, day) in asked.Shares.Where(s => s.Total != 0).Zip([new DateOnly(2021, 3, 1), new DateOnly(2021, 1, 1)]))
            fund.Record(new ReceiptRecorded(fund.NewId(), asked.CallId, share.InvestorId, share.Amounts), day);
        fund.PayOut(fund.Distribute(new(2022, 1, 1), 40_000_000m), new(2022, 1, 1));
        var performance = Performance.Of(fund.Book(new(2022, 1, 1)));
        foreach (var line in performance.Partners.Append(performance.LimitedPartners).Append(performance.Fund))
        {
            var rate = line.Explanation!.Parts.Single(p => p.Key == "IRR");
            rate.Days!.ShouldBeInOrder();
            rate.Days!.Count.ShouldBe(rate.Parts.Count);
        }
        performance.LimitedPartners.Explanation!.Parts.Single(p => p.Key == "IRR").Parts.Take(2).Select(p => p.Label).ShouldBe(["Flows of 2021-01-01", "Flows of 2021-03-01"]);
    }

    [Fact]
    public void Of_AFundWithoutFacts_HasNoRatios()
    {
        var fund = TestFund.With("USD", 100m, 1m);
        var performance = Performance.Of(fund.Book());
        performance.Fund.Tvpi.ShouldBeNull();
        performance.Fund.Irr!.Status.ShouldBe(IrrStatus.Invalid);
    }
}
