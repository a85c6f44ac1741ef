using StratCap.Foundation.Datasets;
using StratCap.Reporting.Custom;
using StratCap.Reporting.Custom.Schedules;

namespace StratCap.Modules.Tests.Reporting;

/// <summary>The parts of custom reports that need no house: the grammar of computed columns, named days, and when a schedule is due.</summary>
public sealed class CustomReportTests
{
    private static decimal? Column(string name) => name switch { "a" => 10m, "b" => 4m, "zero" => 0m, "huge" => decimal.MaxValue, _ => null };

    [Theory]
    [InlineData("a + b * 2", "18", "(a+(b*2))")]
    [InlineData("(a + b) * 2", "28", "((a+b)*2)")]
    [InlineData("a - b - 1", "5", "((a-b)-1)")]
    [InlineData("a / b / 2", "1.25", "((a/b)/2)")]
    [InlineData("-a + --b", "-6", "((-a)+(-(-b)))")]
    [InlineData("0.1+0.2", "0.3", "(0.1+0.2)")]
    [InlineData("a / zero", null, "(a/zero)")]
    [InlineData("a + missing", null, "(a+missing)")]
    [InlineData("huge * 2", null, "(huge*2)")]
    [InlineData("huge + a", null, "(huge+a)")]
    public void AnExpression_IsWorkedOut_AndEmptyWhereItCannotBe(string text, string? value, string sheet)
    {
        var (formula, problem) = Formula.Parse(text);
        problem.ShouldBeNull();
        formula!.Value(Column).ShouldBe(value is null ? null : decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
        formula.Sheet(n => n).ShouldBe(sheet);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a +", 4)]
    [InlineData("a b", 3)]
    [InlineData("(a", 3)]
    [InlineData("1.2.3", 1)]
    [InlineData("\"text\"", 1)]
    [InlineData("sum(a)", 4)]
    [InlineData("a; drop table x", 2)]
    [InlineData("a = b", 3)]
    [InlineData("a\n+b", 2)]
    public void WhatIsNoArithmetic_IsRefusedWhereItStands(string text, int at)
    {
        var (formula, problem) = Formula.Parse(text);
        formula.ShouldBeNull();
        problem!.At.ShouldBe(at);
    }

    [Fact]
    public void DepthAndLength_AreLimited()
    {
        Formula.Parse(new string('(', 200) + "1" + new string(')', 200)).Problem.ShouldNotBeNull();
        Formula.Parse(new string('-', 499) + "1").Problem.ShouldNotBeNull();
        Formula.Parse(string.Join('+', Enumerable.Repeat("1", 300))).Problem.ShouldNotBeNull();
        Formula.Parse(string.Join('+', Enumerable.Repeat("1", 250))).Formula!.Value(Column).ShouldBe(250m);
    }

    [Theory]
    [InlineData(FilterOperator.Equals, "2.5", "1 2.5 3 -", "2.5")]
    [InlineData(FilterOperator.NotEquals, "2.5", "1 2.5 3 -", "1 3 -")]
    [InlineData(FilterOperator.In, "1 3.00", "1 2.5 3 -", "1 3")]
    [InlineData(FilterOperator.LessThan, "2.5", "1 2.5 3 -", "1")]
    [InlineData(FilterOperator.AtMost, "2.5", "1 2.5 3 -", "1 2.5")]
    [InlineData(FilterOperator.GreaterThan, "2.5", "1 2.5 3 -", "3")]
    [InlineData(FilterOperator.AtLeast, "2.5", "1 2.5 3 -", "2.5 3")]
    [InlineData(FilterOperator.Between, "1 2.5", "0 1 2.5 3 -", "1 2.5")]
    [InlineData(FilterOperator.Between, "3 1", "0 1 2.5 3 -", "")]
    [InlineData(FilterOperator.IsMissing, "", "1 2.5 3 -", "-")]
    [InlineData(FilterOperator.IsPresent, "", "1 2.5 3 -", "1 2.5 3")]
    public void WhatIsWorkedOut_IsKeptAsADatasetsColumnsAre(FilterOperator how, string values, string rows, string kept)
    {
        static object?[] Read(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v == "-" ? null : (object?)decimal.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
        var keep = new CheckedKeep(0, how, [.. Read(values).OfType<object>()]);
        Read(rows).Where(v => keep.Holds([v])).ShouldBe(Read(kept));
        // Counts are whole numbers of another type.
        Read(rows).OfType<decimal>().Where(v => v % 1 == 0).Select(v => (object)(int)v).Where(v => keep.Holds([v])).Select(v => (decimal)(int)v)
            .ShouldBe(Read(kept).OfType<decimal>().Where(v => v % 1 == 0));
    }

    [Theory]
    [InlineData("today", "2026-05-14")]
    [InlineData("lastMonthEnd", "2026-04-30")]
    [InlineData("lastQuarterEnd", "2026-03-31")]
    [InlineData("lastYearEnd", "2025-12-31")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2025-02-29", null)]
    public void ADay_IsNamedOrCounted(string text, string? day) =>
        AsOfDay.Of(text, new DateOnly(2026, 5, 14)).ShouldBe(day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Daily", null, null, "07:30", "Europe/Zurich", "2026-05-14T05:29:00Z", "2026-05-14T05:30:00Z")]
    [InlineData("Daily", null, null, "07:30", "Europe/Zurich", "2026-05-14T05:30:00Z", "2026-05-15T05:30:00Z")]
    [InlineData("Daily", null, null, "02:30", "Europe/Zurich", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("Daily", null, null, "02:30", "Europe/Zurich", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Daily", null, null, "02:30", "Europe/Zurich", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("Weekly", "Monday", null, "00:00", "America/New_York", "2026-05-14T00:00:00Z", "2026-05-18T04:00:00Z")]
    [InlineData("Monthly", null, 31, "12:00", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T12:00:00Z")]
    [InlineData("Monthly", null, 31, "12:00", "UTC", "2026-02-28T12:00:00Z", "2026-03-31T12:00:00Z")]
    [InlineData("Quarterly", null, 15, "12:00", "Asia/Tokyo", "2026-05-14T00:00:00Z", "2026-07-15T03:00:00Z")]
    [InlineData("Quarterly", null, 1, "00:00", "Pacific/Auckland", "2026-12-01T00:00:00Z", "2026-12-31T11:00:00Z")]
    public void ASchedule_IsDueByTheClocksOfItsZone(string rhythm, string? weekday, int? day, string time, string zone, string after, string due)
    {
        var schedule = new ReportSchedule
        {
            OwnerName = "",
            Format = "csv",
            Language = "en",
            Recipients = [],
            TimeZone = zone,
            Rhythm = Enum.Parse<Rhythm>(rhythm),
            Weekday = weekday is null ? null : Enum.Parse<DayOfWeek>(weekday),
            DayOfMonth = day,
            Time = TimeOnly.ParseExact(time, "HH:mm"),
        };
        NextDue.After(schedule, DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture));
    }
}
