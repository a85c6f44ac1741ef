using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Returns;

/// <summary>Stored rates, and an investor's performance and statement in a currency of his own.</summary>
public sealed class FxTests
{
    private static readonly Currency Dollar = new("USD");
    private static readonly Currency Euro = new("EUR");
    private static readonly Currency Pound = new("GBP");
    private static readonly DateOnly Day = new(2024, 3, 28);

    private static FxRate Rate(string pair, decimal rate, DateOnly? date = null, int version = 1, int minute = 0) =>
        new(Guid.CreateVersion7(), pair[..3], pair[3..], date ?? Day, version, rate, "test", new DateTimeOffset(2024, 4, 1, 9, minute, 0, TimeSpan.Zero));

    /// <summary>100 ÷ 1.08 = 92.5925…; 0.005 × 1 is half a cent and goes away from zero, 2.5 ÷ 100 too.</summary>
    [Fact]
    public void Convert_RoundsOnceHalfAwayFromZero_AndDividesByTheInverse()
    {
        var rates = new FxRates([Rate("EURUSD", 1.08m), Rate("USDJPY", 151.5m), Rate("KWDUSD", 3.25m)]);
        rates.On(Euro, Dollar, Day).Convert(100m).ShouldBe(108m);
        rates.On(Dollar, Euro, Day).Convert(100m).ShouldBe(92.59m);
        rates.On(Dollar, new Currency("JPY"), Day).Convert(0.33m).ShouldBe(50m);
        rates.On(new Currency("KWD"), Dollar, Day).Convert(0.022m).ShouldBe(0.07m);
        new FxRates([Rate("EURUSD", 0.125m)]).On(Euro, Dollar, Day).Convert(-0.04m).ShouldBe(-0.01m);
        rates.On(Dollar, Dollar, Day).Convert(1.005m).ShouldBe(1.005m);
    }

    /// <summary>GBP/EUR through the dollar: 100 × 1.26 ÷ 1.08 = 116.666…, rounded once at the end.</summary>
    [Fact]
    public void Convert_ThroughAThirdCurrency_OnlyWhereAllowed_AndSaysSo()
    {
        FxRate[] stored = [Rate("GBPUSD", 1.26m), Rate("EURUSD", 1.08m)];
        var conversion = new FxRates(stored, via: "USD").On(Pound, Euro, Day);
        conversion.Convert(100m).ShouldBe(116.67m);
        conversion.InWords().ShouldBe("× 1.26 (GBP/USD) ÷ 1.08 (EUR/USD) of 2024-03-28, through USD");
        var refused = Should.Throw<FundRuleException>(() => new FxRates(stored).On(Pound, Euro, Day));
        refused.Code.ShouldBe("fx.rate_missing");
        refused.Message.ShouldContain("GBP/EUR for 2024-03-28");
        Should.Throw<FundRuleException>(() => new FxRates(stored, via: "USD").On(Pound, Euro, Day.AddDays(1))).Message.ShouldContain("GBP/USD for 2024-03-29");
    }

    [Fact]
    public void On_AfterACorrection_TakesWhatWasKnownThen()
    {
        FxRate[] stored = [Rate("EURUSD", 1.08m), Rate("EURUSD", 1.09m, version: 2, minute: 30)];
        new FxRates(stored, stored[0].RecordedAt).On(Euro, Dollar, Day).Convert(100m).ShouldBe(108m);
        new FxRates(stored).On(Euro, Dollar, Day).Convert(100m).ShouldBe(109m);
    }

    [Fact]
    public void On_AfterACorrectionByAClockThatIsBehind_TakesTheCorrection()
    {
        FxRate[] stored = [Rate("EURUSD", 1.08m, minute: 30), Rate("EURUSD", 1.09m, version: 2)];
        new FxRates(stored).On(Euro, Dollar, Day).Convert(100m).ShouldBe(109m);
    }

