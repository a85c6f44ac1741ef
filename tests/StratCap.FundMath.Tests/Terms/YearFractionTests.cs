using CsCheck;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Tests.Terms;

public sealed class YearFractionTests
{
    private static readonly Gen<DateOnly> Dates = Gen.Int[new DateOnly(1990, 1, 1).DayNumber, new DateOnly(2060, 1, 1).DayNumber].Select(DateOnly.FromDayNumber);

    [Theory]
    [InlineData(DayCount.Act365, "2024-01-01", "2025-01-01", "1.0027397260273972602739726027")]
    [InlineData(DayCount.Act360, "2024-01-01", "2025-01-01", "1.0166666666666666666666666667")]
    [InlineData(DayCount.ActAct, "2024-01-01", "2025-01-01", "1")]
    [InlineData(DayCount.Act36525, "2020-01-01", "2024-01-01", "4")]
    [InlineData(DayCount.Thirty360, "2024-01-01", "2025-01-01", "1")]
    // ISDA's comparison of the two (Memorandum on EMU and market conventions, 1998): a 31st after a day before the 30th.
    [InlineData(DayCount.Thirty360, "2006-08-20", "2007-08-31", "1.0305555555555555555555555556")]
    [InlineData(DayCount.ThirtyE360, "2006-08-20", "2007-08-31", "1.0277777777777777777777777778")]
    [InlineData(DayCount.Thirty360, "2006-08-31", "2007-02-28", "0.4944444444444444444444444444")]
    // 1 November 2003 to 1 May 2004 is 61 ÷ 365 + 121 ÷ 366 (the same memorandum).
    [InlineData(DayCount.ActAct, "2003-11-01", "2004-05-01", "0.4977243805674077401003069092")]
    public void Between_KnownPeriods_AreThoseOfTheStandard(DayCount dayCount, string from, string to, string years) =>
        YearFraction.Between(DateOnly.Parse(from, null), DateOnly.Parse(to, null), dayCount)
            .ShouldBe(decimal.Parse(years, System.Globalization.CultureInfo.InvariantCulture), 0.000000000000000000000000001m);

    [Fact]
    public void Between_AnyDayInTheMiddle_PartsAddUpToTheWhole() => Gen.Select(Dates, Dates, Dates, Gen.Enum<DayCount>()).Sample(
        (a, b, c, dayCount) =>
        {
            if (dayCount == DayCount.Thirty360) return; // Bond basis looks at both ends, so that parts of it need not add up.
            var sum = YearFraction.Between(a, b, dayCount) + YearFraction.Between(b, c, dayCount);
            sum.ShouldBe(YearFraction.Between(a, c, dayCount), 0.0000000000000000000000001m);
        },
        iter: 10_000);
}
