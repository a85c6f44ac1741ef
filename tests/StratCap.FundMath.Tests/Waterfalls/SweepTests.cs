using CsCheck;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class SweepTests
{
    [Fact]
    public void Sweep_OfAnyFund_GivesToTheUnitWhatEachValueGivesAlone() => Gen.Select(RandomLife.Steps, Gen.Int[0, 50_000_000].Array[1, 5]).Sample(
        (steps, units) =>
        {
            var book = RandomLife.Live(steps).Fund.Book();
            if (!book.HasMovements) return;
            var date = book.AsOf.AddDays(90);
            decimal[] values = [.. units.Select(u => u * book.Currency.MinorUnit)];

            if (RefusalOf(() => LiquidationScenario.Run(book, date, values[0], explain: false)) is { } refusal)
            {
                RefusalOf(() => LiquidationScenario.Sweep(book, date, values)).ShouldBe(refusal);
                return;
            }
            var sweep = LiquidationScenario.Sweep(book, date, values);

            foreach (var point in sweep)
            {
                var one = LiquidationScenario.Run(book, date, point.Value, explain: false);
                point.CarriedInterest.ShouldBe(one.CarriedInterest);
                point.ToLimitedPartners.ShouldBe(one.Lines.Where(l => l.Partner == PartnerKind.LimitedPartner).Sum(l => l.Line.Distributed));
                (point.CarriedInterest + point.ToLimitedPartners + point.ToGeneralPartners).ShouldBe(point.Value);
            }
        },
        iter: 2_000);

    private static string? RefusalOf(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (FundRuleException refusal)
        {
            return refusal.Code;
        }
    }
}
