using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Book;

public sealed class RecallablesTests
{
    private static readonly DateOnly Day = new(2021, 3, 1);
    private static readonly DateOnly End = new(2024, 12, 31);

    /// <summary>100 committed, 80 called, 15 of a distribution recallable.</summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 100m, 0.01m);
        fund.Pay(fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 80m, ExcusedInvestorIds: [fund.Investor(1)])), Day);
        var request = new DistributionRequest(Day.AddDays(30), 20m, RecallableByInvestor: new Dictionary<Guid, decimal> { [fund.Investor(0)] = 15m });
        fund.Record(DistributionRun.Run(fund.Book(), request).ToFact(fund.NewId(), 1, request.Date), request.Date);
        return fund;
    }

    [Fact]
    public void Of_ADistribution_IsCappedAndEnds()
    {
        var book = Life().Book();
        Recallables.Of(book, book.Partners[0], End, 30m, 1.2m, End).ShouldBe(5m);
        Recallables.Of(book, book.Partners[0], End, 3m, 1.2m, End).ShouldBe(3m);
        Recallables.Of(book, book.Partners[0], End, 30m, 1.1m, null).ShouldBe(0m);
        Recallables.Of(book, book.Partners[0], End.AddDays(1), 30m, 1.2m, End).ShouldBe(0m);
    }

    [Fact]
    public void Expire_ReleasesWhatWasNotCalledAgain()
    {
        var fund = Life();
        // Of 35 unfunded, the first 20 are original commitment: of the 25 called, 5 were recalled.
        fund.Call(Day.AddDays(60), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 25m, ExcusedInvestorIds: [fund.Investor(1)]));
        fund.Record(Recallables.Expire(fund.Book(), fund.NewId(), "End of the investment period"), End);
        var partner = fund.Book().Partners[0];
        partner.Unfunded.ShouldBe(0m);
        partner[Component.UnfundedReleased].ShouldBe(10m);
        var statement = InvestorStatement.Of(fund.Facts, fund.Investor(0), End, End);
        statement.Unfunded.Released.ShouldBe(-10m);
        statement.Ties().ShouldAllBe(t => t.Holds);
        Should.Throw<FundRuleException>(() => Recallables.Expire(fund.Book(), fund.NewId(), "again")).Code.ShouldBe("recallable.nothing_open");
    }
}
