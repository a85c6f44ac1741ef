using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class BookRulesTests
{
    private static readonly DateOnly Day = new(2021, 3, 1);
    private static readonly Guid Deal = new("aaaaaaaa-0000-0000-0000-000000000001");
    private static readonly Guid Charge = new("aaaaaaaa-0000-0000-0000-000000000002");

    /// <summary>60, 30 and the general partner's 10; a call of 20 paid, an investment of 15, a distribution of 6 declared and paid to the first.</summary>
    private sealed class Scene
    {
        internal TestFund Fund { get; } = TestFund.With("USD", 60_000_000m, 30_000_000m, 10_000_000m);

        internal RecordedFact Call { get; }

        internal RecordedFact Investment { get; }

        internal RecordedFact Distribution { get; }

        internal Scene()
        {
            Call = Fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 20_000_000m, Deal));
            Fund.Pay(Call, Day.AddDays(10));
            Investment = Fund.Record(FactShares.ForInvestment(Fund.Book(), Deal, "Alpha", 15_000_000m), Day.AddDays(12));
            Fund.Record(FactShares.ForProceeds(Fund.Book(), Deal, ProceedsKind.Realisation, 6_000_000m, 5_000_000m), Day.AddDays(100));
            Distribution = Fund.Distribute(Day.AddDays(110), 6_000_000m, Deal);
        }

        internal CapitalCallIssued CallFact => (CapitalCallIssued)Call.Payload;

        internal DistributionDeclared DistributionFact => (DistributionDeclared)Distribution.Payload;

        internal Guid Lp => Fund.Investor(0);

        internal Guid Gp => Fund.Investor(2);

        internal string Refusal(Fact fact, DateOnly date) =>
            Should.Throw<FundRuleException>(() => BookRules.Check(Fund.Facts, fact, date)).Code;
    }

    private static readonly Scene Shared = new();
    private static readonly DateOnly Later = Day.AddDays(200);

    public static TheoryData<string, Fact> Refused()
    {
        var s = Shared;
        var call = s.CallFact;
        var data = new TheoryData<string, Fact>();
        void Add(string code, Fact fact) => data.Add(code, fact);
        Share[] One(decimal amount) => [new(s.Lp, amount)];
        Add("book.already_established", new FundEstablished("Again", "USD", null, null));
        Add("book.investor.already_admitted", new InvestorAdmitted(s.Lp, "Again", PartnerKind.LimitedPartner));
        Add("book.investor.name_missing", new InvestorAdmitted(Guid.NewGuid(), " ", PartnerKind.LimitedPartner));
        Add("book.closing.number_used", new ClosingHeld(Guid.NewGuid(), 1, "Again"));
        Add("book.investor.unknown", new CommitmentAccepted(Guid.NewGuid(), null, 1m));
        Add("book.amount.not_positive", new CommitmentAccepted(s.Lp, null, 0m));
        Add("book.amount.not_positive", new CommitmentAccepted(s.Lp, null, -5m));
        Add("book.amount.not_payable", new CommitmentAccepted(s.Lp, null, 0.001m));
        Add("book.closing.unknown", new CommitmentAccepted(s.Lp, Guid.NewGuid(), 1m));
        Add("book.id.used", call with { Number = 2 });
        Add("book.call.number_used", call with { CallId = Guid.NewGuid() });
        Add("book.call.due_before_notice", call with { CallId = Guid.NewGuid(), Number = 2, DueDate = Day });
        Add("book.call.no_purpose", new CapitalCallIssued(Guid.NewGuid(), 2, Later, [], []));
        Add("book.call.exceeds_unfunded", Calling(CallPurposeKind.Investment, 50_000_000m, s.Lp));
        Add("book.fee.general_partner_share", Calling(CallPurposeKind.ManagementFee, 5m, s.Gp));
        Add("book.deal.unknown", Calling(CallPurposeKind.FollowOn, 5m, s.Lp));
        Add("book.shares.sum_differs", Calling(CallPurposeKind.Investment, 5m, s.Lp) with { Shares = [new CallShare(s.Lp, [4m])] });
        Add("book.shares.negative", Calling(CallPurposeKind.Investment, 5m, s.Lp) with { Shares = [new CallShare(s.Lp, [6m]), new CallShare(s.Gp, [-1m])] });
        Add("book.shares.repeated_investor", Calling(CallPurposeKind.Investment, 5m, s.Lp) with { Shares = [new CallShare(s.Lp, [4m]), new CallShare(s.Lp, [1m])] });
        Add("book.call.share_incomplete", Calling(CallPurposeKind.Investment, 5m, s.Lp) with { Shares = [new CallShare(s.Lp, [4m, 1m])] });
        Add("book.call.unknown", new ReceiptRecorded(Guid.NewGuid(), Guid.NewGuid(), s.Lp, [1m]));
        Add("book.receipt.exceeds_due", new ReceiptRecorded(Guid.NewGuid(), call.CallId, s.Lp, [1m]));
        Add("book.receipt.incomplete", new ReceiptRecorded(Guid.NewGuid(), call.CallId, s.Lp, [1m, 2m]));
        Add("book.amount.not_positive", new ReceiptRecorded(Guid.NewGuid(), call.CallId, s.Lp, [0m]));
        Add("book.deal.unknown", new ValuationRecorded(Guid.NewGuid(), 1m, 1m, "Market", 3, One(1m)));
        Add("book.valuation.change_differs", new ValuationRecorded(Deal, 20_000_000m, 1m, "Market", 3, One(1m)));
        Add("book.valuation.level_unknown", new ValuationRecorded(Deal, 10_000_000m, 0m, "Market", 4, []));
        Add("book.valuation.negative", new ValuationRecorded(Deal, -1m, -10_000_001m, "Market", 3, One(-10_000_001m)));
        Add("book.proceeds.cost_exceeds_held", new ProceedsReceived(Deal, ProceedsKind.Realisation, 1m, 11_000_000m, 0m, One(1m), One(11_000_000m), []));
        Add("book.proceeds.share_exceeds_cost", new ProceedsReceived(Deal, ProceedsKind.Realisation, 1m, 9_000_000m, 0m, One(1m), One(9_000_000m), []));
        Add("book.proceeds.income_has_cost", new ProceedsReceived(Deal, ProceedsKind.Income, 1m, 1m, 0m, One(1m), One(1m), []));
        Add("book.proceeds.no_income", new ProceedsReceived(Deal, ProceedsKind.Realisation, 1m, 1m, 0m, One(1m), One(1m), [], Income: IncomeKind.Interest));
        Add("book.proceeds.nothing", new ProceedsReceived(Deal, ProceedsKind.Realisation, 0m, 0m, 0m, [], [], []));
        Add("book.fee.general_partner_share", new ManagementFeeCharged(Charge, Later, Later.AddDays(90), 1m, [new Share(s.Gp, 1m)]));
        Add("book.fee.period_empty", new ManagementFeeCharged(Charge, Later, Later, 1m, One(1m)));
        Add("book.shares.sum_differs", new ExpenseCharged(Charge, "Audit", 2m, One(1m)));
        Add("book.expense.category_missing", new ExpenseCharged(Charge, "", 1m, One(1m)));
        Add("book.distribution.number_used", s.DistributionFact with { DistributionId = Guid.NewGuid() });
        Add("book.distribution.line_does_not_add_up", Distributing(s, l => l with { ReturnOfCapital = l.ReturnOfCapital - 1m }));
        Add("book.distribution.negative", Distributing(s, l => l with { Withholding = -1m }));
        Add("book.distribution.withholding_exceeds_line", Distributing(s, l => l with { Withholding = l.Apportioned + 1m }));
        Add("book.distribution.recallable_exceeds_called", Distributing(s, l => l with { Recallable = l.Apportioned + 1m }));
        Add("book.distribution.carry_without_recipient", Distributing(s, l => l.InvestorId == s.Lp ? l with { ReturnOfCapital = l.ReturnOfCapital - 1m, CarriedInterest = 1m } : l));
        Add("book.distribution.general_partner_bears_carry", Distributing(s, l => l.InvestorId == s.Gp ? l with { ReturnOfCapital = l.ReturnOfCapital - 1m, CarriedInterest = 1m } : l));
        Add("book.shares.sum_differs", Distributing(s, l => l) with { Amount = 1m });
        Add("book.distribution.unknown", new DistributionPaid(Guid.NewGuid(), Guid.NewGuid(), s.Lp, 1m));
        Add("book.distribution.payment_exceeds_payable", new DistributionPaid(Guid.NewGuid(), s.DistributionFact.DistributionId, s.Lp, 3_600_000.01m));
        Add("book.position.negative", new PositionDisclosed(s.Lp, 1m, -1m, 0m, 0m, null, null, "x"));
        Add("book.reversal.unknown_fact", new FactReversed(Guid.NewGuid(), "x"));
        Add("book.reversal.of_establishment", new FactReversed(s.Fund.Facts[0].FactId, "x"));
        Add("book.reversal.reason_missing", new FactReversed(s.Distribution.FactId, ""));
        Add("book.reversal.has_dependents", new FactReversed(s.Call.FactId, "x"));
        Add("book.reversal.has_dependents", new FactReversed(s.Investment.FactId, "x"));
        return data;
    }

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Check_OfAFactThatBreaksARule_RefusesByName(string code, Fact fact) => Shared.Refusal(fact, Later).ShouldBe(code);

    [Fact]
    public void Check_OfTheFirstFact_MustEstablishTheFund() =>
        Should.Throw<FundRuleException>(() => BookRules.Check([], new ClosingHeld(Guid.NewGuid(), 1, "x"), Day)).Code.ShouldBe("book.not_established");

    [Fact]
    public void Check_OfACallOutsideTheCommitment_IsNotCapped()
    {
        var call = Calling(CallPurposeKind.Expenses, 50_000_000m, Shared.Lp);
        BookRules.Check(Shared.Fund.Facts, call with { Purposes = [call.Purposes[0] with { InsideCommitment = false }] }, Later);
    }

    [Fact]
    public void Check_OfABackDatedCallThatStarvesALaterOne_IsRefused()
    {
        var fund = TestFund.With("USD", 100m, 0.01m);
        fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 90m));
        var early = Calling(CallPurposeKind.Investment, 50m, fund.Investor(0));
        Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, early, Day.AddDays(-30))).Code.ShouldBe("book.later_fact_breaks");
    }

    [Fact]
    public void Check_OfAReversalDatedBeforeItsOriginal_IsRefused() =>
        Shared.Refusal(new FactReversed(Shared.Distribution.FactId, "wrong"), Day).ShouldBe("book.reversal.before_original");

    [Fact]
    public void Check_OfASecondReversal_IsRefused()
    {
        var scene = new Scene();
        var reversal = scene.Fund.Record(new FactReversed(scene.Distribution.FactId, "wrong amount"), scene.Distribution.EffectiveDate);
        scene.Refusal(new FactReversed(scene.Distribution.FactId, "again"), Later).ShouldBe("book.reversal.already_reversed");
        scene.Refusal(new FactReversed(reversal.FactId, "undo"), Later).ShouldBe("book.reversal.of_reversal");
        scene.Fund.Book().Distributions.ShouldBeEmpty();
    }

    [Fact]
    public void Check_OfAFactBesideALateReversal_MustHoldOnBothSidesOfIt()
    {
        // The receipt counts until its reversal takes effect; a second one for the same money in between would be twice what was due.
        var fund = TestFund.With("USD", 100m, 0.01m);
        var call = fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 90m));
        var id = ((CapitalCallIssued)call.Payload).CallId;
        var amount = ((CapitalCallIssued)call.Payload).Shares[0].Total;
        var receipt = fund.Record(new ReceiptRecorded(fund.NewId(), id, fund.Investor(0), [amount]), Day.AddDays(5));
        fund.Record(new FactReversed(receipt.FactId, "returned by the bank"), Day.AddDays(20));
        var again = new ReceiptRecorded(fund.NewId(), id, fund.Investor(0), [amount]);
        Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, again, Day.AddDays(10))).Code.ShouldBe("book.receipt.exceeds_due");
        fund.Record(again, Day.AddDays(20));
        fund.Book().Total.Contributed.ShouldBe(amount);
        fund.Book(Day.AddDays(10)).Total.Contributed.ShouldBe(amount);
    }

    [Fact]
    public void Judge_OfGoodAndBadCandidates_RefusesOnlyTheBad()
    {
        var fund = TestFund.With("USD", 100m, 1m);
        var newcomer = Guid.NewGuid();
        (Fact, DateOnly)[] candidates =
        [
            (new InvestorAdmitted(newcomer, "Newcomer", PartnerKind.LimitedPartner), Day),
            (new CommitmentAccepted(Guid.NewGuid(), null, 5m), Day),
            (new CommitmentAccepted(newcomer, null, 5m), Day),
            (new CommitmentAccepted(newcomer, null, 0.005m), Day),
        ];
        var refusals = BookRules.Judge(fund.Facts, candidates);
        refusals.Select(r => (r.Index, r.Refusal.Code)).ShouldBe([(1, "book.investor.unknown"), (3, "book.amount.not_payable")]);
        Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, candidates)).Code.ShouldBe("book.investor.unknown");
    }

    [Fact]
    public void Check_OfTwoCandidatesThatAreTooMuchTogether_IsRefused()
    {
        var fund = TestFund.With("USD", 100m, 1m);
        var first = Calling(CallPurposeKind.Investment, 60m, fund.Investor(0));
        var second = Calling(CallPurposeKind.Investment, 60m, fund.Investor(0)) with { Number = 3 };
        BookRules.Check(fund.Facts, first, Day);
        Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, [(first, Day), (second, Day)])).Code.ShouldBe("book.call.exceeds_unfunded");
    }

    private static CapitalCallIssued Calling(CallPurposeKind kind, decimal amount, Guid investor) => new(
        Guid.NewGuid(), 2, Later.AddDays(14), [new CallPurpose(kind, AllocationBase.Commitments, amount, null, "x")], [new CallShare(investor, [amount])]);

    private static DistributionDeclared Distributing(Scene scene, Func<DistributionLine, DistributionLine> change) => scene.DistributionFact with
    {
        DistributionId = Guid.NewGuid(),
        Number = 2,
        PaymentDate = Later,
        CarryRecipientId = null,
        Lines = [.. scene.DistributionFact.Lines.Select(change)],
    };
}
