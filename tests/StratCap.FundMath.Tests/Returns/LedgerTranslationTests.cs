using CsCheck;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Returns;

public sealed class LedgerTranslationTests
{
    private static readonly Currency Dollar = new("USD");
    private static readonly Currency Euro = new("EUR");
    private static readonly DateOnly Start = new(2024, 1, 2);

    /// <summary>By hand: 1,000 € come in at 1.10, 200 € are spent at 1.05, 800 € stand at 1.20. 960.00 less (1,100.00 − 210.00) = 70.00.</summary>
    [Fact]
    public void Difference_OfWhatCameInAtOneRateAndStandsAtAnother_IsWhatTheRatesDid()
    {
        var end = Start.AddDays(60);
        var translation = new LedgerTranslation(Euro, Dollar, Rates((0, 1.10m), (30, 1.05m), (60, 1.20m)));
        List<Explanation> accounts =
        [
            translation.ExplainStanding("Cash", end, 800m), translation.ExplainMoved("Contributions", [new(Start, -1_000m)]), translation.ExplainMoved("Expenses", [new(Start.AddDays(30), 200m)]),
        ];
        accounts.Select(a => a.Amount).ShouldBe([960m, -1_100m, 210m]);
        var difference = translation.Difference(accounts);
        difference.Amount.ShouldBe(70m);
        ExplanationCheck.Evaluate(difference, new TestFund()).ShouldBe(6);
    }

    [Fact]
    public void Standing_WithoutARate_IsRefusedByName_AndNothingNeedsNone()
    {
        var translation = new LedgerTranslation(Euro, Dollar, Rates((0, 1.10m)));
        translation.Standing(Start.AddDays(1), 0).ShouldBe(0);
        translation.Moved([new(Start.AddDays(1), 0), new(Start, 10m)]).ShouldBe(11m);
        Should.Throw<FundRuleException>(() => translation.Moved([new(Start.AddDays(1), 1m)])).Code.ShouldBe("fx.rate_missing");
    }

    /// <summary>The difference is what each day's change of net assets gained until the end: a second way to the same figure, but for one rounding of each part.</summary>
    [Fact]
    public void Difference_OfAnyLedger_IsTheSumOfWhatEachDaysChangeGained() => Gen.Select(
        Gen.Int[-9_000_000, 9_000_000].Select(c => c / 100m).Array[1, 30], Gen.Int[500, 2_000].Select(r => r / 1000m).Array[31])
        .Sample((moves, quotes) =>
        {
            var rates = Rates([.. quotes.Select((q, i) => (i, q))]);
            var translation = new LedgerTranslation(Euro, Dollar, rates);
            var end = Start.AddDays(30);
            List<Explanation> accounts =
            [
                translation.ExplainStanding("Cash", end, moves.Sum()), translation.ExplainMoved("Capital", moves.Select((m, i) => new LedgerDay(Start.AddDays(i), -m))),
            ];
            var gained = moves.Select((m, i) => m * (quotes[30] - quotes[i])).Sum();
            Math.Abs(translation.Difference(accounts).Amount!.Value - gained).ShouldBeLessThanOrEqualTo(0.005m * (moves.Length + 1));
            ExplanationCheck.Evaluate(translation.Difference(accounts), new TestFund());
        }, iter: 300);

    private static FxRates Rates(params (int Day, decimal Rate)[] rates) =>
        new(rates.Select(r => new FxRate(Guid.CreateVersion7(), "EUR", "USD", Start.AddDays(r.Day), 1, r.Rate, "test", DateTimeOffset.UnixEpoch)));
}
