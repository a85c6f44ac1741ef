namespace StratCap.FundMath.Tests;

public sealed class CalendarQuarterTests
{
    [Theory]
    [InlineData("2024-01-01", "2024-03-31", "2024-Q1")]
    [InlineData("2024-03-31", "2024-03-31", "2024-Q1")]
    [InlineData("2024-04-01", "2024-06-30", "2024-Q2")]
    [InlineData("2023-08-15", "2023-09-30", "2023-Q3")]
    [InlineData("2023-12-31", "2023-12-31", "2023-Q4")]
    public void EndAndName_OfADay_AreItsQuarters(string day, string end, string name)
    {
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        CalendarQuarter.EndOf(date).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(end);
        CalendarQuarter.NameOf(date).ShouldBe(name);
    }

    [Fact]
    public void EndsBetween_TwoDays_AreThoseThatAreOver()
    {
        CalendarQuarter.EndsBetween(new(2023, 11, 30), new(2024, 6, 29)).ShouldBe([new DateOnly(2023, 12, 31), new DateOnly(2024, 3, 31)]);
        CalendarQuarter.EndsBetween(new(2024, 4, 1), new(2024, 6, 30)).ShouldBe([new DateOnly(2024, 6, 30)]);
        CalendarQuarter.EndsBetween(new(2024, 4, 1), new(2024, 6, 29)).ShouldBeEmpty();
    }
}
