using System.Globalization;
using System.Net;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Payments;

namespace StratCap.Server.Tests.Funds.Periods;

/// <summary>What the bank had at the end of a quarter is told by the accounts of the fund, whatever a statement calls them, in whatever currency and by whichever way their lines came.</summary>
public sealed class CashCheckTests(PeriodStage stage) : IClassFixture<PeriodStage>
{
    private const string Second = "2024-06-30", Third = "2024-09-30";

    /// <summary>The fund's account as an MT940 file writes it, and another account with the same last digits.</summary>
    private const string AsMt940 = "2004101005/0500013M02606", OtherIban = "FR8220041010050500099M02606";

    private Api Accountant => stage.Firm.Accountant;

    /// <summary>A firm that begins to import statements years into a fund's life can still close the quarters before them.</summary>
    [Fact]
    public async Task Cash_BeforeTheFirstStatement_IsNotCompared()
    {
        var life = await Life();
        await Import(life, Told("T1", "2025-01-01", "2025-01-31", 1_500_000m, Line("G1", -100m, "2025-01-02")));
        (await stage.Check(life, "cash")).Text("state").ShouldBe("NotApplicable");
        // The opening balance of a quarter's first day is the closing one of the last quarter.
        (await stage.Check(life, "cash", "2024-12-31")).ShouldSatisfyAllConditions(c => c.Text("state").ShouldBe("Failed"), c => c.Money("left").ShouldBe(1_500_000m));
    }

    [Theory]
    [InlineData(MoneyStage.OwnIban, AsMt940)]
    [InlineData(AsMt940, MoneyStage.OwnIban)]
    public async Task Cash_OfAnAccountThatIsWrittenInTwoWays_IsThatOfOneAccount(string before, string after)
    {
        var life = await Life();
        await Import(life, Told("Q2", "2024-04-01", Second, 0m, Line("A", 500m, "2024-06-03")) with { AccountId = before });
        await Import(life, Told("Q3", "2024-07-01", Third, 500m, Line("B", 200m, "2024-07-05")) with { AccountId = after });

        await Holds(life, Second, 500m);
        await Holds(life, Third, 700m);
    }

    /// <summary>The very same account, entered once more with blanks or another holder, stays the account that its statements were of.</summary>
    [Fact]
    public async Task Cash_OfAnAccountThatWasEnteredAnew_IsThatOfOneAccount()
    {
        var life = await Life();
        await Import(life, Told("Q2", "2024-04-01", Second, 0m, Line("A", 500m, "2024-06-03")));
        await MoneyHouse.OwnAccount(stage.Firm, life, "FR14 2004 1010 0505 0001 3M02 606");
        await Import(life, Told("Q3", "2024-07-01", Third, 500m, Line("B", 200m, "2024-07-05")));

        await Holds(life, Third, 700m);
    }

    [Fact]
    public async Task Cash_OfTwoAccountsWithTheSameLastDigits_IsThatOfBoth()
    {
        var life = await Life();
        await MoneyHouse.OwnAccount(stage.Firm, life, OtherIban);
        await Import(
            life, Told("One", "2024-04-01", Second, 0m, Line("A", 500m, "2024-06-03")), Told("Two", "2024-04-01", Second, 0m, Line("B", 300m, "2024-06-03")) with { AccountId = OtherIban });
        await Holds(life, Second, 800m);

        // One of them reaches the next quarter, the other does not.
        await Import(life, Told("Three", "2024-07-01", Third, 500m, Line("C", 1m, "2024-07-05")));
        (await stage.Check(life, "cash", Third)).ShouldSatisfyAllConditions(c => c.Text("state").ShouldBe("Failed"), c => c.Text("sentence").ShouldContain("2606 (Harbour Bank, USD) that adds up reaches 2024-09-30"));
        await Import(life, Told("Four", "2024-07-01", Third, 300m, Line("D", 2m, "2024-07-05")) with { AccountId = OtherIban });
        await Holds(life, Third, 803m);
    }

    /// <summary>The book counts in the fund's currency: what lies on the account in another one is never taken for it, but for what the day's rate makes of it.</summary>
    [Fact]
    public async Task Cash_InAnotherCurrency_IsWorthWhatTheRateOfTheDayMakesOfIt()
    {
        var life = await Life();
        await Import(life, Told("Dollars", "2024-04-01", Second, 0m, Line("A", 500m, "2024-06-03")));
        await Import(life, Francs("Francs", Second, 0m, 90.55m));

        (await stage.Check(life, "cash")).ShouldSatisfyAllConditions(
            c => c.Text("state").ShouldBe("Failed", c.ToJsonString()), c => c.Text("sentence").ShouldBe("There is no rate between USD and CHF for 2024-06-30, and the bank's statements say 90.55 CHF: record it."));
        (await Accountant.Post("/api/v1/fx-rates", new { rates = new[] { new { from = "CHF", to = "USD", date = Second, value = 1.1m, source = "test" } } })).Ok();
        await Holds(life, Second, 599.61m);
        (await stage.Check(life, "cash")).Text("sentence").ShouldContain("with 90.55 CHF at the rates of that day");

        // Emptied, it needs no rate and no further statement.
        await Import(life, Told("Dollars 3", "2024-07-01", Third, 500m, Line("B", 1m, "2024-07-05")));
        (await stage.Check(life, "cash", Third)).Text("sentence").ShouldContain("CHF) that adds up reaches");
        await Import(life, Francs("Francs 3", "2024-07-31", 90.55m, -90.55m));
        await Holds(life, Third, 501m);
    }

