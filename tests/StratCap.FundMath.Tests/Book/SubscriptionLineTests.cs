using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class SubscriptionLineTests
{
    private static readonly DateOnly Drawn = new(2021, 1, 1);
    private static readonly DateOnly Called = new(2022, 1, 1);
    private static readonly DateOnly End = new(2023, 1, 1);

    /// <summary>75 and 25: a deal of 10 bought from the line, called and repaid a year later, worth 12.1 another year later.</summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 75_000_000m, 25_000_000m);
        var deal = fund.Investor(9);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 10_000_000m), Drawn);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 10_000_000m), Drawn);
        fund.Pay(fund.Call(Called, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m, deal)), Called);
        fund.Record(SubscriptionLine.Repay(fund.Book(), fund.NewId(), 10_000_000m), Called);
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 12_100_000m, "Market multiple", 3), End);
        return fund;
    }

    [Fact]
    public void Fold_OfADraw_OwesItAndChangesNoCapitalAccount()
    {
        var fund = Life();
        var book = fund.Book(Drawn);
        book.CheckTies();
        book.Partners[0].Borrowed.ShouldBe(7_500_000m);
        book.Partners[0].Nav.ShouldBe(0m);
        book.Partners[0].Unfunded.ShouldBe(75_000_000m);
        book.Total.Cash.ShouldBe(0m);
        fund.Book().Total.Borrowed.ShouldBe(0m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Performance_WithAndWithoutTheLine_CountsFromTheCallOrFromTheDraw()
    {
        var general = Performance.Of(Life().Book()).Partners[1];
        general.Irr!.Rate!.Value.ShouldBe(0.21m, 0.0000001m);
        general.WithoutLine!.Irr.Rate!.Value.ShouldBe(0.10m, 0.0000001m);
        general.WithoutLine.Tvpi.ShouldBe(1.21m);
        general.WithoutLine.PaidIn.ShouldBe(2_500_000m);
    }

    [Fact]
    public void Performance_WhileTheLineIsOpen_AddsItToBothSides()
    {
        var fund = Life();
        var book = fund.Book(Called.AddDays(-1));
        var partner = Performance.Of(book).Partners[0];
        partner.PaidIn.ShouldBe(0m);
        partner.WithoutLine!.PaidIn.ShouldBe(7_500_000m);
        partner.WithoutLine.Tvpi.ShouldBe(1m);
    }

    [Fact]
    public void Transfer_TakesTheOpenLineWithIt()
    {
        var fund = Life();
        fund.Record(new InvestorAdmitted(fund.Investor(3), "Secondary Fund", PartnerKind.LimitedPartner), Drawn);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 1_000_000m), End);
        fund.Record(InterestTransfer.Make(fund.Book(), fund.NewId(), fund.Investor(0), fund.Investor(3), 1m), End);
        fund.Book().Partners.Select(p => p.Borrowed).ShouldBe([0m, 250_000m, 750_000m]);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Record_OfWhatCannotBe_RefusesByName()
    {
        var fund = Life();
        string Refusal(Fact fact) => Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, fact, End)).Code;
        Refusal(SubscriptionLine.Draw(fund.Book(), Guid.NewGuid(), 90_000_000.01m)).ShouldBe("book.line.exceeds_unfunded");
        Refusal(new LineRepaid(Guid.NewGuid(), 1m, [new Share(fund.Investor(0), 1m)])).ShouldBe("book.line.exceeds_borrowed");
        Should.Throw<FundRuleException>(() => SubscriptionLine.Repay(fund.Book(), Guid.NewGuid(), 1m)).Code.ShouldBe("book.line.exceeds_borrowed");
    }
}
