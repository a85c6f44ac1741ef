using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Carry;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Carry;

public sealed class CarryTests
{
    private static readonly DateOnly Sold = new(2022, 1, 1);
    private static readonly Guid Ada = Id(1), Bob = Id(2), Cleo = Id(3), House = Id(9);

    private static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 7]);

    private static VestingOverTime Over(VestingStep step, DateOnly? cliff = null) => new(new(2020, 1, 1), 48, step, cliff);

    [Theory]
    // Four years from 1 January 2020, 1,461 days. Nothing before the cliff; on it, all that has vested since the beginning.
    [InlineData(VestingStep.Monthly, "2020-12-31", "0")]
    [InlineData(VestingStep.Monthly, "2021-01-01", "0.25")] // 12 ÷ 48
    [InlineData(VestingStep.Monthly, "2022-06-30", "0.6041666666666666666666666667")] // 29 ÷ 48
    [InlineData(VestingStep.Monthly, "2022-07-01", "0.625")] // 30 ÷ 48
    [InlineData(VestingStep.Annual, "2022-12-31", "0.5")]
    [InlineData(VestingStep.Annual, "2023-01-01", "0.75")]
    [InlineData(VestingStep.Linear, "2021-01-01", "0.2505133470225872689938398357")] // 366 ÷ 1461
    [InlineData(VestingStep.Linear, "2023-12-31", "0.9993155373032169746748802190")] // 1460 ÷ 1461
    [InlineData(VestingStep.Linear, "2024-01-01", "1")]
    public void Vesting_OverTime_IsAnExactPart(VestingStep step, string date, string part) =>
        Over(step, new(2021, 1, 1)).PartOn(Day(date)).ToDecimal().ShouldBe(decimal.Parse(part, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Vesting_FromTheLastOfAMonth_EndsMonthsOnTheirLast()
    {
        var vesting = new VestingOverTime(new(2020, 1, 31), 12, VestingStep.Monthly);
        vesting.PartOn(new(2020, 2, 28)).ShouldBe(default);
        vesting.PartOn(new(2020, 2, 29)).ShouldBe(new Fraction(1, 12));
        var listed = new ListedVesting([new(new(2021, 3, 1), 0.4m), new(new(2022, 3, 1), 1m)]);
        listed.PartOn(new(2021, 2, 28)).ShouldBe(default);
        listed.PartOn(new(2022, 2, 28)).ShouldBe(new Fraction(2, 5));
    }

    [Fact]
    public void Split_OfADistribution_IsByPoints_AndWhatIsNotVestedIsHeld()
    {
        var fund = Paid(Plan(ForfeitedCarry.ByPoints));
        // 150 out of 100 a year later carries 10 (CarryClawbackTests). Points 0.5, 0.3 and 0.2.
        fund.Book(Sold).CarryAllocations.ShouldHaveSingleItem().Shares.ShouldBe([new(Ada, 5_000_000m), new(Bob, 3_000_000m), new(House, 2_000_000m)]);

        var standing = CarryStanding.Of(fund.Book(Sold)).ToDictionary(h => h.HolderId);

        // Ada, monthly: 24 of 48 months. Bob, annual with a cliff on 1 July 2022: nothing.
        (standing[Ada].Vested, standing[Ada].Unvested, standing[Ada].Payable, standing[Ada].Held).ShouldBe((2_500_000m, 2_500_000m, 2_500_000m, 2_500_000m));
        (standing[Bob].Vested, standing[Bob].Held).ShouldBe((0m, 3_000_000m));
        (standing[House].Vested, standing[House].IsHouse).ShouldBe((2_000_000m, true));
        CarryStanding.Of(fund.Book(new(2022, 7, 1))).Single(h => h.HolderId == Bob).Vested.ShouldBe(1_500_000m);
        fund.Book(Sold).CheckTies();
        foreach (var holder in standing.Values)
            ExplanationCheck.Evaluate(holder.Explanation!, fund).ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Split_OfManySmallAmounts_LetsNoUnitDrift()
    {
        var fund = Paid(Plan(ForfeitedCarry.ByPoints, points: (0.3333333333m, 0.3333333333m)));
        for (var i = 1; i <= 40; i++)
        {
            // A hundredth of a hundred, of which a fifth is carry beyond the catch-up: 7.01 × 20 %, rounded to 1.40.
            fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(9), ProceedsKind.Income, 7.01m, 0m), Sold.AddDays(i));
            fund.Distribute(Sold.AddDays(i), 7.01m);
            Share(fund);
        }
        var book = fund.Book();
        var total = book.CarryAllocations.Sum(a => a.Amount);
        total.ShouldBe(book.Total.CarryReceived);
        foreach (var holder in book.CarryHolders)
            Math.Abs(holder.Kept - (total * holder.Points)).ShouldBeLessThan(0.01m);
    }

    [Theory]
    [InlineData(ForfeitedCarry.ToHouse, 0, 4_500_000, "0.3", "0.45")]
    [InlineData(ForfeitedCarry.ByPoints, 1_500_000, 3_000_000, "0.45", "0.3")]
    public void Leaver_KeepsWhatIsVested_AndTheRestGoesAsThePlanSays(ForfeitedCarry forfeited, int toBob, int house, string bobsPoints, string housePoints)
    {
        var fund = Paid(Plan(forfeited));
        var left = fund.Record(CarryLeaver.Make(fund.Book(Sold), Ada, "Resigned"), Sold);
        ((CarryHolderLeft)left.Payload).Forfeited.ShouldBe(2_500_000m);

        var book = fund.Book(Sold);

        book.FindCarryHolder(Ada)!.Kept.ShouldBe(2_500_000m);
        book.FindCarryHolder(Ada)!.Points.ShouldBe(0.25m);
        book.FindCarryHolder(Bob)!.Kept.ShouldBe(3_000_000m + toBob);
        // By points, 2.5 million go 0.3 to 0.2; so do a quarter of all points.
        book.FindCarryHolder(House)!.Kept.ShouldBe(house);
        book.FindCarryHolder(Bob)!.Points.ShouldBe(decimal.Parse(bobsPoints, System.Globalization.CultureInfo.InvariantCulture));
        book.FindCarryHolder(House)!.Points.ShouldBe(decimal.Parse(housePoints, System.Globalization.CultureInfo.InvariantCulture));
        CarryStanding.Of(fund.Book(new(2023, 1, 1))).Single(h => h.HolderId == Ada).Unvested.ShouldBe(0m);
        book.CheckTies();
    }

    [Fact]
    public void Leaver_AfterTheHouseChanged_ForfeitsToTheHouseOfThePlanInForce()
    {
        var fund = Paid(Plan(ForfeitedCarry.ToHouse));
        var successor = Id(10);
        fund.Record(Plan(ForfeitedCarry.ToHouse) with { House = new(successor, "Successor GP, LLC") }, Sold.AddDays(1));
        var left = CarryLeaver.Make(fund.Book(Sold.AddDays(1)), Ada, "Resigned");
        fund.Record(left, Sold.AddDays(1));
        left.To.ShouldHaveSingleItem().HolderId.ShouldBe(successor);
        var book = fund.Book();
        (book.FindCarryHolder(House)!.Kept, book.FindCarryHolder(House)!.Points).ShouldBe((2_000_000m, 0m));
        book.FindCarryHolder(successor)!.Kept.ShouldBe(left.Forfeited);
    }

    [Fact]
    public void Clawback_IsTakenBackFromEachByWhatHeHas()
    {
        var fund = Paid(Plan(ForfeitedCarry.ToHouse));
        fund.Record(CarryLeaver.Make(fund.Book(Sold), Ada, "Resigned"), Sold);
        var end = new DateOnly(2022, 6, 1);
        fund.Record(CarryClawback.Make(fund.Book(end), fund.NewId(), 1, fund.Investor(1), end, [new(fund.Investor(0), 1_000_000m)]), end);
        Share(fund);
        // They have 2.5, 3 and 4.5 of 10 millions.
        fund.Book().CarryAllocations[^1].Shares.ShouldBe([new(Ada, -250_000m), new(Bob, -300_000m), new(House, -450_000m)]);
        CarryStanding.Of(fund.Book()).Sum(h => h.GivenBack).ShouldBe(1_000_000m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Acceleration_VestsInFull_AndThereIsNothingToForfeit()
    {
        var fund = Paid(Plan(ForfeitedCarry.ToHouse));
        fund.Record(new CarryAccelerated(Ada, "Sale of the manager"), Sold);
        CarryStanding.Of(fund.Book(Sold))[0].Vested.ShouldBe(5_000_000m);
        CarryStanding.Of(fund.Book(Sold.AddDays(-1)))[0].VestedPart.ShouldBeLessThan(1m);
        CarryLeaver.Make(fund.Book(Sold), Ada, "Resigned").Forfeited.ShouldBe(0m);
    }

    [Fact]
    public void PaidAtOnce_HoldsNothingBack()
    {
        var fund = Paid(Plan(ForfeitedCarry.ToHouse) with { Unvested = UnvestedCarry.PaidAtOnce });
        var ada = CarryStanding.Of(fund.Book(Sold))[0];
        (ada.Payable, ada.Held, ada.Unvested).ShouldBe((5_000_000m, 0m, 2_500_000m));
    }

    [Fact]
    public void Statements_OfAnyPartner_SayNothingOfHolders()
    {
        var plain = Paid(null);
        var shared = Paid(Plan(ForfeitedCarry.ToHouse));
        for (var i = 0; i < 2; i++)
        {
            var statements = new[] { plain, shared }.Select(f => InvestorStatement.Of(f.Facts, f.Investor(i), new(2022, 1, 1), new(2022, 3, 31)));
            statements.Select(s => s.Transactions.Count).Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void Plan_ThatCannotBe_IsRefusedByName()
    {
        var fund = Paid(null);
        void Refused(string code, CarryPlanSet plan) => Should.Throw<FundRuleException>(() => fund.Record(plan, TestFund.Start)).Code.ShouldBe(code);
        var good = Plan(ForfeitedCarry.ByPoints);
        Refused("book.carry.nobody", good with { Holders = [] });
        Refused("book.carry.points_sum", good with { House = null });
        Refused("book.carry.points_sum", good with { Holders = [good.Holders[0] with { Points = 0.71m }, good.Holders[1]] });
        Refused("book.carry.points_out_of_range", good with { Holders = [good.Holders[0] with { Points = 0m }] });
        Refused("book.carry.points_out_of_range", good with { Holders = [good.Holders[0] with { Points = 0.00000000001m }] });
        Refused("book.carry.repeated_holder", good with { House = new(Ada, "House") });
        Refused("book.carry.name_missing", good with { House = new(House, " ") });
        Refused("book.carry.house_missing", good with { House = null, Forfeited = ForfeitedCarry.ToHouse, Holders = [good.Holders[0] with { Points = 1m }] });
        Refused("carry.vesting.months_out_of_range", good with { Holders = [good.Holders[0] with { Vesting = new VestingOverTime(TestFund.Start, 0, VestingStep.Linear) }] });
        Refused("carry.vesting.cliff_out_of_range", good with { Holders = [good.Holders[0] with { Vesting = Over(VestingStep.Linear, new(2019, 1, 1)) }] });
        Refused("carry.vesting.list_out_of_order", good with { Holders = [good.Holders[0] with { Vesting = new ListedVesting([new(TestFund.Start, 0.5m), new(TestFund.Start, 1m)]) }] });
        fund.Record(good, TestFund.Start);
        Refused("book.carry.date_taken", good);
    }

    [Fact]
    public void DatedBack_BehindWhatWasSharedOut_IsRefusedByName()
    {
        var fund = Paid(Plan(ForfeitedCarry.ByPoints));
        void Refused(string words, Fact fact, DateOnly date) => Should.Throw<FundRuleException>(() => fund.Record(fact, date)).Message.ShouldContain(words);
        var source = fund.Book().Distributions[0];
        Refused("shared out before", Plan(ForfeitedCarry.ToHouse), Sold.AddDays(-1));
        Refused("already shared out", new CarryAllocated(source.DistributionId, source.CarriedInterest, [new(Ada, source.CarriedInterest)]), Sold);
        Refused("No carry plan knows that holder", CarryLeaver.Make(fund.Book(Sold), Bob, "Resigned") with { HolderId = Cleo }, Sold);
        var left = fund.Record(CarryLeaver.Make(fund.Book(Sold), Bob, "Resigned"), Sold);
        Refused("left before", new CarryAccelerated(Bob, "Late news"), Sold.AddDays(-5));
        Refused("already left", new CarryAccelerated(Bob, "Late news"), Sold.AddDays(5));
        Refused("always vested", new CarryAccelerated(House, "Late news"), Sold.AddDays(5));
        fund.Record(new FactReversed(left.FactId, "He stays"), Sold);
        Refused("work the leaving out again", CarryLeaver.Make(fund.Book(Sold), Bob, "Resigned"), Sold.AddDays(-5));
    }

    private static CarryPlanSet Plan(ForfeitedCarry forfeited, (decimal Ada, decimal Bob)? points = null) => new(
        [
            new(Ada, "Ada Okafor", points?.Ada ?? 0.5m, Over(VestingStep.Monthly)),
            new(Bob, "Bob Larsen", points?.Bob ?? 0.3m, Over(VestingStep.Annual, new(2022, 7, 1))),
        ],
        UnvestedCarry.Withheld, forfeited, new(House, "Example GP, LLC"));

    /// <summary>100 in on 1 January 2021, 150 out a year later, 10 of it carry; shared out by the plan.</summary>
    private static TestFund Paid(CarryPlanSet? plan)
    {
        var fund = TestFund.With("USD", 200_000_000m, 1m);
        if (plan is not null)
            fund.Record(plan, TestFund.Start);
        fund.Pay(fund.Call(new(2021, 1, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100_000_000m, fund.Investor(9), ExcusedInvestorIds: [fund.Investor(1)])), new(2021, 1, 1));
        fund.Record(FactShares.ForInvestment(fund.Book(), fund.Investor(9), "Deal", 100_000_000m), new(2021, 1, 1));
        fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(9), ProceedsKind.Realisation, 150_000_000m, 100_000_000m), Sold);
        fund.PayOut(fund.Distribute(Sold, 150_000_000m, fund.Investor(9)), Sold);
        Share(fund);
        return fund;
    }

    private static void Share(TestFund fund)
    {
        while (CarrySplit.Next(fund.Facts) is { } next)
            fund.Record(next.Fact, next.Date);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
