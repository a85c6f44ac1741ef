using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class ForeignFactsTests
{
    private static readonly DateOnly Bought = TestFund.Start;
    private static readonly Currency Euro = new("EUR");
    private static readonly Currency Dollar = new("USD");

    private static FxConversion At(decimal rate, DateOnly date) => new(Euro, Dollar, date, [new FxStep(Guid.Empty, "EUR", "USD", rate, false)]);

    private static TestFund Fund(out Guid deal)
    {
        var fund = TestFund.With("USD", 75_000_000m, 25_000_000m);
        deal = fund.NewId();
        fund.Pay(fund.Call(Bought, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m, deal)), Bought);
        return fund;
    }

    /// <summary>
    /// By hand: 100 EUR bought at 1.10 cost 110 USD. Worth 120 EUR at 1.20: 144, a gain of 34, of which 100 × (1.20 − 1.10) = 10 are the currency's and (120 − 100) × 1.20 = 24
    /// the price's. Half of the cost sold for 65 EUR at 1.15: 74.75 on 55, a gain of 19.75, of which 50 × (1.15 − 1.10) = 2.50 and (65 − 50) × 1.15 = 17.25. What is left
    /// stands at 72 on 55: 17, of which 5 and 12.
    /// </summary>
    [Fact]
    public void Gain_OfAnInvestmentInEuro_IsSplitIntoPriceAndCurrency()
    {
        var fund = Fund(out var deal);
        fund.Record(ForeignFacts.Investment(fund.Book(), deal, "Alpha", 100m, At(1.10m, Bought)), Bought);
        var day = Bought.AddYears(1);
        fund.Record(ForeignFacts.Valuation(fund.Book(), deal, 120m, At(1.20m, day), "Market multiple", 3), day);
        var valued = GainParts.Of(fund.Book()).Single();
        (valued.Unrealised, valued.UnrealisedFx, valued.UnrealisedPrice).ShouldBe((34m, 10m, 24m));
        ExplanationCheck.Evaluate(valued.Explanation, fund);

        fund.Record(ForeignFacts.Proceeds(fund.Book(), deal, ProceedsKind.Realisation, 65m, 50m, At(1.15m, day.AddDays(30))), day.AddDays(30));
        fund.Record(ForeignFacts.Proceeds(fund.Book(), deal, ProceedsKind.Income, 3m, 0m, At(1.15m, day.AddDays(31))), day.AddDays(31));
        var sold = GainParts.Of(fund.Book()).Single();
        (sold.Realised, sold.RealisedFx, sold.RealisedPrice).ShouldBe((19.75m, 2.50m, 17.25m));
        (sold.Unrealised, sold.UnrealisedFx, sold.UnrealisedPrice).ShouldBe((17m, 5m, 12m));
        var held = fund.Book().Deal(deal);
        (held.Foreign!.Cost, held.Foreign.Proceeds, held.Total.Income).ShouldBe((50m, 68m, 3.45m));
        fund.Book().CheckTies();
        // The text of a fact says what it was told in, and comes back as it went.
        fund.Payloads[^1].ShouldContain("\"currency\":\"EUR\"");
        FundJson.Serialize(FundJson.Deserialize(fund.Payloads[^1])).ShouldBe(fund.Payloads[^1]);
    }

    [Fact]
    public void Record_OfWhatCannotBe_RefusesByName()
    {
        var fund = Fund(out var deal);
        string Refusal(Func<Fact> fact) => Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, fact(), Bought)).Code;
        var at = At(1.10m, Bought);
        var bought = ForeignFacts.Investment(fund.Book(), deal, "Alpha", 100m, at);
        Refusal(() => bought with { Cost = 110.01m, Shares = [new Share(fund.Investor(0), 110.01m)] }).ShouldBe("book.fx.amount_differs");
        Refusal(() => bought with { Foreign = bought.Foreign! with { Currency = "USD" } }).ShouldBe("book.fx.not_foreign");
        Refusal(() => bought with { Foreign = bought.Foreign! with { Steps = [] } }).ShouldBe("book.fx.not_foreign");
        fund.Record(bought, Bought);
        Refusal(() => FactShares.ForValuation(fund.Book(), deal, 1m, "Cost", 3)).ShouldBe("book.deal.currency_differs");
        Refusal(() => FactShares.ForInvestment(fund.Book(), deal, "Alpha", 1m)).ShouldBe("book.deal.currency_differs");
        Refusal(() => ForeignFacts.Valuation(fund.Book(), deal, 1m, new FxConversion(new("GBP"), Dollar, Bought, [new FxStep(Guid.Empty, "GBP", "USD", 1m, false)]), "Cost", 3)).ShouldBe("book.deal.currency_differs");
        Refusal(() => ForeignFacts.Proceeds(fund.Book(), deal, ProceedsKind.Realisation, 1m, 100.01m, at)).ShouldBe("book.proceeds.cost_exceeds_held");
        var valued = ForeignFacts.Valuation(fund.Book(), deal, 120m, At(1.20m, Bought), "Cost", 3);
        Refusal(() => valued with { Foreign = valued.Foreign! with { UnrealisedFx = 9.99m } }).ShouldBe("book.fx.parts_differ");
    }

    /// <summary>
    /// Of any life of one investment: parts sum, and are what they are called. At one rate throughout nothing is the currency's; with all rates 1 the book is that of an
    /// investment in the fund's own currency; when all is sold nothing unrealised is left of either part.
    /// </summary>
    [Fact]
    public void GainParts_OfAnyLife_AddUpAndAreNamedRight() => Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[5000, 20000], Gen.Select(Gen.Int[0, 2], Gen.Int[1, 300], Gen.Int[5000, 20000]).Array[0, 8], Gen.Bool).Sample((cents, first, steps, same) =>
    {
        foreach (var fix in same ? [1m, first / 10000m] : new decimal?[] { null })
        {
            var fund = Fund(out var deal);
            var plain = Fund(out var own);
            var day = Bought;
            var cost = cents / 100m;
            decimal Rate(int at) => fix ?? (at / 10000m);
            fund.Record(ForeignFacts.Investment(fund.Book(), deal, "Alpha", cost, At(Rate(first), day)), day);
            plain.Record(FactShares.ForInvestment(plain.Book(), own, "Alpha", cost), day);
            var all = steps.Append((2, 100, 10000)).ToArray();
            for (var i = 0; i < all.Length; i++)
            {
                var (kind, percent, rate) = all[i];
                day = day.AddDays(10);
                var (book, at) = (fund.Book(), At(Rate(rate), day));
                var held = book.Deal(deal).Foreign!.Cost;
                var amount = Euro.Round(held * percent / 100m);
                if (held == 0)
                    break;
                if (kind == 0)
                {
                    fund.Record(ForeignFacts.Valuation(book, deal, amount, at, "Market multiple", 3), day);
                    plain.Record(FactShares.ForValuation(plain.Book(), own, amount, "Market multiple", 3), day);
                    // The price's part is what it is worth above the cost at the day's rate, but for the roundings of three postings.
                    GainParts.Of(fund.Book()).Single().UnrealisedPrice.ShouldBe((amount - held) * at.Steps[0].Rate, 0.02m);
                }
                else
                {
                    var sold = i == all.Length - 1 ? held : kind == 1 ? Euro.Round(held / 3) : held;
                    if (amount == 0 && sold == 0)
                        continue;
                    fund.Record(ForeignFacts.Proceeds(book, deal, ProceedsKind.Realisation, amount, sold, at), day);
                    plain.Record(FactShares.ForProceeds(plain.Book(), own, ProceedsKind.Realisation, amount, sold), day);
                }
                var parts = GainParts.Of(fund.Book()).Single();
                (parts.RealisedFx + parts.RealisedPrice).ShouldBe(parts.Realised);
                (parts.UnrealisedFx + parts.UnrealisedPrice).ShouldBe(parts.Unrealised);
                if (fix == 1m)
                {
                    (parts.RealisedFx, parts.UnrealisedFx).ShouldBe((0m, 0m));
                    fund.Book().Deal(deal).Total.ShouldBe(plain.Book().Deal(own).Total);
                }
                else if (fix is not null)
                {
                    // One rate throughout: only the rounding of each posting is left.
                    Math.Abs(parts.RealisedFx + parts.UnrealisedFx).ShouldBeLessThan(0.01m * (i + 2));
                }
            }
            var end = GainParts.Of(fund.Book()).Single();
            (end.Unrealised, end.UnrealisedFx).ShouldBe((0m, 0m));
            fund.Book().CheckTies();
        }
    }, iter: 200);
}