    /// <summary>
    /// By hand: 1,000,000 USD paid in at 0.80 EUR, worth 1,200,000 two years later at 1.00 EUR, of which 33,600 above 8 % are accrued carry: 800,000 become 1,166,400, a
    /// rate of √1.458 − 1 = 20.748 % a year. Of the account's growth 200,000 are the fund's at its day's rate, the other 200,000 the currency's.
    /// </summary>
    [Fact]
    public void Statement_InTheInvestorsCurrency_TakesEachFlowAtItsDay_AndNamesTheCurrencyEffect()
    {
        var (fund, bought, end) = Grown();
        var rates = new FxRates([Rate("USDEUR", 0.8m, bought), Rate("USDEUR", 0.9m, end.AddDays(-1)), Rate("USDEUR", 1m, end)]);

        var statement = new StatementRun(fund.Facts, bought, end).For(fund.Investor(0));
        var euro = ConvertedStatement.Of(statement, Euro, rates);
        euro.Period.ClosingNet.ShouldBe(1_166_400m);
        (euro.Performance.PaidIn, euro.Period.Closing).ShouldBe((800_000m, 1_200_000m));
        euro.SinceInception.Movements.ShouldBe([new(TransactionKind.Contribution, 800_000m), new(TransactionKind.UnrealisedChange, 200_000m)]);
        euro.SinceInception.CurrencyEffect.ShouldBe(200_000m);
        // The year began the day before: 900,000 at 0.90.
        (euro.YearToDate.Opening, euro.YearToDate.CurrencyEffect).ShouldBe((900_000m, 100_000m));
        ExplanationCheck.Evaluate(euro.Explanation, fund);
        ExplanationCheck.Evaluate(euro.Performance.Explanation, fund);
        euro.Performance.ResidualValue.ShouldBe(1_166_400m);
        euro.Performance.Irr.Rate!.Value.ShouldBe((decimal)Math.Sqrt(1.458) - 1, 0.0000000001m);
        Should.Throw<FundRuleException>(() => ConvertedStatement.Of(statement, Pound, rates)).Message.ShouldContain("USD/GBP for 2021-01-01");
    }

    /// <summary>By hand, at 0.8000000042: the account's 1,200,000 become 960,000.00504 and the carry's 33,600 become 26,880.00014; rounded, 960,000.01 less 26,880.00. Their difference alone would be 933,120.0049.</summary>
    [Fact]
    public void Statement_WhoseAccountAndCarryRoundApart_ShowsOneNetBalance()
    {
        var (fund, bought, end) = Grown();
        var rates = new FxRates([Rate("USDEUR", 0.8m, bought), Rate("USDEUR", 0.9m, end.AddDays(-1)), Rate("USDEUR", 0.8000000042m, end)]);
        var euro = ConvertedStatement.Of(new StatementRun(fund.Facts, bought, end).For(fund.Investor(0)), Euro, rates);
        (euro.Period.ClosingNet, euro.Performance.ResidualValue).ShouldBe((933_120.01m, 933_120.01m));
        ExplanationCheck.Evaluate(euro.Performance.Explanation, fund);
    }

    /// <summary>By hand: a receipt of 1,000,000 at 0.80 is taken back when the rate is 0.90. It leaves 800,000 in euro, as it came, so that the year says nothing of it; the rates behind it all are named.</summary>
    [Fact]
    public void Statement_WhatWasTakenBack_IsConvertedAsItCame_AndEachRateIsNamed()
    {
        var (paid, back, end) = (new DateOnly(2021, 1, 15), new DateOnly(2021, 4, 20), new DateOnly(2021, 6, 30));
        var fund = TestFund.With("USD", 1_000_000_000m, 0.01m);
        fund.Pay(fund.Call(paid, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 1_000_000m, fund.NewId())), paid);
        fund.Record(new FactReversed(fund.Facts.Last(f => f.Payload is ReceiptRecorded { Total: > 1m }).FactId, "Of another fund"), back);
        FxRate[] stored = [Rate("USDEUR", 0.8m, paid), Rate("USDEUR", 0.85m, new(2021, 3, 31)), Rate("USDEUR", 0.9m, back), Rate("USDEUR", 1m, end)];

        var euro = ConvertedStatement.Of(new StatementRun(fund.Facts, new(2021, 4, 1), end).For(fund.Investor(0)), Euro, new FxRates(stored));

