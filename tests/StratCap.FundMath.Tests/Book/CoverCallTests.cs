using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class CoverCallTests
{
    private static readonly DateOnly Notice = new(2021, 3, 1);
    private static readonly DateOnly Overdue = new(2021, 3, 20);
    private static readonly Guid Deal = new("aaaaaaaa-0000-0000-0000-000000000001");

    /// <summary>50, 30, 10 and the general partner's 10; 20 called for a deal and 0.9 for the fee, which all have paid but the second.</summary>
    private static (TestFund Fund, CapitalCallIssued Call) Life()
    {
        var fund = TestFund.With("USD", 50_000_000m, 30_000_000m, 10_000_000m, 10_000_000m);
        var call = (CapitalCallIssued)fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 20_000_000m, Deal), new CapitalCallPurposeRequest(CallPurposeKind.ManagementFee, 900_000m)).Payload;
        foreach (var share in call.Shares.Where(s => s.InvestorId != fund.Investor(1)))
            fund.Record(new ReceiptRecorded(fund.NewId(), call.CallId, share.InvestorId, share.Amounts), Notice.AddDays(14));
        return (fund, call);
    }

    private static void Default(TestFund fund, CapitalCallIssued call) =>
        fund.Record(new CallDefaulted(fund.NewId(), call.CallId, fund.Investor(1), Overdue.AddDays(7)), Overdue);

    [Fact]
    public void Make_AsksTheOthersByTheirCallAndNotForTheFee()
    {
        var (fund, call) = Life();
        Default(fund, call);
        fund.Book().FindCall(call.CallId)!.LineOf(fund.Investor(1))!.IsInDefault.ShouldBeTrue();
        // 6 are missing of the deal; the others were called 10, 2 and 2 for it. Half of each call holds the first at 5.25.
        var cover = CoverCall.Make(fund.Book(), call.CallId, fund.NewId(), Overdue.AddDays(10));
        cover.Purposes.Single().Amount.ShouldBe(6_000_000m);
        cover.Shares.Select(s => s.Total).ShouldBe([4_285_714.28m, 857_142.86m, 857_142.86m], 0.01m);
        fund.Record(cover, Overdue);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Make_UnderALimit_LeavesTheRestUncovered()
    {
        var (fund, call) = Life();
        Default(fund, call);
        var cover = CoverCall.Make(fund.Book(), call.CallId, fund.NewId(), Overdue.AddDays(10), 0.25m);
        cover.Shares.Select(s => s.Total).ShouldBe([2_625_000m, 525_000m, 500_000m]);
    }

    [Fact]
    public void Withdraw_RestoresTheUnfundedCommitmentAndTheSharesOfTheDeal()
    {
        var (fund, call) = Life();
        Default(fund, call);
        var share = call.Shares.Single(s => s.InvestorId == fund.Investor(1));
        fund.Record(CoverCall.Make(fund.Book(), call.CallId, fund.NewId(), Overdue.AddDays(10)), Overdue);
        fund.Record(new CallShareWithdrawn(fund.NewId(), call.CallId, share.InvestorId, share.Amounts, "Default"), Overdue.AddDays(8));
        var book = fund.Book();
        book.CheckTies();
        book.Partners[1].Unfunded.ShouldBe(30_000_000m);
        book.Partners[1].Outstanding.ShouldBe(0m);
        book.Deal(Deal).SharingPercentageOf(book.Partners[1]).ShouldBe(0m);
        book.Deal(Deal).Total.Called.ShouldBe(20_000_000m);
        book.FindCall(call.CallId)!.Status.ShouldBe(CallStatus.Received);
        var statement = InvestorStatement.Of(fund.Facts, fund.Investor(1), Notice, Overdue.AddDays(20));
        statement.Unfunded.CalledInside.ShouldBe(0m);
        statement.Ties().ShouldAllBe(t => t.Holds);
    }

    [Fact]
    public void Receipt_CuresTheDefault()
    {
        var (fund, call) = Life();
        Default(fund, call);
        var share = call.Shares.Single(s => s.InvestorId == fund.Investor(1));
        fund.Record(new ReceiptRecorded(fund.NewId(), call.CallId, share.InvestorId, share.Amounts), Overdue.AddDays(3));
        fund.Book().FindCall(call.CallId)!.LineOf(share.InvestorId)!.IsInDefault.ShouldBeFalse();
        Should.Throw<FundRuleException>(() => CoverCall.Make(fund.Book(), call.CallId, fund.NewId(), Overdue)).Code.ShouldBe("cover.nothing_in_default");
    }

    [Fact]
    public void Record_OfWhatCannotBe_RefusesByName()
    {
        var (fund, call) = Life();
        string Refusal(Fact fact, DateOnly date) => Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, fact, date)).Code;
        CallDefaulted Of(int investor, DateOnly cure) => new(Guid.NewGuid(), call.CallId, fund.Investor(investor), cure);
        CallShareWithdrawn Withdrawn(params decimal[] amounts) => new(Guid.NewGuid(), call.CallId, fund.Investor(1), amounts, "Default");
        Refusal(Of(0, Overdue), Overdue).ShouldBe("book.default.nothing_due");
        Refusal(Of(1, Overdue), Notice.AddDays(14)).ShouldBe("book.default.not_overdue");
        Refusal(Of(1, Notice), Overdue).ShouldBe("book.default.cure_before_notice");
        Refusal(Withdrawn(6_000_000.01m, 0m), Overdue).ShouldBe("book.withdrawal.exceeds_due");
        Refusal(Withdrawn(1m), Overdue).ShouldBe("book.call.share_incomplete");
        Refusal(Withdrawn(1m, 0m) with { Reason = "" }, Overdue).ShouldBe("book.withdrawal.reason_missing");
        Refusal(Withdrawn(0m, 0m), Overdue).ShouldBe("book.amount.not_positive");
        Default(fund, call);
        Refusal(Of(1, Overdue), Overdue).ShouldBe("book.default.already_given");
    }
}
