using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Book;

public sealed class SubscriptionLineTests
{
    private static readonly DateOnly Drawn = new(2021, 1, 1);
    private static readonly DateOnly Called = new(2022, 1, 1);
    private static readonly DateOnly End = new(2023, 1, 1);

    /// <summary>75 and 25: a deal of 10 bought from the line, called and repaid a year later, worth 12.1 another year later.</summary>
    private static TestFund Life(LineReturn from = LineReturn.FromContribution)
    {
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund(catchUpShare: 1m) with { LineReturn = new(from, "ILPA") }, 75_000_000m, 25_000_000m);
        var deal = fund.Investor(9);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 10_000_000m), Drawn);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 10_000_000m), Drawn);
        var call = fund.Call(Called, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m, deal));
        fund.Pay(call, Called);
        fund.Record(SubscriptionLine.Repay(fund.Book(), fund.NewId(), 10_000_000m, ((CapitalCallIssued)call.Payload).CallId), Called);
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

    /// <summary>
    /// By hand, beside <see cref="Performance_WithAndWithoutTheLine_CountsFromTheCallOrFromTheDraw"/>: 0.4 of interest, called with the 10. With the line 12.1 on 10.4 in a
    /// year; without it still 12.1 on 10 in two.
    /// </summary>
    [Fact]
    public void Performance_WithoutTheLine_LeavesItsInterestAndFeesOut()
    {
        var fund = TestFund.With("USD", 75_000_000m, 25_000_000m);
        var deal = fund.Investor(9);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 10_400_000m), Drawn);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 10_000_000m), Drawn);
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Subscription Facility Interest", 300_000m), Called.AddDays(-2));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), LineCosts.Fees, 100_000m), Called.AddDays(-1));
        // Charged and not called: added back. The 0.4 were drawn to be paid to the bank, so they stay borrowed.
        var before = Performance.Of(fund.Book(Called.AddDays(-1))).LimitedPartners;
        before.ResidualValue.ShouldBe(-300_000m);
        before.WithoutLine!.ResidualValue.ShouldBe(7_800_000m);
        before.WithoutLine.Tvpi.ShouldBe(1m);

        var call = fund.Call(Called, new(CallPurposeKind.Investment, 10_000_000m, deal), new CapitalCallPurposeRequest(CallPurposeKind.LineCosts, 400_000m));
        fund.Pay(call, Called);
        fund.Record(SubscriptionLine.Repay(fund.Book(), fund.NewId(), 10_400_000m), Called);
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 12_100_000m, "Market multiple", 3), End);
        var general = Performance.Of(fund.Book()).Partners[1];
        general.PaidIn.ShouldBe(2_600_000m);
        general.Irr!.Rate!.Value.ShouldBe((12.1m / 10.4m) - 1, 0.0000001m);
        general.WithoutLine!.PaidIn.ShouldBe(2_500_000m);
        general.WithoutLine.ResidualValue.ShouldBe(3_025_000m);
        general.WithoutLine.LineCosts.ShouldBe(100_000m);
        general.WithoutLine.Tvpi.ShouldBe(1.21m);
    }

    /// <summary>By hand, 7.5 million at 8 %: called after a year and sold after two, 7.5 × 0.08 = 0.6 from the call and 7.5 × (1.08² − 1) = 1.248 from the draw.</summary>
    [Theory]
    [InlineData(LineReturn.FromContribution, 600_000)]
    [InlineData(LineReturn.FromDraw, 1_248_000)]
    public void PreferredReturn_OnWhatRepaidTheLine_RunsFromTheCallOrFromTheDraw(LineReturn from, int preferred)
    {
        var fund = Life(from);
        var book = fund.Book(End);
        AccruedCarry.Of(book).Of(fund.Investor(0)).ShouldBe(0.2m * 1_575_000m);
        var line = DistributionRun.Run(book, new DistributionRequest(End, 10_000_000m + (4m * preferred / 3m), fund.Investor(9))).Lines[0];
        ExplanationCheck.Evaluate(line.Explanation!, fund);
        line.Line.ReturnOfCapital.ShouldBe(7_500_000m);
        line.Line.PreferredReturn.ShouldBe(preferred);
        line.Line.CarriedInterest.ShouldBe(0m);
        // Nothing came back: the clawback's shortfall is capital and the same return.
        FundClawback.Of(book).Single().Result.PreferredReturnShortfall.ShouldBe(7_500_000m + preferred);
    }

    /// <summary>Draws of 4 on 1 January and 6 on 1 July 2021; a call of 7, of which 5 repay the line: 4 of the first draw, 1 of the second, 2 earn from their receipt.</summary>
    [Fact]
    public void PreferredReturn_OfSeveralDraws_RunsFromTheOldestFirst()
    {
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund() with { LineReturn = new(LineReturn.FromDraw, "ILPA") }, 100_000_000m, 0.01m);
        var july = new DateOnly(2021, 7, 1);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 4_000_000m), Drawn);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 6_000_000m), july);
        var call = fund.Call(Called, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 7_000_000m, fund.Investor(9)));
        fund.Pay(call, Called);
        fund.Record(SubscriptionLine.Repay(fund.Book(), fund.NewId(), 5_000_000m, ((CapitalCallIssued)call.Payload).CallId), Called);
        static decimal Grown(decimal amount, DateOnly since) => amount * ((decimal)Math.Pow(1.08, (End.DayNumber - since.DayNumber) / 365.0) - 1);
        var expected = Grown(4_000_000m, Drawn) + Grown(1_000_000m, july) + Grown(2_000_000m, Called);
        var line = DistributionRun.Run(fund.Book(End), new DistributionRequest(End, 9_000_000m)).Lines[0].Line;
        line.PreferredReturn.ShouldBe(expected, 0.02m);
    }

    [Fact]
    public void Terms_ThatRunFromTheDraw_SayItInWords_AndNeedAReturn()
    {
        var terms = IlpaTerms.WholeOfFund() with { LineReturn = new(LineReturn.FromDraw, "ILPA Principles 3.0") };
        terms.InPlainEnglish().ShouldContain(s => s.Clause == "ILPA Principles 3.0" && s.Sentence.Contains("from the day the line was drawn", StringComparison.Ordinal));
        FundJson.Serialize(new TermsSet(terms)).ShouldContain("FromDraw");
        var without = TestTerms.With(new ReturnOfCapitalTier(), new SplitTier(0.2m)) with { LineReturn = terms.LineReturn };
        Should.Throw<FundRuleException>(without.Validate).Code.ShouldBe("terms.line_return.nothing_earns");
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
        var call = fund.Book().Calls[0].CallId;
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 1m), End);
        Refusal(SubscriptionLine.Repay(fund.Book(), Guid.NewGuid(), 1m, call)).ShouldBe("book.line.exceeds_call");
        Refusal(SubscriptionLine.Repay(fund.Book(), Guid.NewGuid(), 1m, Guid.NewGuid())).ShouldBe("book.call.unknown");
        fund.Record(SubscriptionLine.Repay(fund.Book(), fund.NewId(), 1m), End);
        Should.Throw<FundRuleException>(() => SubscriptionLine.Repay(fund.Book(), Guid.NewGuid(), 1m)).Code.ShouldBe("book.line.exceeds_borrowed");
    }
}
