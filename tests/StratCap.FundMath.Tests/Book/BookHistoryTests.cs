using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

/// <summary>One pass over a book must say of each past day what a fold up to that day says.</summary>
public sealed class BookHistoryTests
{
    private static DateOnly[] Quarters(TestFund fund) => [.. CalendarQuarter.EndsBetween(TestFund.Start, fund.Facts.Max(f => f.EffectiveDate).AddDays(200))];

    [Fact]
    public void At_OfEachQuarter_IsWhatFoldingUpToItGives() => Agrees(new GoldenFund().Live());

    [Fact]
    public void At_WithAFactThatIsReversedLater_CountsItUntilThen()
    {
        var fund = new GoldenFund().Live();
        var valuation = fund.Facts.Last(f => f.Payload is ValuationRecorded);
        fund.Record(new FactReversed(valuation.FactId, "Judged anew"), valuation.EffectiveDate.AddDays(100));

        Agrees(fund);

        var days = BookHistory.At(fund.Facts, [valuation.EffectiveDate, valuation.EffectiveDate.AddDays(100)]);
        days[0].UnrealisedGain.ShouldNotBe(days[1].UnrealisedGain);
    }

    [Fact]
    public void At_WithAFactThatNeverCounted_LeavesItOut()
    {
        var fund = new GoldenFund().Live();
        var valuation = fund.Facts.Last(f => f.Payload is ValuationRecorded);
        fund.Record(new FactReversed(valuation.FactId, "Wrong fund"), valuation.EffectiveDate);

        Agrees(fund);
    }

    private static void Agrees(TestFund fund)
    {
        var days = Quarters(fund);
        days.Length.ShouldBeGreaterThan(15);
        var history = BookHistory.At(fund.Facts, days);
        for (var i = 0; i < days.Length; i++)
            foreach (var component in FigureSet.Components)
                history[i][component].ShouldBe(fund.Book(days[i]).Total[component], $"{component} on {days[i]}");
    }
}
