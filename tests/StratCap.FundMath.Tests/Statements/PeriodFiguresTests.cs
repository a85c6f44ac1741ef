using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Statements;

public sealed class PeriodFiguresTests
{
    private static readonly DateOnly March = new(2020, 3, 31);
    private static readonly DateOnly June = new(2020, 6, 30);

    /// <summary>A call of 11 in each of the first two quarters.</summary>
    private static TestFund Fund()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m, 10_000_000m);
        fund.Call(new(2020, 2, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 11_000_000m, fund.Investor(9)));
        fund.Record(new PeriodClosed(March), March.AddDays(20));
        fund.Call(new(2020, 5, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 11_000_000m, fund.Investor(9)));
        return fund;
    }

    private static IReadOnlyList<UnfundedRollForward> Roll(TestFund fund)
    {
        var close = BookPeriods.Of(fund.Facts).CloseOf(March)!;
        return PeriodFigures.RollUnfunded(FundBook.Fold(fund.Facts.Take((int)close.Sequence), March), fund.Book(March), fund.Book(June));
    }

    [Fact]
    public void Roll_FromWhatWasPublished_AddsUp()
    {
        var roll = Roll(Fund());
        roll[0].ShouldBe(new UnfundedRollForward(roll[0].InvestorId, "Investor 1", 54_000_000m, -6_000_000m, 48_000_000m));
        roll.ShouldAllBe(r => r.Holds);
        PeriodFigures.RollUnfunded(null, Fund().Book(DateOnly.MinValue), Fund().Book(June)).ShouldAllBe(r => r.Holds && r.Opening == 0);
    }

    [Fact]
    public void Roll_AfterWhatWasPublishedChanged_DoesNotAddUp()
    {
        var fund = Fund();
        fund.Append(new CommitmentAccepted(fund.Investor(0), null, 1_000_000m), March);
        Roll(fund)[0].ShouldSatisfyAllConditions(r => r.Holds.ShouldBeFalse(), r => (r.Closing - r.Opening - r.Movements).ShouldBe(1_000_000m));
    }

    [Fact]
    public void Differences_NameFundAndPartners_AndNothingThatIsEqual()
    {
        var fund = Fund();
        var before = fund.Book(June);
        fund.Record(FactShares.ForExpense(before, fund.NewId(), "Audit", 110_000m), June);
        var differences = PeriodFigures.Differences(before, fund.Book(June));
        differences.Where(d => d.InvestorId is null).ShouldBe(
        [
            new PeriodFigure(null, before.Name, PeriodFigureKind.Expenses, 0m, 110_000m), new PeriodFigure(null, before.Name, PeriodFigureKind.NetAssetValue, 0m, -110_000m), new PeriodFigure(null, before.Name, PeriodFigureKind.Cash, 0m, -110_000m),
        ]);
        differences.Where(d => d.Figure == PeriodFigureKind.NetAssetValue && d.InvestorId is not null).Select(d => d.Difference).ShouldBe([-60_000m, -40_000m, -10_000m]);
        PeriodFigures.Differences(before, before).ShouldBeEmpty();
    }
}
