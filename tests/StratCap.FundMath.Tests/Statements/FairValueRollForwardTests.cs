using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Statements;

public sealed class FairValueRollForwardTests
{
    private static readonly DateOnly Bought = TestFund.Start;

    private static FairValueRollForward Roll(TestFund fund, DateOnly from, DateOnly to) => FairValueRollForward.Of(fund.Book(from.AddDays(-1)), fund.Book(to));

    /// <summary>
    /// By hand: bought at 100, valued at 140 in level 3. In the period a quarter of the cost is sold for 50 (carried at 35: 25 realised, of the 10 that were unrealised), 15 of cost come back as 15 (carried at 21),
    /// and the rest, carried at 84, is quoted at 90 and so in level 1: its change of 6 stays in level 3, and 90 leave it.
    /// </summary>
    [Fact]
    public void Roll_OfAnInvestmentThatIsPartlySoldAndThenQuoted()
    {
        var (fund, _, from) = PartlySold();

        var roll = Roll(fund, from, from.AddDays(30));
        roll.Level(3).ShouldBe(new FairValueMoves(140m, 0, -50m, -15m, 25m, -10m, 0, -90m));
        roll.Level(3).Closing.ShouldBe(0m);
        roll.Level(1).ShouldBe(new FairValueMoves(TransfersIn: 90m, UnrealisedHeld: -10m));
        roll.Total.Closing.ShouldBe(90m);
        var first = Roll(fund, Bought, from.AddDays(-1));
        (first.Level(3).Purchases, first.Level(3).Unrealised, first.Level(3).Closing, first.Level(null).Closing).ShouldBe((100m, 40m, 140m, 0m));
    }