    /// <summary>A statement without balances told a line first, and a person said what it is for: the line is not the later statement's, and yet is after the quarter.</summary>
    [Fact]
    public async Task Cash_OfAStatementWhoseLineAnotherOneToldFirst_TakesItBackAllTheSame()
    {
        var life = await Life();
        var fee = Line("L", -30m, "2024-07-02");
        await Import(life, new Statement("Interim", MoneyStage.OwnIban, "USD", null, null, null, null, [fee], null, []));
        var line = (await Accountant.All($"/api/v1/payments/funds/{life.Id}/bank-lines")).ShouldHaveSingleItem().Text("lineId");
        (await Accountant.Post($"/api/v1/payments/bank-lines/{line}/matches", new { parts = new[] { new { target = "Fee", amount = 30m, reason = "Account fee" } } })).Ok();

        await Import(life, Told("July", "2024-06-01", "2024-07-31", 500m, fee, Line("M", 5m, "2024-06-20")));

        await Holds(life, Second, 505m);
    }

    [Fact]
    public async Task Cash_OfADayWithSeveralPages_IsTheLastOnes()
    {
        var life = await Life();
        await Import(life, [.. Enumerable.Range(0, 6).Select(n => Told($"Page {n}", Second, Second, n * 10m, Line($"P{n}", 10m, Second)))]);
        await Holds(life, Second, 60m);
    }

    /// <summary>A bank that does not say when a statement begins: the day of the first line is it.</summary>
    [Fact]
    public async Task Cash_OfAStatementThatDoesNotSayWhenItBegins_IsNotSaidOfDaysBeforeItsLines()
    {
        var life = await Life();
        await Import(life, Told("June", "2024-06-01", "2024-06-20", 0m, Line("A", 500m, "2024-06-03")) with { OpeningOn = null });
        await Import(life, Told("July", "2024-07-08", "2024-07-08", 700m, Line("B", 1m, "2024-07-08")) with { OpeningOn = null });

        (await stage.Check(life, "cash")).Text("sentence").ShouldContain("that adds up reaches 2024-06-30");
        await Import(life, Told("Between", "2024-06-21", "2024-07-07", 500m, Line("C", 150m, "2024-06-25"), Line("D", 50m, "2024-07-01")) with { OpeningOn = null });
        await Holds(life, Second, 650m);
    }

    /// <summary>Of the days of a feed no file is taken: its lines go on where the last statement ended.</summary>
    [Fact]
    public async Task Cash_OfAnAccountThatAFeedGoesOnWith_IsTheLastStatementAndItsLines()
    {
        var life = await Life();
        await Import(life, Told("June", "2024-06-01", "2024-06-28", 0m, Line("A", 500m, "2024-06-03")));
        BankTransaction Fed(string id, decimal amount, string on) => Line(id, amount, on) with { AccountId = "acc-1" };
        MoneyHouse.BankOf(stage.House).Book(stage.Firm.Id, Fed("F1", 50m, "2024-06-29"), Fed("F2", -7m, Second), Fed("F3", -20m, "2024-07-01"), Fed("F4", 1_000m, Second) with { Status = BankStatus.Pending });
        (await stage.Check(life, "cash")).Text("state").ShouldBe("Failed");
        var feed = (await Accountant.Post($"/api/v1/payments/funds/{life.Id}/bank-feeds", new { connectionId = RecordingBank.RailOf(stage.Firm.Id), accountId = "acc-1", from = "2024-06-29" })).Ok()["data"]!.Text("feedId");
        await Accountant.Until($"/api/v1/payments/funds/{life.Id}/bank-feeds/{feed}", f => f["data"]!["readAt"] is not null);

        await Holds(life, Second, 543m);
        await Holds(life, Third, 523m);
    }

    /// <summary>What may be two of the fund's accounts is taken for neither.</summary>
    [Fact]
    public async Task AStatement_OfANumberThatTwoAccountsEndWith_IsRefused()
    {
        var life = await FundLife.Admitted(stage.Firm);
        foreach (var iban in (string[])["DE89370400440532013000", "DE44370400441532013000"]) await MoneyHouse.OwnAccount(stage.Firm, life, iban);

        var refused = await stage.Import(life, Told("S", "2024-04-01", Second, 0m, Line("A", 5m, "2024-06-03")) with { AccountId = "532013000" });
        refused.Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.other_account").Text.ShouldContain("several of the fund");
        // With its nought in front it is one of them.
        await Import(life, Told("S", "2024-04-01", Second, 0m, Line("A", 5m, "2024-06-03")) with { AccountId = "0532013000" });
        await Holds(life, Second, 5m);
    }

    private async Task<FundLife> Life()
    {
        var life = await FundLife.Admitted(stage.Firm);
        await MoneyHouse.OwnAccount(stage.Firm, life, MoneyStage.OwnIban);
        return life;
    }

    /// <summary>The book has no cash: the difference is what the bank had.</summary>
    private async Task Holds(FundLife life, string through, decimal balance) =>
        (await stage.Check(life, "cash", through)).ShouldSatisfyAllConditions(c => c["left"].ShouldNotBeNull(c.ToJsonString()), c => c.Money("left").ShouldBe(balance), c => c.Money("difference").ShouldBe(balance));

    private async Task Import(FundLife life, params Statement[] statements) => (await stage.Import(life, statements)).Ok();

    private static BankTransaction Line(string id, decimal amount, string on) => ReconciliationTests.Line(id, amount, "Moved") with { BookedOn = Day(on), ValueOn = Day(on) };

    private static Statement Told(string id, string from, string to, decimal opening, params BankTransaction[] lines) =>
        new(id, MoneyStage.OwnIban, "USD", opening, Day(from), opening + lines.Sum(l => l.Amount.Value), Day(to), lines, 0m, []);

    private static Statement Francs(string id, string on, decimal opening, decimal amount) =>
        Told(id, on, on, opening, Line(id, amount, on) with { Amount = new Amount(amount, "CHF") }) with { Currency = "CHF" };

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
