using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Book;

public sealed class ClosingEqualisationTests
{
    private static readonly DateOnly CallDate = new(2020, 2, 3);
    private static readonly DateOnly Second = new(2021, 2, 16);

    /// <summary>100 and the general partner's 10 at the first closing; 11 called, all invested, and a quarter's fee; at the second closing comes another 90.</summary>
    private static TestFund TwoClosings(bool withFee = true)
    {
        var fund = TestFund.With("USD", 100_000_000m, 10_000_000m);
        var deal = fund.Investor(9);
        CapitalCallPurposeRequest[] purposes = [new(CallPurposeKind.Investment, 11_000_000m, deal), new(CallPurposeKind.ManagementFee, 500_000m)];
        fund.Pay(fund.Call(CallDate, withFee ? purposes : purposes[..1]), CallDate.AddDays(14));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 11_000_000m), CallDate.AddDays(20));
        if (withFee)
            fund.Record(FactShares.ForManagementFee(fund.Book(), fund.NewId(), new(2020, 1, 1), new(2020, 4, 1)), CallDate.AddDays(20));
        Join(fund, 2, 90_000_000m, Second, 2);
        return fund;
    }

    private static void Join(TestFund fund, int investor, decimal commitment, DateOnly date, int closing)
    {
        fund.Record(new ClosingHeld(Closing(closing), closing, $"Closing {closing}"), date);
        fund.Record(new InvestorAdmitted(fund.Investor(investor), $"Investor {investor}", PartnerKind.LimitedPartner), date);
        fund.Record(new CommitmentAccepted(fund.Investor(investor), Closing(closing), commitment), date);
    }

    private static Guid Closing(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 3]);

    private static ClosingEqualised Equalise(TestFund fund, int closing, DateOnly date, LateInterestTerms? interest = null)
    {
        var fact = ClosingEqualisation.Make(fund.Facts, fund.NewId(), Closing(closing), date, interest);
        fund.Record(fact, date);
        return fact;
    }

    [Fact]
    public void Make_OfASecondClosing_RefundsTheEarlierAndChargesInterestAndTheOwnFee()
    {
        var fund = TwoClosings();
        // 11 of 200 instead of 110: the first has paid 10 and should have paid 5.5, the general partner 1 and 0.55, the newcomer owes 4.95.
        Equalise(fund, 2, Second, new LateInterestTerms(0.08m));
        var book = fund.Book();
        book.CheckTies();
        var (first, general, newcomer) = (book.Partners[0], book.Partners[1], book.Partners[2]);
        newcomer[Component.ContributedInvestment].ShouldBe(4_950_000m);
        first[Component.ContributedInvestment].ShouldBe(5_500_000m);
        general[Component.ContributedInvestment].ShouldBe(550_000m);
        // 365 days from the due date, 17 February 2020, through a leap day to 16 February 2021.
        newcomer[Component.LateInterest].ShouldBe(-396_000m);
        first[Component.LateInterest].ShouldBe(360_000m);
        general[Component.LateInterest].ShouldBe(36_000m);
        newcomer[Component.ContributedManagementFee].ShouldBe(450_000m);
        newcomer.FeesCharged.ShouldBe(450_000m);
        first.FeesCharged.ShouldBe(500_000m);
        book.Total.FeesCharged.ShouldBe(950_000m);
        book.Total.Cash.ShouldBe(0m);
        first.Unfunded.ShouldBe(94_000_000m);
        newcomer.Unfunded.ShouldBe(84_600_000m);
        newcomer.CashFlows.Single().Date.ShouldBe(CallDate.AddDays(14));
        book.Deals[0].SharingPercentageOf(newcomer).ShouldBe(0.45m);
    }

    [Fact]
    public void Explain_OfEveryPartner_AddsUpToWhatItPaysOrGets()
    {
        var fund = TwoClosings();
        var before = fund.Book();
        var explanations = ClosingEqualisation.Explain(before, Equalise(fund, 2, Second, new LateInterestTerms(0.08m)));
        explanations.Select(e => e.Value).ShouldBe(["-4860000.00", "-486000.00", "5796000.00"]);
        foreach (var explanation in explanations)
            ExplanationCheck.Evaluate(explanation, fund);
    }

    [Fact]
    public void Fold_BeforeTheClosing_StaysAsItWas()
    {
        var fund = TwoClosings();
        var before = Digest.Of(fund.Book(Second.AddDays(-1), fund.Clock));
        var then = fund.Clock;
        Equalise(fund, 2, Second);
        Digest.Of(fund.Book(Second.AddDays(-1), then)).ShouldBe(before);
        fund.Book(Second.AddDays(-1)).Partners[0][Component.ContributedInvestment].ShouldBe(10_000_000m);
    }

    [Fact]
    public void Statement_OfEveryPartner_TiesAndShowsTheSettlement()
    {
        var fund = TwoClosings();
        Equalise(fund, 2, Second, new LateInterestTerms(0.08m));
        var run = new StatementRun(fund.Facts, new(2021, 1, 1), new(2021, 3, 31));
        foreach (var statement in run.ForAll())
        {
            foreach (var tie in statement.Ties())
                tie.Right.ShouldBe(tie.Left, $"{statement.InvestorName}: {tie.What}");
            ExplanationCheck.Evaluate(statement.Explanation!, fund);
        }
        run.For(fund.Investor(0)).Period.Contributions.ShouldBe(-4_500_000m);
        run.For(fund.Investor(0)).Unfunded.CalledInside.ShouldBe(4_500_000m);
        var newcomer = run.For(fund.Investor(2));
        newcomer.Period.Contributions.ShouldBe(5_400_000m);
        newcomer.Period.ManagementFees.ShouldBe(-450_000m);
        newcomer.Period.PartnerTransfers.ShouldBe(0m);
        newcomer.Transactions.Single(t => t.Kind == TransactionKind.LateInterest).Amount.ShouldBe(-396_000m);
    }

    [Fact]
    public void Make_OfTheGeneralPartnersTrueUp_ChargesNoInterest()
    {
        var fund = TwoClosings(withFee: false);
        fund.Record(new CommitmentAccepted(fund.Investor(1), Closing(2), 10_000_000m), Second);
        var interest = Equalise(fund, 2, Second, new LateInterestTerms(0.08m)).Interest;
        interest.Sum(i => i.Amount).ShouldBe(0m);
        interest.Select(i => i.InvestorId).ShouldBe([fund.Investor(0), fund.Investor(2)]);
    }

    [Fact]
    public void Make_OfARaisedCommitment_TreatsTheNewPartAsANewcomer()
    {
        var fund = TestFund.With("USD", 25_000_000m, 25_000_000m, 0.01m);
        fund.Pay(fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 20_000_000m, fund.Investor(9), ExcusedInvestorIds: [fund.Investor(2)])), CallDate);
        fund.Record(new ClosingHeld(Closing(2), 2, "Second"), Second);
        fund.Record(new CommitmentAccepted(fund.Investor(1), Closing(2), 50_000_000m), Second);
        Equalise(fund, 2, Second);
        fund.Book().Partners.Select(p => p.Contributed).ShouldBe([5_000_000m, 15_000_000m, 0m]);
    }

    [Fact]
    public void Make_OfAFeeThatWasChargedAfterTheClosingForAPeriodBeforeIt_LeavesTheEarliersAlone()
    {
        var fund = TwoClosings(withFee: false);
        fund.Record(FactShares.ForManagementFee(fund.Book(new(2021, 1, 1)), fund.NewId(), new(2021, 1, 1), new(2021, 4, 1)), Second);
        Equalise(fund, 2, Second);
        fund.Book().Partners.Select(p => p.FeesCharged).ShouldBe([500_000m, 0m, 450_000m]);
    }

    [Fact]
    public void Make_WithAnExcusedPartner_LeavesHimOut()
    {
        var fund = TestFund.With("USD", 60_000_000m, 30_000_000m, 10_000_000m);
        fund.Pay(fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 7_000_000m, fund.Investor(9), ExcusedInvestorIds: [fund.Investor(1)])), CallDate);
        Join(fund, 3, 70_000_000m, Second, 2);
        Equalise(fund, 2, Second);
        fund.Book().Partners.Select(p => p.Contributed).ShouldBe([3_000_000m, 0m, 500_000m, 3_500_000m]);
    }

    [Fact]
    public void Make_OfWhatCannotBeEqualised_RefusesByName()
    {
        var fund = TwoClosings();
        string Refusal(Action action) => Should.Throw<FundRuleException>(action).Code;
        Refusal(() => Equalise(fund, 3, Second)).ShouldBe("book.closing.unknown");
        var made = ClosingEqualisation.Make(fund.Facts, fund.NewId(), Closing(2), Second, new LateInterestTerms(0.08m));
        string Changed(Func<ClosingEqualised, ClosingEqualised> change) => Refusal(() => BookRules.Check(fund.Facts, change(made), Second));
        Changed(m => m with { NewToFund = [] }).ShouldBe("book.move.sum_differs");
        Changed(m => m with { NewToFund = [new(Component.Expenses, 1m)] }).ShouldBe("book.equalisation.only_fees_are_new");
        Changed(m => m with { Basis = [] }).ShouldBe("book.move.basis_differs");
        Changed(m => m with { Interest = [new Share(fund.Investor(0), 1m)] }).ShouldBe("book.shares.sum_differs");
        fund.Record(made, Second);
        Refusal(() => Equalise(fund, 2, Second)).ShouldBe("equalisation.nothing_to_equalise");
        Refusal(() => fund.Record(made with { MoveId = fund.NewId() }, Second)).ShouldBe("book.equalisation.already_done");
        Refusal(() => fund.Record(FactShares.ForExpense(fund.Book(CallDate), fund.NewId(), "Legal", 5m), CallDate)).ShouldBe("book.later_fact_breaks");
        fund.Call(Second.AddDays(1), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100m));
        Join(fund, 3, 1_000m, Second.AddDays(2), 3);
        Refusal(() => Equalise(fund, 3, Second.AddDays(2))).ShouldBe("book.equalisation.call_open");
    }

    [Fact]
    public void Make_AfterADistribution_IsRefused()
    {
        var fund = TestFund.With("USD", 60_000_000m, 10_000_000m);
        fund.Pay(fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 7_000_000m)), CallDate);
        fund.Distribute(CallDate.AddDays(9), 100m);
        Join(fund, 3, 70_000_000m, Second, 2);
        Should.Throw<FundRuleException>(() => Equalise(fund, 2, Second)).Code.ShouldBe("book.equalisation.distributed");
    }

    /// <summary>What a retelling of the book could not tell again the way it was.</summary>
    [Theory]
    [InlineData("book.equalisation.tax_distributed")]
    [InlineData("book.equalisation.distributed_in_kind")]
    [InlineData("book.equalisation.default_remedied")]
    public void Make_AfterWhatCannotBeSharedAnew_IsRefusedByName(string code)
    {
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund() with { LaterPartners = new(LaterPartners.ShareInDistributions, "test") }, 60_000_000m, 30_000_000m, 1m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 6_000_000m, deal)), CallDate);
        fund.Record(FactShares.ForInvestment(fund.Book(CallDate), deal, "Alpha", 6_000_000m), CallDate);
        var day = CallDate.AddDays(60);
        switch (code)
        {
            case "book.equalisation.tax_distributed":
                fund.Record(FactShares.ForProceeds(fund.Book(day), deal, ProceedsKind.Income, 100m, 0m), day);
                var income = new Dictionary<Guid, decimal> { [fund.Investor(0)] = 100m };
                fund.PayOut(fund.Record(TaxDistribution.Run(fund.Book(day), new(day, 40m, 0.4m, income)).ToFact(fund.NewId(), 1, day), day), day);
                break;
            case "book.equalisation.distributed_in_kind":
                var run = InKindDistribution.Run(fund.Facts, new InKindRequest(day, deal, 6_000_000m, null, [], 9_000_000m, []));
                fund.Record(run.ToFact(fund.NewId(), 1, day), day);
                break;
            default:
                var call = (CapitalCallIssued)fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 900m)).Payload;
                fund.Record(new CallDefaulted(fund.NewId(), call.CallId, fund.Investor(1), day.AddDays(-1)), day.AddDays(-9));
                fund.Record(DefaultRemedies.Forfeit(fund.Book(day), fund.NewId(), call.CallId, fund.Investor(1), 0.1m), day);
                fund.Record([.. call.Shares.Select(s => new ReceiptRecorded(fund.NewId(), call.CallId, s.InvestorId, s.Amounts))], day);
                break;
        }
        Join(fund, 3, 70_000_000m, Second, 2);
        Should.Throw<FundRuleException>(() => Equalise(fund, 2, Second)).Code.ShouldBe(code);
    }

    /// <summary>
    /// By hand: 100 of one partner, of the general partner nothing to speak of; 10 called for Alpha and 20 for Beta. Alpha is sold for 15 and distributed. Then another 100 join.
    /// Sharing in it, the newcomer owes 5 + 10 and is due of the 15 a half, 7.5. Not sharing, he is excused from Alpha, so that of Beta, called by
    /// remaining commitments of 90 and 100, he owes 20 × 100 ÷ 190 and nothing else.
    /// </summary>
    [Theory]
    [InlineData(LaterPartners.ShareInDistributions, 15_000_000, 7_500_000, 10_000_000)]
    [InlineData(LaterPartners.OnlyWhatIsHeld, 10_526_315.79, 0, 10_526_315.79)]
    public void Make_AfterADistribution_SharesItOrWhatIsHeld(LaterPartners agreed, decimal contributed, decimal received, decimal ofBeta)
    {
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund(catchUpShare: 1m) with { LaterPartners = new(agreed, "test") }, 100_000_000m, 0.01m);
        var (alpha, beta) = (fund.NewId(), fund.NewId());
        foreach (var (deal, cost) in new[] { (alpha, 10_000_000m), (beta, 20_000_000m) })
        {
            fund.Pay(fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Investment, cost, deal)), CallDate.AddDays(14));
            fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Deal", cost), CallDate.AddDays(14));
        }
        fund.Record(FactShares.ForProceeds(fund.Book(), alpha, ProceedsKind.Realisation, 15_000_000m, 10_000_000m), CallDate.AddDays(100));
        fund.PayOut(fund.Distribute(CallDate.AddDays(101), 15_000_000m, alpha), CallDate.AddDays(101));
        Join(fund, 3, 100_000_000m, Second, 2);
        var before = fund.Book(Second);
        var made = Equalise(fund, 2, Second, new LateInterestTerms(0.08m));
        var book = fund.Book();
        book.CheckTies();
        var newcomer = book.Partners[2];
        (newcomer.Contributed, newcomer[Component.Apportioned]).ShouldBe((contributed, received));
        made.Lines.Sum(l => l.Pays).ShouldBe(0m);
        made.Lines.Single(l => l.InvestorId == newcomer.InvestorId).Pays.ShouldBe(contributed - newcomer.Distributed - newcomer.CarryReceived);
        // 8 % on 15 from 17 February 2020, 365 days, less on 7.5 from 14 May 2020, 278 days; of Beta alone, on his part.
        newcomer[Component.LateInterest].ShouldBe(agreed == LaterPartners.OnlyWhatIsHeld ? -842_105.26m : -1_200_000m + (7_500_000m * 0.08m * 278 / 365), 0.02m);
        newcomer.Distributions.Sum(d => d.Line.Apportioned).ShouldBe(received);
        book.Deal(beta).HoldingOf(newcomer).Cost.ShouldBe(ofBeta);
        foreach (var tree in ClosingEqualisation.Explain(before, made))
            ExplanationCheck.Evaluate(tree, fund);
        foreach (var statement in new StatementRun(fund.Facts, Second, Second).ForAll())
        {
            foreach (var tie in statement.Ties())
                tie.Right.ShouldBe(tie.Left, tie.What);
        }
    }

    [Fact]
    public void Make_AfterADistributionThatIsOpenOrMarked_RefusesByName()
    {
        foreach (var (recallable, code) in new[] { (0m, "book.equalisation.distribution_open"), (1m, "book.equalisation.distribution_marked") })
        {
            var fund = TestFund.With("USD", IlpaTerms.WholeOfFund() with { LaterPartners = new(LaterPartners.ShareInDistributions, "test") }, 60_000_000m, 10_000_000m);
            fund.Pay(fund.Call(CallDate, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 7_000_000m)), CallDate);
            var request = new DistributionRequest(CallDate.AddDays(9), 100m, RecallableByInvestor: new Dictionary<Guid, decimal> { [fund.Investor(0)] = recallable });
            var declared = fund.Record(DistributionRun.Run(fund.Book(), request).ToFact(fund.NewId(), 1, CallDate.AddDays(9)), CallDate.AddDays(9));
            if (recallable > 0)
                fund.PayOut(declared, CallDate.AddDays(9));
            Join(fund, 3, 70_000_000m, Second, 2);
            Should.Throw<FundRuleException>(() => Equalise(fund, 2, Second)).Code.ShouldBe(code);
        }
    }

    /// <summary>
    /// Not sharing, after any sequence of closings everybody stands as if all had joined first and the later ones had been excused from what was sold before they came.
    /// </summary>
    [Fact]
    public void Make_WhereOnlyWhatIsHeldIsShared_LeavesLaterPartnersAsIfExcusedFromWhatWasSold() =>
        Gen.Select(Gen.Select(Gen.Int[1, 9_999], Gen.Int[0, 3], Gen.Int[1, 300]).Array[1, 5], Gen.Int[0, 2]).Sample((deals, currency) =>
        {
            var code = new[] { "USD", "JPY", "KWD" }[currency];
            var a = Held(code, deals, atOnce: false).Book();
            var b = Held(code, deals, atOnce: true).Book(a.AsOf);
            a.CheckTies();
            foreach (var partner in a.Partners)
            {
                var other = b.Partner(partner.InvestorId);
                foreach (var component in FigureSet.Components.Where(c => c != Component.LateInterest))
                    partner[component].ShouldBe(other[component], component.ToString());
                foreach (var deal in a.Deals)
                    deal.HoldingOf(partner).ShouldBe(b.Deal(deal.DealId).HoldingOf(other));
            }
            Performance.Of(a).Partners.Select(p => (p.Irr!.Rate, p.Tvpi, p.AccruedCarry)).ShouldBe(Performance.Of(b).Partners.Select(p => (p.Irr!.Rate, p.Tvpi, p.AccruedCarry)));
        }, iter: 150);

    /// <summary>Deals are bought one after the other; each is sold before the second closing, before the third, or not at all; what is sold is distributed.</summary>
    private static TestFund Held(string currency, (int Cost, int SoldBefore, int Multiple)[] deals, bool atOnce)
    {
        var fund = TestFund.With(currency, IlpaTerms.WholeOfFund(), 50_000_000m, 1_000_123m);
        var today = TestFund.Start;
        void Close(int stage, DateOnly date)
        {
            fund.Record(new ClosingHeld(Closing(stage), stage, $"Closing {stage}"), date);
            fund.Record(new InvestorAdmitted(Lp(stage), $"Later {stage}", PartnerKind.LimitedPartner), date);
            fund.Record(new CommitmentAccepted(Lp(stage), Closing(stage), 13_333_333m * stage), date);
            if (!atOnce && ClosingMakes(fund, stage, date) is { } fact)
                fund.Record(fact, date);
        }
        if (atOnce)
        {
            Close(2, today);
            Close(3, today);
        }
        for (var i = 0; i < deals.Length; i++)
        {
            today = today.AddDays(20);
            // Sold before the second closing, neither of the later partners takes part; before the third, only the last does not.
            Guid[] excused = !atOnce ? [] : deals[i].SoldBefore switch { 2 => [Lp(2), Lp(3)], 3 => [Lp(3)], _ => [] };
            CallAndPay(fund, today, i, new CapitalCallPurposeRequest(CallPurposeKind.Investment, deals[i].Cost * 1_000m, Id(i, 1), ExcusedInvestorIds: excused));
            fund.Record(FactShares.ForInvestment(fund.Book(), Id(i, 1), "Deal", deals[i].Cost * 1_000m), today.AddDays(7));
        }
        foreach (var stage in new[] { 2, 3 })
        {
            for (var i = 0; i < deals.Length; i++)
            {
                if (deals[i].SoldBefore != stage)
                    continue;
                today = today.AddDays(30);
                fund.Record(FactShares.ForProceeds(fund.Book(), Id(i, 1), ProceedsKind.Realisation, deals[i].Cost * 10m * deals[i].Multiple, deals[i].Cost * 1_000m), today);
                DistributeAndPay(fund, fund.Book(), today, i, Id(i, 1), deals[i].Cost * 10m * deals[i].Multiple);
            }
            today = today.AddDays(30);
            if (!atOnce)
                Close(stage, today);
        }
        return fund;
    }

    /// <summary>What happened, and how many days after the step before.</summary>
    private readonly record struct Deed(int Kind, int Days, int Amount);

    private static readonly Gen<(int[] Joins, Deed[] Deeds, int Currency)> Lives = Gen.Select(
        Gen.Int[0, 3].Array[2, 4], Gen.Select(Gen.Int[0, 11], Gen.Int[1, 60], Gen.Int[1, 9_999], (k, d, a) => new Deed(k, d, a)).Array[3, 9], Gen.Int[0, 2]);

    [Fact]
    public void Make_AfterAnySequenceOfClosings_LeavesEverybodyAsIfAllHadJoinedFirst() => Lives.Sample(
        (joins, deeds, currency) =>
        {
            var code = new[] { "USD", "JPY", "KWD" }[currency];
            var (later, joinedFirst) = (Live(code, joins, deeds, atOnce: false), Live(code, joins, deeds, atOnce: true));
            later.CheckAll();
            var end = later.Book().AsOf;
            var (a, b) = (later.Book(end), joinedFirst.Book(end));
            a.CheckTies();
            a.Partners.Sum(p => p[Component.LateInterest]).ShouldBe(0m);
            foreach (var partner in a.Partners)
            {
                var other = b.Partner(partner.InvestorId);
                foreach (var component in FigureSet.Components.Where(c => c != Component.LateInterest))
                    Same(component, other[component], partner[component]);
                partner.CashFlows.Select(f => (f.Date, f.SourceId, f.Amount)).Order().ShouldBe(other.CashFlows.Select(f => (f.Date, f.SourceId, f.Amount)).Order());
                foreach (var deal in a.Deals)
                    deal.HoldingOf(partner).ShouldBe(b.Deal(deal.DealId).HoldingOf(other));
            }
            Performance.Of(a, explain: false).Partners.Select(p => (p.Irr!.Rate, p.Tvpi, p.AccruedCarry)).ShouldBe(Performance.Of(b, explain: false).Partners.Select(p => (p.Irr!.Rate, p.Tvpi, p.AccruedCarry)));
        },
        iter: 10_000);

    private static void Same(Component component, decimal wanted, decimal actual)
    {
        if (wanted != actual)
            throw new ShouldAssertException($"{component} is {actual} and, had all joined first, {wanted}");
    }
    /// <summary>Partners join at one of four times spread over the deeds, or all at once; every closing after the first is equalised, the last at the end.</summary>
    private static TestFund Live(string currency, int[] joins, Deed[] deeds, bool atOnce)
    {
        var fund = TestFund.With(currency, IlpaTerms.WholeOfFund(feeRateByInvestor: new Dictionary<Guid, decimal> { [Lp(1)] = 0.0175m }) with { LaterPartners = new(LaterPartners.ShareInDistributions, "test") }, 50_000_000m, 1_000_123m);
        fund.ChecksEach = false;
        var today = TestFund.Start;
        var number = 1;
        void Close(int stage, int[] who)
        {
            if (who.Length == 0)
                return;
            number++;
            fund.Record(new ClosingHeld(Closing(number), number, $"Closing {number}"), today);
            fund.Record([.. who.SelectMany(i => (Fact[])[new InvestorAdmitted(Lp(i), $"Later {i}", PartnerKind.LimitedPartner), new CommitmentAccepted(Lp(i), Closing(number), 3_333_333m * (i + 2))])], today);
            if (stage > 0 && ClosingMakes(fund, number, today) is { } fact)
                fund.Record(fact, today);
        }
        int[] All(int stage) => [.. Enumerable.Range(0, joins.Length).Where(i => joins[i] == stage)];
        Close(0, atOnce ? [.. Enumerable.Range(0, 4).SelectMany(All)] : All(0));
        // Odd units of what comes after the last closing are shared out anew from there on.
        for (var d = 0; d <= joins.Max() * deeds.Length / 4; d++)
        {
            today = today.AddDays(deeds[d].Days);
            Do(fund, deeds[d], today, d);
            today = today.AddDays(10);
            for (var stage = 1; stage < 4 && !atOnce; stage++)
            {
                if (d == stage * deeds.Length / 4)
                    Close(stage, All(stage));
            }
        }
        return fund;
    }

    private static ClosingEqualised? ClosingMakes(TestFund fund, int number, DateOnly date)
    {
        try
        {
            return ClosingEqualisation.Make(fund.Facts, Closing(900 + number), Closing(number), date, new LateInterestTerms(0.08m, DayCount.Thirty360));
        }
        catch (FundRuleException refusal) when (refusal.Code == "equalisation.nothing_to_equalise")
        {
            return null;
        }
    }

    private static Guid Lp(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 4]);

    private static Guid Id(int deed, int what) => new(deed, (short)what, 0, [0, 0, 0, 0, 0, 0, 0, 5]);

    /// <summary>Nothing here depends on who has joined but the management fee. Ids and dates are the same in both tellings.</summary>
    private static void Do(TestFund fund, Deed deed, DateOnly date, int place)
    {
        var book = fund.Book();
        var deal = book.Deals.Count > 0 && deed.Amount % 2 == 0 ? book.Deals[^1].DealId : Id(place, 1);
        var known = book.FindDeal(deal) is { InvestedOn: not null } found ? found : null;
        switch (deed.Kind)
        {
            case 0 or 1:
                CallAndPay(fund, date, place, book.FindDeal(deal) is null
                    ? new(CallPurposeKind.Investment, deed.Amount * 100m, deal) : new(CallPurposeKind.FollowOn, deed.Amount * 100m, deal));
                break;
            case 2:
                CallAndPay(fund, date, place, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, deed.Amount, InsideCommitment: deed.Amount % 3 != 0));
                break;
            case 3:
                var (from, to) = ManagementFee.PeriodAround(date.AddDays(7), FeeFrequency.Quarterly);
                CallAndPay(fund, date, place, new CapitalCallPurposeRequest(CallPurposeKind.ManagementFee, ManagementFee.For(book, from, to).Amount));
                break;
            case 4:
                fund.Record(FactShares.ForManagementFee(book, Id(place, 2), date, date.AddDays(deed.Amount % 99 + 1)), date);
                break;
            case 5 when book.FindDeal(deal) is not null:
                fund.Record(FactShares.ForInvestment(book, deal, "Deal", deed.Amount * 90m), date);
                break;
            case 6 when known is not null:
                fund.Record(FactShares.ForValuation(book, deal, deed.Amount * 101m, "Market multiple", 3), date);
                break;
            case 7 when known is { Cost: > 0 }:
                fund.Record(FactShares.ForProceeds(book, deal, ProceedsKind.Realisation, deed.Amount * 77m, Math.Truncate(known.Cost / 3)), date);
                fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, deed.Amount, 0m), date);
                break;
            case 8:
                fund.Record(SubscriptionLine.Draw(book, Id(place, 5), deed.Amount), date);
                break;
            case 9 when book.Total.Borrowed > 0:
                fund.Record(SubscriptionLine.Repay(book, Id(place, 6), Math.Min(deed.Amount, book.Total.Borrowed)), date);
                break;
            case 10 or 11 when book.Total.Contributed > 0:
                DistributeAndPay(fund, book, date, place, known?.DealId, deed.Amount * 130m);
                break;
            default:
                fund.Record(FactShares.ForExpense(book, Id(place, 3), "Audit", deed.Amount), date);
                break;
        }
    }

    private static void DistributeAndPay(TestFund fund, FundBook book, DateOnly date, int place, Guid? deal, decimal amount)
    {
        var fact = DistributionRun.Run(book, new DistributionRequest(date, amount, deal, fund.Investor(1)), explain: false).ToFact(Id(place, 7), place + 1, date.AddDays(3));
        fund.Record(fact, date);
        var declared = fund.Book().FindDistribution(fact.DistributionId)!;
        foreach (var partner in fund.Book().Partners.Where(p => declared.PayableTo(p.InvestorId) > 0))
            fund.Record(new DistributionPaid(fund.NewId(), fact.DistributionId, partner.InvestorId, declared.PayableTo(partner.InvestorId)), date.AddDays(3));
    }

    private static void CallAndPay(TestFund fund, DateOnly date, int place, CapitalCallPurposeRequest purpose)
    {
        var call = CapitalCallAllocation.Run(fund.Book(), new CapitalCallRequest(date, date.AddDays(7), [purpose])).ToFact(Id(place, 4), place + 1);
        fund.Record(call, date);
        fund.Record([.. call.Shares.Where(s => s.Total > 0).Select(s => new ReceiptRecorded(fund.NewId(), call.CallId, s.InvestorId, s.Amounts))], date.AddDays(7));
    }
}