    private static (TestFund Fund, Guid Deal, DateOnly From) PartlySold()
    {
        var fund = TestFund.With("USD", 75_000_000m, 25_000_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(Bought, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m, deal)), Bought);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100m), Bought);
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 140m, "Market multiple", 3), Bought.AddDays(60));
        var from = Bought.AddDays(90);
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 50m, 25m), from);
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 15m, 15m), from.AddDays(10));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 90m, "Quoted", 1), from.AddDays(20));
        return (fund, deal, from);
    }

    /// <summary>
    /// By hand, in euro: bought at 100 and valued at 140 before the period; in it a quarter of the cost is sold for 50 at 0.90 and 15 of cost come back at 0.80; 84 are left and quoted at 90 at 1.05, which stand at 1.10 in the end. The opening
    /// stands at 0.95: 133.00. Realised 25 × 0.90 = 22.50; unrealised −10 × 0.90, −6 × 0.80 and 6 × 1.05 = −7.50. 133.00 − 45.00 − 12.00 + 22.50 − 7.50 = 91.00, but 90 × 1.10 = 99.00 stand: 8.00 are the rates'.
    /// </summary>
    [Fact]
    public void Roll_InAnotherCurrency_TakesEachMovementAtItsDay_AndNamesWhatTheRatesDid()
    {
        var (fund, deal, from) = PartlySold();
        var euro = new Currency("EUR");
        FxRate At(DateOnly day, decimal rate) => new(Guid.CreateVersion7(), "USD", "EUR", day, 1, rate, "test", DateTimeOffset.UnixEpoch);
        var rates = new FxRates([At(from.AddDays(-1), 0.95m), At(from, 0.90m), At(from.AddDays(10), 0.80m), At(from.AddDays(20), 1.05m), At(from.AddDays(30), 1.10m)]);
        var (opening, closing) = (fund.Book(from.AddDays(-1)), fund.Book(from.AddDays(30)));

        var roll = FairValueRollForward.Translated(opening, closing, new LedgerTranslation(new("USD"), euro, rates), id => id == deal ? new(133m, 22.5m, -7.5m, 99m) : default);

        (roll.Currency, roll.IsTranslated).ShouldBe((euro, true));
        roll.Level(3).ShouldBe(new FairValueMoves(133m, 0, -45m, -12m, 22.5m, -7.5m, 0, -99m, CurrencyEffect: 8m));
        roll.Level(1).ShouldBe(new FairValueMoves(TransfersIn: 99m, UnrealisedHeld: -7.5m));
        roll.Total.Closing.ShouldBe(99m);
        FairValueRollForward.Of(opening, closing).IsTranslated.ShouldBeFalse();
        Should.Throw<FundRuleException>(() => FairValueRollForward.Translated(opening, closing, new LedgerTranslation(new("USD"), euro, new FxRates([])), _ => default)).Code.ShouldBe("fx.rate_missing");
    }

    [Fact]
    public void Roll_OfWhatIsNotValuedYet_StandsInNoLevel_AndIsTransferredByItsFirstValue()
    {
        var fund = TestFund.With("USD", 75_000_000m, 25_000_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(Bought, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m, deal)), Bought);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100m), Bought);
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 120m, "Market multiple", 3), Bought.AddDays(60));
        Roll(fund, Bought, Bought.AddDays(30)).Level(null).ShouldBe(new FairValueMoves(Purchases: 100m));
        var then = Roll(fund, Bought.AddDays(31), Bought.AddDays(60));
        then.Level(null).ShouldBe(new FairValueMoves(Opening: 100m, Unrealised: 20m, TransfersOut: -120m));
        then.Level(3).ShouldBe(new FairValueMoves(TransfersIn: 120m, UnrealisedHeld: 20m));
    }

    /// <summary>Over any life: levels add up to the fund at both ends, closing is the next opening, each level sums to its investments, and transfers come out at nothing.</summary>
    [Fact]
    public void Roll_OfAnyLife_TiesAtBothEndsAndToTheNext() => RandomLife.Steps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            var from = TestFund.Start.AddDays(steps[0].A % 300);
            DateOnly[] ends = [from.AddDays(-1), from.AddDays(40 + (steps[0].B % 100)), from.AddDays(200 + (steps[0].C % 300)), life.Today];
            var books = ends.Select(day => life.Fund.Book(day)).ToList();
            for (var i = 1; i < books.Count; i++)
                Holds(FairValueRollForward.Of(books[i - 1], books[i]), books[i - 1], books[i]);
            var parts = Enumerable.Range(1, 3).Select(i => FairValueRollForward.Of(books[i - 1], books[i])).ToList();
            for (var i = 1; i < parts.Count; i++)
            {
                foreach (var level in (int?[])[1, 2, 3, null])
                    parts[i].Level(level).Opening.ShouldBe(parts[i - 1].Level(level).Closing);
            }
            // The whole is its parts, but for when transfers happen.
            var whole = FairValueRollForward.Of(books[0], books[3]).Total;
            (whole with { UnrealisedHeld = 0 }).ShouldBe(parts.Aggregate(default(FairValueMoves), (sum, p) => sum + p.Total) with
            { Opening = parts[0].Total.Opening, TransfersIn = whole.TransfersIn, TransfersOut = whole.TransfersOut, UnrealisedHeld = 0 });
        },
        iter: 1_000);

    private static void Holds(FairValueRollForward roll, FundBook before, FundBook after)
    {
        roll.Total.Opening.ShouldBe(before.Total.FairValue);
        roll.Total.Closing.ShouldBe(after.Total.FairValue);
        (roll.Total.TransfersIn + roll.Total.TransfersOut).ShouldBe(0m);
        foreach (var level in (int?[])[1, 2, 3, null])
        {
            roll.Level(level).Opening.ShouldBe(before.Deals.Where(d => d.Level == level).Sum(d => d.FairValue));
            roll.Level(level).Closing.ShouldBe(after.Deals.Where(d => d.Level == level).Sum(d => d.FairValue));
        }
        var moved = after.Total[Component.SaleProceeds] - before.Total[Component.SaleProceeds];
        (roll.Total.Sales + roll.Total.ReturnOfCapital).ShouldBe(-moved);
        roll.Total.Purchases.ShouldBe(after.Total[Component.Invested] - before.Total[Component.Invested]);
    }
}
