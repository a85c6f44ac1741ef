using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Verification;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

/// <summary>A fund's book deal by deal, under every setting, held against the waterfall without a book.</summary>
public sealed class DealByDealBookTests
{
    private static readonly DateOnly Start = TestFund.Start;

    /// <summary>
    /// By hand, 8 % simple years under 100 % catch-up to 20 %. Deal A costs 100, is lost; deal B costs 100 and brings 200 after a year.
    /// Alone, B returns its 100 and 8, catches up 2, and splits 90: carry 2 + 18 = 20. Together, A's 100 and 8 come first: 200 of 216 and no carry.
    /// The fund made nothing, so the alone pool's carry is clawed back in full: 20 above 20 % of no profit.
    /// </summary>
    [Theory]
    [InlineData(DealPool.EachDeal, 100, 8, 20)]
    [InlineData(DealPool.RealisedDeals, 200, 0, 0)]
    public void Distribution_AfterALostDeal_MakesItUpOnlyTogether(DealPool pool, int capital, int preferred, int carry)
    {
        var fund = TestFund.With("USD", TestTerms.DealByDeal(pool), 200m, 0.01m);
        var (a, b) = (fund.NewId(), fund.NewId());
        Buy(fund, a, Start, 100m);
        Buy(fund, b, Start, 100m);
        var day = Start.AddYears(1).AddDays(-1);
        fund.Record(FactShares.ForProceeds(fund.Book(day), a, ProceedsKind.Realisation, 0, fund.Book(day).Deal(a).Cost), day);
        fund.Record(FactShares.ForProceeds(fund.Book(day), b, ProceedsKind.Realisation, 200m, fund.Book(day).Deal(b).Cost), day);
        var run = DistributionRun.Run(fund.Book(day), new DistributionRequest(day, 200m, b));
        ExplanationCheck.Evaluate(run.Explanation!, fund);
        var line = run.Lines.Single(l => l.Partner == PartnerKind.LimitedPartner).Line;
        line.ReturnOfCapital.ShouldBe(capital, 0.02m);
        line.PreferredReturn.ShouldBe(preferred, 0.02m);
        line.CarriedInterest.ShouldBe(carry, 0.02m);

        fund.Distribute(day, 200m, b);
        FundClawback.Of(fund.Book(day)).Single().Result.Due.ShouldBe(carry, 0.02m);
    }

    [Fact]
    public void Distribution_OfNoDealWhereEachStandsAlone_IsRefusedByName()
    {
        var fund = TestFund.With("USD", TestTerms.DealByDeal(DealPool.EachDeal), 200m, 1m);
        Buy(fund, fund.NewId(), Start, 100m);
        Should.Throw<FundRuleException>(() => DistributionRun.Run(fund.Book(Start), new DistributionRequest(Start, 10m))).Code.ShouldBe("distribution.deal_missing");
        var line = new DistributionLine(fund.Investor(0), 10m, 10m, 0, 0, 0, 0);
        Should.Throw<FundRuleException>(() => fund.Record(new DistributionDeclared(fund.NewId(), 1, Start, null, 10m, null, [line]), Start))
            .Code.ShouldBe("book.distribution.deal_missing");
    }

    /// <summary>Clawed back carry and returned distributions find their pools: a later distribution runs on, and everything still ties.</summary>
    [Fact]
    public void ClawbackAndGiveback_WithDealsAlone_BelongToTheirDeals()
    {
        var fund = TestFund.With("USD", TestTerms.DealByDeal(DealPool.EachDeal) with { Clawback = IlpaTerms.WholeOfFund().Clawback }, 300m, 0.01m);
        var (a, b) = (fund.NewId(), fund.NewId());
        Buy(fund, a, Start, 100m);
        Buy(fund, b, Start, 100m);
        var day = Start.AddYears(1);
        fund.PayOut(Sell(fund, b, day, 200m, 1m), day);
        fund.Record(FactShares.ForValuation(fund.Book(day), a, 0, "Written off", 3), day);
        var due = CarryClawback.Due(fund.Book(day));
        due.Single().Amount.ShouldBe(20m, 0.01m);
        var paid = CarryClawback.Make(fund.Book(day), fund.NewId(), 1, fund.Investor(1), day, due);
        // The lost deal is owed 100 of capital: what comes back is capital.
        paid.Lines.Single().ReturnOfCapital.ShouldBe(due.Single().Amount);
        fund.Record(paid, day);

        var later = day.AddYears(1);
        var again = DistributionRun.Run(With(fund, a, later, 95m), new DistributionRequest(later, 95m, a)).Lines[0].Line;
        again.ReturnOfCapital.ShouldBe(80m, 0.02m);
        var called = Giveback.Make(fund.Book(later), fund.NewId(), 1, later, later, "Indemnity", 30m, new GivebackLimits());
        fund.Record(called, later);
        fund.Record(Giveback.Receive(fund.Book(later), fund.NewId(), called.GivebackId, fund.Investor(0), called.Shares[0].Amount), later);
        // Undone in reverse order: the clawback's capital first, 20 of it, then the split of the other deal.
        DistributionRun.Run(With(fund, a, later, 120m), new DistributionRequest(later, 120m, a)).Lines[0].Line.ReturnOfCapital.ShouldBe(100m, 0.02m);
        fund.Book().CheckTies();
    }