        (euro.Period.Opening, euro.Period.Movements.Single().Amount, euro.Period.CurrencyEffect, euro.Period.Closing).ShouldBe((850_000m, -800_000m, -50_000m, 0m));
        euro.YearToDate.Movements.Sum(m => m.Amount).ShouldBe(0m);
        euro.Transactions.Single().Conversion.Date.ShouldBe(paid);
        new FxRates(stored).Behind(euro.Conversions).ShouldBe(stored[..2]);
        ExplanationCheck.Evaluate(euro.Explanation, fund);
    }

    /// <summary>A million paid in on 1 January 2021, worth 1,200,000 two years later.</summary>
    private static (TestFund Fund, DateOnly Bought, DateOnly End) Grown()
    {
        var (bought, end) = (new DateOnly(2021, 1, 1), new DateOnly(2023, 1, 1));
        var fund = TestFund.With("USD", 1_000_000_000m, 0.01m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(bought, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 1_000_000m, deal)), bought);
        fund.Record(FactShares.ForInvestment(fund.Book(bought), deal, "Alpha", 1_000_000m), bought);
        fund.Record(FactShares.ForValuation(fund.Book(end), deal, 1_200_000m, "Market multiple", 3), end);
        return (fund, bought, end);
    }

    /// <summary>Of any fund's life: with all rates 1 nothing changes; at a constant rate, there and back, the rate of return is the same; every column foots.</summary>
    [Fact]
    public void Conversion_AtConstantRates_ChangesNoReturn() => RandomLife.Steps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            var book = life.Fund.Book(life.Today);
            if (!book.HasMovements || book.FindTermsAt(life.Today) is null)
                return;
            var days = book.Partners.SelectMany(p => p.CashFlows.Select(f => f.Date)).Concat(life.Fund.Facts.Select(f => f.EffectiveDate)).Append(life.Today).Append(life.Today.AddDays(-200)).Distinct().ToList();
            var own = book.Currency;
            // The same minor units, so that one is one.
            var other = new Currency(own.MinorUnits switch { 0 => "KRW", 3 => "BHD", _ => "CHF" });
            var one = new FxRates(days.Select(d => Rate(own.Code + other.Code, 1m, d)));
            var constant = new FxRates(days.Select(d => Rate(own.Code + other.Code, 1000m, d)));
            var carry = AccruedCarry.Of(book);
            foreach (var line in Performance.Of(book, explain: false).Partners)
            {
                var partner = book.Partner(line.InvestorId!.Value);
                var same = ConvertedPerformance.Of(book, [partner], carry, other, one);
                (same.PaidIn, same.Distributed, same.ResidualValue, same.Tvpi).ShouldBe((line.PaidIn!.Value, line.Distributed!.Value, line.ResidualValue!.Value, line.Tvpi));
                same.Irr.Rates.ShouldBe(line.Irr!.Rates);
                // A thousand times is exact in every currency; a rate of return knows no scale.
                var scaled = ConvertedPerformance.Of(book, [partner], carry, other, constant);
                scaled.PaidIn.ShouldBe(1000m * line.PaidIn!.Value);
                scaled.Irr.Status.ShouldBe(line.Irr.Status);
                if (line.Irr.Rate is { } rate)
                    scaled.Irr.Rate!.Value.ShouldBe(rate, 0.0000001m * Math.Max(1, rate));
                constant.On(other, own, life.Today).Convert(scaled.PaidIn).ShouldBe(line.PaidIn!.Value);
            }
            var run = new StatementRun(life.Fund.Facts, life.Today.AddDays(-199), life.Today);
            foreach (var statement in run.ForAll(explain: false))
            {
                var converted = ConvertedStatement.Of(statement, other, new FxRates(Every(own, other, life.Today)));
                converted.Period.CurrencyEffect.ShouldBe(0m);
                converted.Period.Closing.ShouldBe(statement.Period.Closing);
                converted.YearToDate.Movements.Sum(m => m.Amount).ShouldBe(statement.YearToDate.Movement);
                converted.Performance.Irr.Rates.ShouldBe(statement.Performance.Irr!.Rates);
            }
        },
        iter: 100);

    private static IEnumerable<FxRate> Every(Currency from, Currency to, DateOnly until)
    {
        for (var day = TestFund.Start.AddDays(-400); day <= until; day = day.AddDays(1))
            yield return Rate(from.Code + to.Code, 1m, day);
    }
}
