using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>What must hold whatever happens to a fund. A failure prints the seed and the shortest steps that show it.</summary>
public sealed class RandomLifeTests
{
    [Fact]
    public void CheckTies_AfterEveryFactAndOnEveryDay_Holds() => RandomLife.ShortSteps.Sample(HoldsThroughout, iter: 10_000);

    [Fact]
    public void CheckTies_AfterEveryFactOfLongLives_Holds() => RandomLife.Steps.Sample(HoldsThroughout, iter: 1_000);

    private static void HoldsThroughout(Step[] steps) => RandomLife.Live(steps, life =>
    {
        life.Fund.Book().CheckTies();
        life.Fund.Book(life.Today.AddDays(-steps[0].C % 400)).CheckTies();
    });

    [Fact]
    public void Fold_AsKnownThen_StaysWhatItWasWhateverComesLater() => RandomLife.Steps.Sample(
        steps =>
        {
            var answers = new List<(DateOnly AsOf, DateTimeOffset KnownAt, string Digest)>();
            var life = RandomLife.Live(steps, l =>
            {
                if (l.Fund.Facts.Count % 7 != 0)
                    return;
                var asOf = l.Today.AddDays(-(l.Fund.Facts.Count % 90));
                answers.Add((asOf, l.Fund.Clock, Digest.Of(l.Fund.Book(asOf))));
            });
            foreach (var (asOf, knownAt, digest) in answers)
            {
                // The answer then was given without a time of knowledge; asked for again with it, only that label may differ.
                Digest.Of(life.Fund.Book(asOf, knownAt)).ShouldBe(digest);
            }
        },
        iter: 400);

    [Fact]
    public void Valuations_OfEveryInvestment_AreThoseThatCount_AndAddUpToWhatChanged() => RandomLife.Steps.Sample(
        steps =>
        {
            var fund = RandomLife.Live(steps).Fund;
            var reversed = fund.Facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
            fund.Book().Deals.SelectMany(d => d.Valuations).Select(v => v.FactId).ShouldBe(fund.Facts.Where(f => f.Payload is ValuationRecorded && !reversed.Contains(f.FactId)).Select(f => f.FactId), ignoreOrder: true);
            foreach (var deal in fund.Book().Deals)
            {
                deal.Valuations.Sum(v => v.Change).ShouldBe(deal.Total.ValueChange);
                deal.Valuations.Select(v => v.Date).ShouldBeInOrder();
                var last = deal.Valuations.Count == 0 ? null : deal.Valuations[^1];
                (last?.Date, last?.Level).ShouldBe((deal.ValuedOn, deal.Level));
            }
        },
        iter: 400);

    [Fact]
    public void Fold_InAnyOrderOfReading_IsTheSame() => RandomLife.Steps.Sample(
        steps =>
        {
            var facts = RandomLife.Live(steps).Fund.Facts;
            var shuffled = facts.OrderBy(f => f.FactId.ToString()[7..8] + f.Hash).ToList();
            Digest.Of(FundBook.Fold(shuffled)).ShouldBe(Digest.Of(FundBook.Fold(facts)));
        },
        iter: 200);

