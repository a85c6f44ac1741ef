using CsCheck;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Explanations;

/// <summary>Whatever the terms and the flows, the tree under a line can be worked out again.</summary>
public sealed class ExplanationOfTermsTests
{
    private static readonly DateOnly Start = new(2018, 2, 28);
    private static readonly Gen<Compounding> Compounds = Gen.Enum<Compounding>();
    private static readonly Gen<DayCount> Counts = Gen.Enum<DayCount>();

    private static readonly Gen<Hurdle> Hurdles = Gen.Recursive<Hurdle>((depth, hurdle) => Gen.OneOf(
        Gen.Select(Gen.Int[5, 30], Compounds, Counts, (r, c, d) => (Hurdle)new AccountHurdle(r / 100m, c, d)),
        Gen.Select(Gen.Int[5, 30], Counts, (r, d) => (Hurdle)new IrrHurdle(r / 100m, d)),
        Gen.Int[11, 30].Select(m => (Hurdle)new MultipleHurdle(m / 10m)),
        depth > 0 ? Gen.Int[11, 30].Select(m => (Hurdle)new MultipleHurdle(m / 10m)) : Gen.Select(hurdle, hurdle, (a, b) => (Hurdle)new AllOfHurdle([a, b]))));

    private static readonly Gen<FundTerms> Terms = Gen.Select(Compounds, Counts, Gen.Int[1, 15], Hurdles, Gen.Bool, Gen.Int[0, 2]).Select((compounding, count, rate, until, isReturnFirst, shape) =>
    {
        Tier pref = TestTerms.Pref(rate / 100m, compounding, count), capital = new ReturnOfCapitalTier();
        Tier[] first = isReturnFirst ? [pref, capital] : [capital, pref];
        return TestTerms.With(shape switch
        {
            0 => [.. first, new CatchUpTier(0.8m, 0.2m), new SplitTier(0.2m)],
            1 => [.. first, new CatchUpTier(1, 0.2m), new SplitTier(0.2m, until), new CatchUpTier(0.5m, 0.25m), new SplitTier(0.25m)],
            _ => [.. first, new SplitTier(0.1m, until), new SplitTier(0.3m)],
        });
    }).Where(CanBeRun);

    private static readonly Gen<(int Days, int Amount, int Kind)[]> Flows = Gen.Select(Gen.Int[0, 400], Gen.Int[1, 5_000_000], Gen.Int[0, 5]).Array[1, 14];

    private static bool CanBeRun(FundTerms terms)
    {
        try
        {
            terms.Validate();
            return true;
        }
        catch (FundRuleException)
        {
            return false;
        }
    }

    [Fact]
    public void Line_UnderAnyTerms_CanBeWorkedOutAgain() => Gen.Select(Terms, Flows, Gen.Int[0, 30_000_000]).Sample((terms, flows, last) =>
    {
        var waterfall = new Waterfall(terms, new Currency("USD")).Open(Guid.NewGuid(), "LP");
        var date = Start;
        foreach (var (days, amount, kind) in flows)
        {
            date = date.AddDays(days);
            var money = amount / 100m;
            switch (kind)
            {
                case 0 or 1:
                    waterfall.Contribute(new(date, money));
                    break;
                case 2:
                    waterfall.Contribute(new(date, money, AccruesFrom: date.AddDays(days - 200), Earns: amount % 3 != 0));
                    break;
                case 3:
                    waterfall.Contribute(new(date, money / 3, AccruesFrom: date.AddDays(-days)));
                    break;
                default:
                    waterfall.Record(date, waterfall.Run(date, money));
                    break;
            }
        }
        ExplanationCheck.Evaluate(waterfall.Run(date.AddDays(flows[0].Days), last / 100m).Explanation!, new TestFund());
    }, iter: 5_000);
}
