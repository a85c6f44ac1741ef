using CsCheck;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class SweepTests
{
    private static readonly Gen<(Step[] Steps, int[] Units)> Funds = Gen.Select(RandomLife.Steps, Gen.Int[0, 50_000_000].Array[1, 5]);

    [Fact]
    public void Sweep_OfAnyFund_GivesToTheUnitWhatEachValueGivesAlone() => Funds.Sample(IsTheSame, iter: 2_000);

    /// <summary>He has no weight to share by, and of nothing he needs none.</summary>
    [Fact]
    public void Sweep_WhereAPartnerNeitherPaidNorHoldsAnything_IsNotRefused() => Funds.Sample(IsTheSame, iter: 1, seed: "9vuxJznkj2E5");

    private static void IsTheSame((Step[] Steps, int[] Units) fund)
    {
        var book = RandomLife.Live(fund.Steps).Fund.Book();
        if (!book.HasMovements) return;
        var date = book.AsOf.AddDays(90);
        decimal[] values = [.. fund.Units.Select(u => u * book.Currency.MinorUnit)];

        // Of nothing nobody's share is missed: what one value is refused for, the largest is.
        if (RefusalOf(() => LiquidationScenario.Run(book, date, values.Max(), explain: false)) is { } refusal)
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
    }

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
