using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class FeeScheduleTests
{
    private static readonly FeePayer[] Three = [new("A", 60_000_000m), new("B", 35_000_000m), new("GP", 5_000_000m, IsExempt: true)];

    /// <summary>Totals of FEE-001 to FEE-010 of nikhillinit/Updog_restore, docs/fees.truth-cases.json, as corrected there; years and rates in order.</summary>
    [Theory]
    [InlineData("FEE-001", 100, "20", 10, "2.0")]
    [InlineData("FEE-002", 100, "17.5", 5, "2.5", 5, "1.0")]
    [InlineData("FEE-003", 100, "17.5", 5, "2.0", 5, "1.5")]
    [InlineData("FEE-004", 100, "17", 7, "2.0", 3, "1.0")]
    [InlineData("FEE-007", 0, "0", 10, "2.0")]
    [InlineData("FEE-008", 100, "2", 1, "2.0")]
    [InlineData("FEE-009", 100, "30", 10, "3.0")]
    [InlineData("FEE-010", 100, "10", 10, "1.0")]
    public void Run_OnPublishedSchedule_GivesItsTotal(string id, int millions, string total, params object[] steps)
    {
        id.ShouldStartWith("FEE-");
        var start = new DateOnly(2021, 1, 1);
        var lines = new List<FeeLine>();
        foreach (var step in steps.Chunk(2))
        {
            var from = lines.Count == 0 ? start : lines[^1].To;
            lines.Add(new FeeLine(from, from.AddYears((int)step[0]), Number((string)step[1]) / 100, FeeLineBasis.Committed));
        }
        var result = Run(Request([new("LPs", millions * 1_000_000m)], new FeeBilling(12, true, start, lines[^1].To, FeePeriodMethod.Equal, DayCount.Act365), [.. lines]));
        result.Bills.Sum(b => b.Net).ShouldBe(Number(total) * 1_000_000m);
    }

    [Theory]
    [InlineData(FeePeriodMethod.Equal, DayCount.Act365, "1900000.00")]
    [InlineData(FeePeriodMethod.Days, DayCount.Act365, "1905205.48")]
    [InlineData(FeePeriodMethod.Days, DayCount.Act360, "1931666.67")]
    [InlineData(FeePeriodMethod.Days, DayCount.Thirty360, "1900000.00")]
    [InlineData(FeePeriodMethod.Days, DayCount.ActAct, "1900000.00")]
    public void Run_InALeapYear_DependsOnTheDayCount(FeePeriodMethod method, DayCount dayCount, string total) =>
        Run(Request(Three, Year2024(3, method, dayCount))).Bills.Sum(b => b.Gross).ShouldBe(Number(total), 0.02m);

    [Fact]
    public void Run_WithAStepDownInsideAnEqualQuarter_SplitsItByDays()
    {
        FeeLine[] lines = [new(new(2020, 1, 1), new(2024, 5, 15), 0.02m, FeeLineBasis.Committed), new(new(2024, 5, 15), new(2030, 1, 1), 0.01m, FeeLineBasis.Committed)];
        var bill = Run(Request(Three, Year2024(3, FeePeriodMethod.Equal), lines)).Bills[1];
        bill.Gross.ShouldBe(Math.Round(95_000_000m / 4 * ((0.02m * 44) + (0.01m * 47)) / 91, 2));
    }

    [Fact]
    public void Run_OnLinesThatReachIntoEachOther_IsRefusedBeforeADayIsChargedTwice()
    {
        FeeLine[] lines = [new(new(2020, 1, 1), new(2024, 5, 16), 0.02m, FeeLineBasis.Committed), new(new(2024, 5, 15), new(2030, 1, 1), 0.01m, FeeLineBasis.Committed)];
        Should.Throw<FundRuleException>(() => FeeSchedule.Run(Request(Three, Year2024(3, FeePeriodMethod.Equal), lines))).Code.ShouldBe("fee.lines_overlap");
    }

    [Fact]
    public void Run_FromAStrayDay_CutsTheFirstCalendarQuarter()
    {
        var bills = Run(Request(Three, new FeeBilling(3, true, new(2024, 2, 15), new(2025, 1, 1), FeePeriodMethod.Equal, DayCount.Act365))).Bills;
        bills.Select(b => b.From).ShouldBe([new(2024, 2, 15), new(2024, 4, 1), new(2024, 7, 1), new(2024, 10, 1)]);
        bills[0].Days.ShouldBe(46);
        bills[0].Gross.ShouldBe(Math.Round(475_000m * 46 / 91, 2));
        bills[1].Gross.ShouldBe(475_000m);
    }

    [Fact]
    public void Run_OfWholeYearsFromAStrayDay_CutsNothing()
    {
        var bills = Run(Request(Three, new FeeBilling(12, true, new(2021, 5, 15), new(2023, 5, 15), FeePeriodMethod.Equal, DayCount.Act365))).Bills;
        bills.Select(b => (b.From, b.Gross)).ShouldBe([(new(2021, 5, 15), 1_900_000m), (new(2022, 5, 15), 1_900_000m)]);
    }

    [Theory]
    [InlineData(FeeMeasurement.Opening, "2000000.00")]
    [InlineData(FeeMeasurement.Daily, "1500000.00")]
    public void Run_OnCostThatHalvesInMidYear_MeasuresAtTheOpeningOrEachDay(FeeMeasurement measurement, string gross)
    {
        var line = new FeeLine(new(2023, 1, 1), new(2024, 1, 1), 0.02m, FeeLineBasis.Invested);
        InvestedChange[] changes = [new(new(2023, 1, 1), 100_000_000m), new(new(2023, 7, 2), -36_500_000m), new(new(2023, 7, 3), -13_500_000m)];
        var request = Request([new("A", 1m)], new FeeBilling(12, true, new(2023, 1, 1), new(2024, 1, 1), FeePeriodMethod.Days, DayCount.Act365), line);
        var result = Run(request with { Invested = changes, Measurement = measurement }).Bills[0].Gross;
        // 182 days at 100, one at 63.5, 182 at 50.
        var expected = measurement == FeeMeasurement.Opening ? Number(gross) : Math.Round(0.02m * ((182 * 100_000_000m) + 63_500_000m + (182 * 50_000_000m)) / 365, 2);
        result.ShouldBe(expected);
    }

    [Fact]
    public void Run_OnCost_LetsTheExemptPartDropOutAndOwnRatesOutliveTheStepDown()
    {
        FeePayer[] payers = [new("A", 60m), new("B", 30m, RateAnnual: 0.01m), new("GP", 10m, IsExempt: true)];
        FeeLine[] lines = [new(new(2024, 1, 1), new(2024, 7, 1), 0.02m, FeeLineBasis.Committed), new(new(2024, 7, 1), new(2025, 1, 1), 0.015m, FeeLineBasis.Amount, 1_000_000m)];
        var bills = Run(Request(payers, Year2024(6, FeePeriodMethod.Equal), lines)).Bills;
        bills[0].ByPayer.ShouldBe([0.60m, 0.15m, 0m]);
        bills[1].ByPayer.ShouldBe([4_500m, 1_500m, 0m]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_WithOffsets_TakesThemFromTheNextBillAndCarriesTheRest(bool inAdvance)
    {
        var billing = Year2024(3, FeePeriodMethod.Equal) with { InAdvance = inAdvance };
        FeeOffset[] given = [new(new(2024, 1, 1), 550_000m, 1m), new(new(2024, 9, 30), 593_750m, 0.8m), new(new(2024, 12, 1), 0.01m, 1m)];
        var result = Run(Request(Three, billing) with { Offsets = given });
        var taken = result.Bills.Select(b => b.Offset).ToArray();
        if (inAdvance)
            taken.ShouldBe([475_000m, 75_000m, 0m, 475_000m]);
        else
            taken.ShouldBe([475_000m, 75_000m, 475_000m, 0.01m]);
        result.UnusedOffset.ShouldBe(inAdvance ? 0.01m : 0m);
        (taken.Sum() + result.UnusedOffset).ShouldBe(1_025_000.01m);
    }

    [Fact]
    public void Run_OfOneTwelfthThatFallsOnHalfACent_RoundsItAwayFromZero()
    {
        // 3 × 2 % ÷ 12 is half a cent, which an endless decimal twelfth misses.
        var result = Run(Request([new("A", 3m)], Year2024(1, FeePeriodMethod.Equal)));
        result.Bills.ShouldEach(b => b.Gross == 0.01m);
    }

    [Fact]
    public void Run_OfAnything_GivesBillsWhosePartsAddUp() => Gen.Select(
        Gen.Decimal[0m, 90_000_000m].Select(d => Math.Round(d, 2)).Array[1, 8], Gen.Int[0, 3].Select(i => new[] { 1, 3, 6, 12 }[i]), Gen.Int[0, 900], Gen.Int[1, 1500], Gen.Int[0, 5], Gen.Int[0, 400])
        .Sample(
            (commitments, months, start, length, kind, step) =>
            {
                FeePayer[] payers = [.. commitments.Select((c, i) => new FeePayer($"P{i}", c, IsExempt: i == kind, RateAnnual: i == 1 ? 0.0175m : null))];
                var from = new DateOnly(2021, 1, 1).AddDays(start);
                var cut = from.AddDays(step);
                FeeLine[] lines = [new(from, cut.AddDays(1), 0.02m, FeeLineBasis.Committed), new(cut.AddDays(1), new(2040, 1, 1), 0.0125m, FeeLineBasis.Invested)];
                var billing = new FeeBilling(months, kind % 2 == 0, from, from.AddDays(length), kind < 3 ? FeePeriodMethod.Equal : FeePeriodMethod.Days, (DayCount)kind);
                var request = Request(payers, billing, lines) with
                {
                    Invested = [new(from.AddDays(-5), 40_000_000m), new(cut, -10_000_000m)],
                    Measurement = kind % 2 == 0 ? FeeMeasurement.Daily : FeeMeasurement.Opening,
                    Offsets = [new(cut, 123_456.78m, 0.8m)],
                };
                var result = Run(request);
                result.Bills[0].From.ShouldBe(billing.From);
                result.Bills[^1].To.ShouldBe(billing.To);
                result.Bills.Zip(result.Bills.Skip(1)).ShouldEach(p => p.First.To == p.Second.From);
                result.Bills.ShouldEach(b => b.ByPayer.Sum() == b.Net && b.Net == b.Gross - b.Offset && b.Net >= 0 && b.ByPayer.All(p => p >= 0));
                result.Bills.ShouldEach(b => b.ByPayer.Where((_, i) => payers[i].IsExempt || payers[i].Commitment == 0).All(p => p == 0));
                (result.Bills.Sum(b => b.Offset) + result.UnusedOffset).ShouldBe(98_765.42m);
            },
            iter: 1_000);

    [Fact]
    public void Run_OfThirdsThatAddUpToHalfACent_IsRoundedUpAndItsTreeSaysTheSame()
    {
        FeePayer[] payers = [new("A", 4895m), new("B", 8m), new("C", 374m)];
        var billing = new FeeBilling(1, true, new(2021, 1, 1), new(2021, 2, 1), FeePeriodMethod.Equal, DayCount.Act365);
        Run(Request(payers, billing, new FeeLine(billing.From, billing.To, 0.02m, FeeLineBasis.Committed))).Bills.ShouldHaveSingleItem().Gross.ShouldBe(8.80m);
    }

    [Theory]
    [InlineData("fee.period_empty", 3, 0, "0.02")]
    [InlineData("fee.period_too_long", 3, 100_000, "0.02")]
    [InlineData("fee.frequency_unknown", 5, 90, "0.02")]
    [InlineData("fee.rate_out_of_range", 3, 90, "2")]
    public void Run_OfImpossibleTerms_IsRefusedByName(string code, int months, int days, string rate)
    {
        var from = new DateOnly(2024, 1, 1);
        var request = Request(Three, new FeeBilling(months, true, from, from.AddDays(days), FeePeriodMethod.Equal, DayCount.Act365), new FeeLine(from, from.AddYears(1), Number(rate), FeeLineBasis.Committed));
        Should.Throw<FundRuleException>(() => FeeSchedule.Run(request)).Code.ShouldBe(code);
    }

    private static FeeBilling Year2024(int months, FeePeriodMethod method, DayCount dayCount = DayCount.Act365) => new(months, true, new(2024, 1, 1), new(2025, 1, 1), method, dayCount);

    private static FeeScheduleRequest Request(FeePayer[] payers, FeeBilling billing, params FeeLine[] lines) => new(
        new Currency("USD"), payers, billing, lines.Length > 0 ? lines : [new(new(2020, 1, 1), new(2032, 1, 1), 0.02m, FeeLineBasis.Committed)], [], FeeMeasurement.Opening, []);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The bills, and that each one's tree can be worked out again.</summary>
    private static FeeScheduleResult Run(FeeScheduleRequest request)
    {
        var result = FeeSchedule.Run(request);
        foreach (var bill in result.Bills)
            ExplanationCheck.Evaluate(bill.Explanation, new TestFund());
        return result;
    }
}