    [Theory]
    [InlineData(DealPool.EachDeal)]
    [InlineData(DealPool.RealisedDeals)]
    public void Pack_OfALineDealByDeal_GivesTheLineAgain(DealPool pool)
    {
        var fund = TestFund.With("USD", TestTerms.DealByDeal(pool, FeeReturn.AllToDate), 300m, 3m);
        var (a, b) = (fund.NewId(), fund.NewId());
        Buy(fund, a, Start, 100m);
        fund.Pay(fund.Call(Start, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 5m)), Start);
        Buy(fund, b, Start.AddDays(40), 100m);
        Sell(fund, a, Start.AddDays(400), 150m, 1m);
        var last = Sell(fund, b, Start.AddDays(700), 130m, 0.5m);
        var pack = DistributionPack.Of(fund.Facts, ((DistributionDeclared)last.Payload).DistributionId, fund.Investor(0));
        pack.Compute().ShouldBe(pack.Result);
    }

    /// <summary>Every setting, with and without a second hurdle: line by line to the cent of rounding, and the accrued carry what the pure waterfall takes of all that is left.</summary>
    [Fact]
    public void Book_UnderEverySetting_GivesWhatTheWaterfallWithoutABookGives() => Lives.Sample(
        life =>
        {
            foreach (var terms in Settings())
                Compare(terms, life.Deals, life.Fee);
        },
        iter: 40);

    private sealed record Life(int PaidAfter, int Cost, int SoldAfter, int Multiple, bool InHalves, int Down);

    private static readonly Gen<(Life[] Deals, int Fee)> Lives = Gen.Select(
        Gen.Select(Gen.Int[0, 600], Gen.Int[1, 400], Gen.Int[0, 700], Gen.Int[0, 300], Gen.Bool, Gen.Int[0, 2],
            (paid, cost, sold, multiple, halves, down) => new Life(paid, cost * 200, sold, multiple, halves, down)).Array[1, 4],
        Gen.Int[0, 5_000]);

    private static IEnumerable<FundTerms> Settings()
    {
        var usual = TestTerms.Usual();
        var second = TestTerms.With(
            new ReturnOfCapitalTier(), TestTerms.Pref(), new CatchUpTier(1, 0.2m),
            new SplitTier(0.2m, new AccountHurdle(0.15m, Compounding.EffectiveAnnual, DayCount.Act365)), new SplitTier(0.3m));
        foreach (var terms in new[] { usual, second, usual with { ReturnBase = new(ReturnBase.Investments, "test") } })
        {
            foreach (var pool in Enum.GetValues<DealPool>())
            {
                foreach (var fees in Enum.GetValues<FeeReturn>())
                {
                    var set = TestTerms.DealByDeal(pool, fees, terms) with { Clawback = IlpaTerms.WholeOfFund().Clawback };
                    yield return set;
                    yield return set with { DealByDeal = new(set.DealByDeal!.Value with { WriteDowns = false }, "test") };
                }
            }
        }
    }

    /// <summary>One deal after another is bought, then one after another written down, sold by halves or whole; the last is held.</summary>
    private static void Compare(FundTerms terms, Life[] deals, decimal fee)
    {
        var fund = TestFund.With("USD", terms, 100_000_000m, 60_000_000m, 1_000_000m);
        var partners = fund.Book().Partners.Select(p => new FundPartner(p.InvestorId, p.Name, p.IsLimitedPartner, p.Commitment)).ToArray();
        var pure = new DealByDealWaterfall(terms, new Currency("USD"), partners, explain: false);
        var ids = deals.Select(_ => fund.NewId()).ToArray();
        void Paid(RecordedFact call, DateOnly date, Guid? deal)
        {
            fund.Pay(call, date);
            foreach (var share in ((CapitalCallIssued)call.Payload).Shares)
                pure.Contribute(date, fund.Book(date).Partner(share.InvestorId).Index, share.Total, deal);
        }

        if (fee > 0)
            Paid(fund.Call(Start, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, fee)), Start, null);
        var day = Start;
        for (var i = 0; i < deals.Length; i++)
        {
            day = day.AddDays(deals[i].PaidAfter / 4);
            Paid(fund.Call(day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, deals[i].Cost, ids[i])), day, ids[i]);
            fund.Record(FactShares.ForInvestment(fund.Book(day), ids[i], $"Deal {i}", deals[i].Cost), day);
        }
        for (var i = 0; i < deals.Length - 1; i++)
        {
            day = day.AddDays(1 + deals[i].SoldAfter);
            if (deals[i].Down > 0)
            {
                fund.Record(FactShares.ForValuation(fund.Book(day), ids[i], deals[i].Cost / 2m, "Impaired", 3), day);
                // Alone it counts when its deal next pays; together on the next distribution, which is this deal's too.
                pure.WriteDown(day, ids[i], 0.5m);
            }
            foreach (var half in deals[i].InHalves && deals[i].Down == 0 ? new[] { 0.5m, 1m } : [1m])
            {
                day = day.AddDays(90);
                var proceeds = deals[i].Cost * deals[i].Multiple / 200m;
                var declared = (DistributionDeclared?)Sell(fund, ids[i], day, proceeds, half)?.Payload;
                var expected = pure.Realise(day, ids[i], proceeds, half == 1 ? null : half);
                foreach (var line in declared?.Lines ?? [])
                    ShouldBe(line, expected.Lines.Single(l => l.PartnerId == line.InvestorId), partners.Single(p => p.PartnerId == line.InvestorId).BearsCarry);
            }
        }
        day = day.AddDays(100);
        AtTheEnd(fund, pure, ids[^1], day, deals[^1].Cost * deals[^1].Multiple / 100m);
    }

    /// <summary>The last deal valued and taken as sold: what is in cash of the fee is spent first.</summary>
    private static void AtTheEnd(TestFund fund, DealByDealWaterfall pure, Guid last, DateOnly day, decimal value)
    {
        if (fund.Book(day).Total.Cash > 0)
            fund.Record(FactShares.ForExpense(fund.Book(day), fund.NewId(), "Audit", fund.Book(day).Total.Cash), day);
        fund.Record(FactShares.ForValuation(fund.Book(day), last, value, "Market multiple", 3), day);
        var book = fund.Book(day);
        book.CheckTies();
        var liquidation = LiquidationScenario.Run(book, day);
        ExplanationCheck.Evaluate(liquidation.Explanation!, fund);
        var expected = pure.Realise(day, last, liquidation.Value);
        foreach (var line in liquidation.Lines)
            line.Line.CarriedInterest.ShouldBe(expected.Lines.Single(l => l.PartnerId == line.Line.InvestorId).CarriedInterest, 0.05m);
        AccruedCarry.Of(book).Total.ShouldBe(liquidation.CarriedInterest);
        LiquidationScenario.Sweep(book, day, [liquidation.Value])[0].CarriedInterest.ShouldBe(liquidation.CarriedInterest);
        foreach (var clawback in FundClawback.Of(book, atLiquidation: true))
        {
            var index = book.Partner(clawback.InvestorId).Index;
            clawback.Result.CarryPaid.ShouldBe(pure.Flows.Distributions.Sum(d => d.Lines[index].CarriedInterest), 0.1m);
        }
    }

    private static void ShouldBe(DistributionLine line, WaterfallLine expected, bool bearsCarry)
    {
        // The book shares odd units out over all distributions of a deal, the waterfall without one for each alone.
        line.Apportioned.ShouldBe(expected.Apportioned, 0.01m);
        if (!bearsCarry)
            return;
        line.ReturnOfCapital.ShouldBe(expected.ReturnOfCapital, 0.02m);
        line.PreferredReturn.ShouldBe(expected.PreferredReturn, 0.02m);
        line.CatchUp.ShouldBe(expected.CatchUp, 0.02m);
        line.CarriedInterest.ShouldBe(expected.CarriedInterest, 0.03m);
    }

    private static void Buy(TestFund fund, Guid deal, DateOnly day, decimal cost)
    {
        fund.Pay(fund.Call(day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, cost, deal)), day);
        fund.Record(FactShares.ForInvestment(fund.Book(day), deal, $"Deal {deal}", cost), day);
    }

    /// <summary>Sells a part of what is left of a deal's cost and distributes what came.</summary>
    private static RecordedFact Sell(TestFund fund, Guid deal, DateOnly day, decimal proceeds, decimal part)
    {
        var book = fund.Book(day);
        fund.Record(FactShares.ForProceeds(book, deal, ProceedsKind.Realisation, proceeds, book.Currency.Round(book.Deal(deal).Cost * part)), day);
        return proceeds > 0 ? fund.Distribute(day, proceeds, deal) : null!;
    }

    private static FundBook With(TestFund fund, Guid deal, DateOnly day, decimal proceeds)
    {
        var sold = FactShares.ForProceeds(fund.Book(day), deal, ProceedsKind.Income, proceeds, 0);
        return FundBook.Fold([.. fund.Facts, FactHash.Chain(fund.Facts[^1], fund.TenantId, fund.FundId, Guid.NewGuid(), day, fund.Clock, Guid.Empty, "test", sold).Fact], day);
    }
}