    /// <summary>Whatever the clause says: the basis is between nothing and cost, and it is cost where nothing is written down; and it opens to what it says.</summary>
    [Fact]
    public void FeeBase_OnCost_IsNeverAboveItAndNeverBelowZero()
    {
        var below = 0;
        RandomLife.Steps.Sample(
            steps => RandomLife.Live(steps, life =>
            {
                var book = life.Fund.Book();
                if (!book.Deals.Any(d => d.Cost > 0))
                    return;
                var clause = new WriteDownTerms((10 + (steps[0].A % 91)) / 100m, (WrittenDownPart)(steps[0].B % 2));
                var terms = new ManagementFeeTerms(0.02m, FeeBasis.InvestedCost, FeeFrequency.Quarterly, true, WriteDowns: new(clause, "test"));
                var (with, without) = (new FeeBase(book, terms), new FeeBase(book, terms with { WriteDowns = null }));
                foreach (var partner in book.Partners)
                {
                    without.Of(partner).ShouldBe(partner.InvestmentCost);
                    with.Of(partner).ShouldBeInRange(0m, partner.InvestmentCost);
                    if (book.Deals.All(d => d.FairValue >= clause.Below * d.Cost || d.HoldingOf(partner).Cost == 0))
                        with.Of(partner).ShouldBe(partner.InvestmentCost);
                    else if (with.Of(partner) < partner.InvestmentCost)
                        Interlocked.Increment(ref below);
                    ExplanationCheck.Evaluate(with.Explain(partner, life.Fund.Facts[0].FactId), life.Fund);
                }
            }),
            iter: 400);
        below.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Verify_OfEveryLife_FindsAnUnbrokenChain() => RandomLife.Steps.Sample(
        steps =>
        {
            var fund = RandomLife.Live(steps).Fund;
            BookChain.Verify(fund.Facts.Zip(fund.Payloads)).Count().ShouldBe(0);
            for (var i = 0; i < fund.Facts.Count; i++)
                FundJson.Serialize(FundJson.Deserialize(fund.Payloads[i])).ShouldBe(fund.Payloads[i]);
        },
        iter: 200);

    [Fact]
    public void Ties_OfEveryStatement_Hold() => RandomLife.Steps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            var to = life.Today.AddDays(-(steps[0].B % 200));
            var run = new StatementRun(life.Fund.Facts, to.AddDays(-(steps[0].A % 120)), to < TestFund.Start ? TestFund.Start : to);
            foreach (var statement in run.ForAll())
            {
                foreach (var tie in statement.Ties())
                    tie.Right.ShouldBe(tie.Left, tie.What);
                ExplanationCheck.Evaluate(statement.Explanation!, life.Fund);
            }
        },
        iter: 300);

    [Fact]
    public void Explanation_OfEveryWaterfall_EvaluatesToItsValue() => RandomLife.Steps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            var book = life.Fund.Book(life.Today);
            if (book.Total.Contributed == 0 || book.FindTermsAt(life.Today) is null || book.Partners.All(p => p.IsLimitedPartner))
                return;
            var general = book.Partners.First(p => !p.IsLimitedPartner).InvestorId;
            var amount = book.Currency.Round(Math.Max(1, book.Total.Contributed * (1 + (steps[0].C % 300)) / 100));
            var isAlone = book.TermsAt(life.Today).DealByDeal is { Value.Pool: DealPool.EachDeal };
            if (isAlone && book.Deals.All(d => d.InvestedOn is null))
                return;
            var run = DistributionRun.Run(book, new DistributionRequest(life.Today, amount, isAlone ? book.Deals.First(d => d.InvestedOn is not null).DealId : null, general));
            ExplanationCheck.Evaluate(run.Explanation!, life.Fund);
            var performance = Performance.Of(book);
            foreach (var line in performance.Partners.Append(performance.Fund).Append(performance.LimitedPartners))
                ExplanationCheck.Evaluate(line.Explanation!, life.Fund);
            foreach (var line in performance.Partners)
            {
                // A partner measured alone is the same partner.
                var alone = Performance.OfPartner(book, line.InvestorId!.Value);
                ExplanationCheck.Evaluate(alone.Explanation!, life.Fund);
                (alone with { Notes = line.Notes, Irr = line.Irr, WithoutLine = line.WithoutLine, Explanation = line.Explanation }).ShouldBe(line);
                (alone.Irr?.Status, alone.Irr?.Rate).ShouldBe((line.Irr?.Status, line.Irr?.Rate));
                alone.Notes.ShouldBe(line.Notes);
            }
            if (book.Total.Unfunded > 1)
            {
                var call = new CapitalCallRequest(life.Today, life.Today, [new(CallPurposeKind.Investment, 1m), new(CallPurposeKind.Expenses, 1m, InsideCommitment: false)]);
                ExplanationCheck.Evaluate(CapitalCallAllocation.Run(book, call).Explanation!, life.Fund);
            }
            run.Lines.Sum(l => l.Line.Apportioned).ShouldBe(amount);
            run.Lines.Sum(l => l.Line.Distributed + l.Line.CarriedInterest).ShouldBe(amount);
        },
        iter: 400);

    [Fact]
    public void Generator_OverManyLives_MakesEveryKindOfFact()
    {
        RandomLife.Steps.Sample(steps => RandomLife.Live(steps), iter: 500);
        foreach (var kind in new[]
        {
            nameof(InvestorAdmitted), nameof(CommitmentAccepted), nameof(CapitalCallIssued), nameof(ReceiptRecorded), nameof(InvestmentMade), nameof(ValuationRecorded),
            nameof(ProceedsReceived), nameof(ManagementFeeCharged), nameof(ExpenseCharged), nameof(DistributionDeclared), nameof(DistributionPaid), nameof(FactReversed), nameof(TermsSet), nameof(InterestTransferred), nameof(ClosingHeld), nameof(GivebackCalled), nameof(LineDrawn), nameof(LineRepaid), nameof(FeeReduced), nameof(FeeOffsetRecognised),
            nameof(CarryPlanSet), nameof(CarryAllocated), nameof(CarryHolderLeft), nameof(CarryAccelerated), nameof(SoldForPartner), nameof(DefaultRemedied), nameof(ManualEntryRecorded),
        })
        {
            RandomLife.Counts.GetValueOrDefault(kind).ShouldBeGreaterThan(20, kind);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", RandomLife.Counts.OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}")));
    }
}
