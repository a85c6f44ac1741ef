using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class FeeReductionsTests
{
    private static readonly DateOnly Day = new(2021, 4, 1);
    private static readonly Guid Charge = new("bbbbbbbb-0000-0000-0000-000000000001");

    /// <summary>60 and 40 (who pays no fee) and the general partner's 10; a quarter's fee on 60 is 0.3.</summary>
    private static TestFund Life()
    {
        var terms = IlpaTerms.WholeOfFund(feeRateByInvestor: new Dictionary<Guid, decimal> { [TestFund.With("USD", 1m).Investor(1)] = 0m });
        var fund = TestFund.With("USD", terms, 60_000_000m, 40_000_000m, 10_000_000m);
        fund.Record(FactShares.ForManagementFee(fund.Book(), Charge, Day, Day.AddMonths(3)), Day);
        return fund;
    }

    private static RecordedFact Recognise(TestFund fund, decimal received, decimal part = 1m) =>
        fund.Record(FeeReductions.Recognise(fund.Book(Day), fund.NewId(), "Monitoring", received, part), Day);

    private static RecordedFact Apply(TestFund fund) => fund.Record(FeeReductions.ApplyOffsets(fund.Book(Day), fund.NewId(), Charge), Day);

    [Fact]
    public void Recognise_SharesByCommitmentAndLeavesOutWhoPaysNoFee()
    {
        var fund = Life();
        Recognise(fund, 100_000m, 0.8m);
        // 80 % of 100,000, of which 60/100 for the one who pays.
        fund.Book().Partners.Select(p => p.OffsetBalance).ShouldBe([48_000m, 0m, 0m]);
        fund.Book().Partners[0].Nav.ShouldBe(-300_000m);
    }

    [Fact]
    public void RecogniseOrganisation_TakesOnlyWhatIsAboveTheCapAndOnlyOnce()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m, 10_000_000m);
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), FeeReductions.Organisation, 150_000m), Day);
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 900_000m), Day);
        fund.Record(FeeReductions.RecogniseOrganisation(fund.Book(), fund.NewId(), 0.001m, 1_000_000m), Day);
        // 0.1 % of 110,000,000 is 110,000; the limited partners share the 40,000 above it.
        fund.Book().Partners.Select(p => p.OffsetBalance).ShouldBe([24_000m, 16_000m, 0m]);
        Should.Throw<FundRuleException>(() => FeeReductions.RecogniseOrganisation(fund.Book(), fund.NewId(), 0.001m, 1_000_000m)).Code.ShouldBe("offset.within_cap");
        FeeReductions.RecogniseOrganisation(fund.Book(), fund.NewId(), 0.001m, 100_000m).Amount.ShouldBe(10_000m);
    }

    [Fact]
    public void ApplyOffsets_NeverGoesBelowZeroAndCarriesTheRestForward()
    {
        var fund = Life();
        Recognise(fund, 600_000m);
        Apply(fund);
        var partner = fund.Book().Partners[0];
        partner.FeesReduced.ShouldBe(300_000m);
        partner.OffsetBalance.ShouldBe(60_000m);
        partner.Nav.ShouldBe(0m);
        fund.Book().Total.Cash.ShouldBe(0m);
        fund.Book().CheckTies();
        Should.Throw<FundRuleException>(() => Apply(fund)).Code.ShouldBe("offset.nothing_to_apply");
    }

    [Fact]
    public void Give_TakesAPartOfWhatIsLeft()
    {
        var fund = Life();
        fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), Charge, FeeReductionKind.Waiver, [fund.Investor(0)], 0.75m), Day);
        fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), Charge, FeeReductionKind.Rebate, [fund.Investor(0)], 0.75m), Day);
        fund.Book().Partners[0][Component.FeesWaived].ShouldBe(225_000m);
        fund.Book().Partners[0][Component.FeesRebated].ShouldBe(75_000m);
    }

    [Fact]
    public void Statement_ShowsGrossFeeAndEachReduction()
    {
        var fund = Life();
        Recognise(fund, 100_000m);
        Apply(fund);
        fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), Charge, FeeReductionKind.Waiver, [fund.Investor(0)], 0.1m), Day);
        var statement = InvestorStatement.Of(fund.Facts, fund.Investor(0), Day, Day.AddDays(30));
        statement.Period.ManagementFees.ShouldBe(-300_000m);
        statement.Period.FeeOffsets.ShouldBe(60_000m);
        statement.Period.FeeWaivers.ShouldBe(30_000m);
        statement.Ties().ShouldAllBe(t => t.Holds);
        ExplanationCheck.Evaluate(statement.Explanation!, fund);
    }

    [Fact]
    public void Transfer_TakesTheWaitingOffsetWithIt()
    {
        var fund = Life();
        Recognise(fund, 100_000m);
        fund.Record(InterestTransfer.Make(fund.Book(), fund.NewId(), fund.Investor(0), fund.Investor(1), 1m), Day);
        fund.Book().Partners.Select(p => p.OffsetBalance).ShouldBe([0m, 60_000m, 0m]);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Record_OfWhatCannotBe_RefusesByName()
    {
        var fund = Life();
        string Refusal(Fact fact) => Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, fact, Day)).Code;
        FeeReduced Reduced(FeeReductionKind kind, decimal amount, Guid? charge = null) =>
            new(Guid.NewGuid(), charge ?? Charge, kind, amount, [new Share(fund.Investor(0), amount)]);
        Refusal(Reduced(FeeReductionKind.Waiver, 300_000.01m)).ShouldBe("book.fee.reduction_exceeds_fee");
        Refusal(Reduced(FeeReductionKind.Offset, 1m)).ShouldBe("book.fee.offset_exceeds_balance");
        Refusal(Reduced(FeeReductionKind.Waiver, 1m, Guid.NewGuid())).ShouldBe("book.fee.unknown");
        Refusal(new FeeOffsetRecognised(Guid.NewGuid(), " ", 1m, [new Share(fund.Investor(0), 1m)])).ShouldBe("book.offset.category_missing");
        Refusal(new UnfundedReleased(Guid.NewGuid(), "", [new Share(fund.Investor(0), 1m)])).ShouldBe("book.release.reason_missing");
        Refusal(new UnfundedReleased(Guid.NewGuid(), "Expiry", [new Share(fund.Investor(0), 60_000_000.01m)])).ShouldBe("book.release.exceeds_unfunded");
        Should.Throw<FundRuleException>(() => FeeReductions.Recognise(fund.Book(), Guid.NewGuid(), "Monitoring", 1m, 1.1m)).Code.ShouldBe("offset.part_out_of_range");
    }
}
