using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Scenarios;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Scenarios;

public sealed class ScenarioBranchTests
{
    private static readonly DateOnly Bought = new(2021, 1, 1);
    private static readonly Guid Deal = new(900, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
    private static readonly Guid Newcomer = new(901, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private readonly TestFund fund = Invested();

    [Fact]
    public void Exit_AtAValue_GivesTheCarryOfTheModelAgreement()
    {
        // 100 million of one limited partner at cost for three years of 8 %, sold for 150: 100 back, 25.9712 return, catch-up to 20 % of the profit of 50, the rest 80/20: 10 million of carry.
        var alone = Invested(100_000_000m, 0m);
        var day = new DateOnly(2024, 1, 1);

        var branch = FundBook.Fold(ScenarioBranch.Grow(alone.Facts, "Sale", [new ExitStep(day, Deal, 150_000_000m)], day), day);

        var totals = LiquidationScenario.Run(branch, day).Totals;
        (totals.ReturnOfCapital, totals.PreferredReturn, totals.CarriedInterest).ShouldBe((100_000_000m, 25_971_200m, 10_000_000m));
        // Not sold, it stands at its cost.
        LiquidationScenario.Run(alone.Book(day), day).CarriedInterest.ShouldBe(0m);
    }

    [Fact]
    public void EveryStep_GivesTheFiguresOfAFundInWhichItHappened()
    {
        var amended = IlpaTerms.WholeOfFund(catchUpShare: 0.5m);
        ScenarioStep[] steps =
        [
            new ValuationStep(new(2022, 1, 1), Deal, 130_000_000m),
            new ClosingStep(new(2022, 2, 1), [new(Newcomer, 50_000_000m, "Newcomer"), new(fund.Investor(0), 10_000_000m)], new LateInterestTerms(0.08m)),
            new CallStep(new(2022, 3, 1), new(2022, 3, 15), [new(CallPurposeKind.Expenses, 1_000_000m)]),
            new TransferStep(new(2022, 4, 1), fund.Investor(1), Newcomer, 0.25m),
            new TermsStep(new(2022, 5, 1), amended),
            new ExitStep(new(2022, 6, 1), Deal, 90_000_000m, Cost: 40_000_000m),
        ];

        var branch = FundBook.Fold(ScenarioBranch.Grow(fund.Facts, "All of it", steps, new(2022, 12, 31)));

        var real = Invested();
        real.Record(FactShares.ForValuation(real.Book(new(2022, 1, 1)), Deal, 130_000_000m, "Scenario", 3), new(2022, 1, 1));
        var closing = real.NewId();
        real.Record(new ClosingHeld(closing, 2, "Scenario"), new(2022, 2, 1));
        real.Record(new InvestorAdmitted(Newcomer, "Newcomer", PartnerKind.LimitedPartner), new(2022, 2, 1));
        real.Record(new CommitmentAccepted(Newcomer, closing, 50_000_000m), new(2022, 2, 1));
        real.Record(new CommitmentAccepted(real.Investor(0), closing, 10_000_000m), new(2022, 2, 1));
        real.Record(ClosingEqualisation.Make(real.Facts, real.NewId(), closing, new(2022, 2, 1), new LateInterestTerms(0.08m)), new(2022, 2, 1));
        real.Pay(real.Call(new(2022, 3, 1), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 1_000_000m)), new(2022, 3, 15));
        real.Record(InterestTransfer.Make(real.Book(new(2022, 4, 1)), real.NewId(), real.Investor(1), Newcomer, 0.25m), new(2022, 4, 1));
        real.Record(new TermsSet(amended), new(2022, 5, 1));
        real.Record(FactShares.ForProceeds(real.Book(new(2022, 6, 1)), Deal, ProceedsKind.Realisation, 90_000_000m, 40_000_000m), new(2022, 6, 1));
        branch.CheckTies();
        LiquidationScenario.Run(branch, new(2023, 1, 1), explain: false).Lines.ShouldBe(LiquidationScenario.Run(real.Book(), new(2023, 1, 1), explain: false).Lines);
        branch.Partners.Select(p => (p.InvestorId, p.Commitment, p.Unfunded, p.Nav)).ShouldBe(real.Book().Partners.Select(p => (p.InvestorId, p.Commitment, p.Unfunded, p.Nav)));
    }

    [Fact]
    public void Branch_LeavesTheRecordedFactsAsTheyAre_AndGrowsTheSameAgain()
    {
        var (before, hash) = (fund.Facts.Count, fund.Facts[^1].Hash);
        ScenarioStep[] steps = [new ExitStep(new(2022, 6, 1), Deal, 90_000_000m)];

        var (one, two) = (ScenarioBranch.Grow(fund.Facts, "One", steps, new(2022, 12, 31)), ScenarioBranch.Grow(fund.Facts, "Two", steps, new(2022, 12, 31)));

        (fund.Facts.Count, fund.Facts[^1].Hash).ShouldBe((before, hash));
        one.Take(before).ShouldBe(fund.Facts);
        one.Count.ShouldBe(before + 1);
        one[^1].Hash.ShouldBe(two[^1].Hash);
        BookChain.Verify(one.Select(f => (f, FundJson.Serialize(f.Payload)))).ShouldBeEmpty();
    }

    [Fact]
    public void RefusedStep_IsNamedWithItsBranch()
    {
        void Refused(string code, string sentence, params ScenarioStep[] steps)
        {
            var refusal = Should.Throw<FundRuleException>(() => ScenarioBranch.Grow(fund.Facts, "Bad", steps, new(2022, 12, 31)));
            refusal.Code.ShouldBe(code);
            refusal.Message.ShouldStartWith(sentence);
        }
        var fine = new ValuationStep(new(2022, 1, 1), Deal, 1m);
        Refused("book.deal.unknown", "Branch 'Bad', step 2 (exit of 2022-02-01): ", fine, new ExitStep(new(2022, 2, 1), Newcomer, 1m));
        Refused("scenario.step_after_day", "Branch 'Bad', step 1 (valuation of 2023-01-01): ", new ValuationStep(new(2023, 1, 1), Deal, 1m));
        Refused("scenario.step_after_day", "Branch 'Bad', step 1 (capital call of 2022-12-31): ", new CallStep(new(2022, 12, 31), new(2023, 1, 14), [new(CallPurposeKind.Expenses, 1m)]));
        Refused("scenario.nothing_held", "Branch 'Bad', step 2 (exit of 2022-03-01): ", new ExitStep(new(2022, 2, 1), Deal, 1m), new ExitStep(new(2022, 3, 1), Deal, 1m));
        Refused("call.exceeds_unfunded", "Branch 'Bad', step 1 (capital call of 2022-01-01): ", new CallStep(new(2022, 1, 1), new(2022, 1, 14), [new(CallPurposeKind.Expenses, 10_000_000_000m)]));
        Refused("book.investor.unknown", "Branch 'Bad', step 1 (transfer of 2022-01-01): ", new TransferStep(new(2022, 1, 1), fund.Investor(0), Newcomer, 1m));
    }

    private static TestFund Invested() => Invested(60_000_000m, 38_000_000m, 2_000_000m);

    /// <summary>Half of all commitments called and invested, or all of it where there is one limited partner.</summary>
    private static TestFund Invested(params decimal[] commitments)
    {
        var fund = TestFund.With("USD", [.. commitments.Select(c => c == 0 ? 0.01m : c * (commitments.Length > 2 ? 2 : 1))]);
        var amount = commitments.Sum();
        var call = new CapitalCallIssued(
            fund.NewId(), 1, Bought, [new(CallPurposeKind.Investment, AllocationBase.Commitments, amount, Deal, "Purchase")],
            [.. commitments.Select((c, i) => new CallShare(fund.Investor(i), [c])).Where(s => s.Total != 0)]);
        fund.Pay(fund.Record(call, Bought), Bought);
        fund.Record(FactShares.ForInvestment(fund.Book(Bought), Deal, "Birch Works", amount), Bought);
        return fund;
    }
}
