using StratCap.FundMath;
using StratCap.Reporting.Documents;

namespace StratCap.Documents.Tests;

internal static class StatementSamples
{
    public static InvestorStatementModel Statement(int transactions = 5) => new(
        Samples.Firm, Samples.Stamp with { Reference = "ST-2026-Q1/0007" }, "Harbour Ridge Buyout Fund IV LP", Samples.Investor, Samples.Usd,
        "First quarter of 2026", new(2026, 1, 1), new(2026, 3, 31), "Unaudited",
        CapitalAccount(),
        [
            new("Carried interest accrued, not in the balance above", new(-12_500.25m, -12_500.25m, -98_765.43m)),
        ],
        10_000_000m, Unfunded(),
        new(0.1624691m, 0.8123457m, 0.9748148m, 0.5m, -0.0312m, "IRR: XIRR on actual days over 365, net of fees and carried interest; flows on due dates."),
        "Transactions since inception", Transactions(transactions),
        new(4_061_728.41m, 5_000_000.01m, "Fund’s book up to fact 214, recorded 2026-03-31 13:58 UTC."),
        Samples.Contact,
        ["Fair values are the general partner’s estimates under ASC 820.", "Contributions count from the day the money arrived."]);

    /// <summary>In euro beside it: opened at 0.90, two contributions, and at 0.95 in the end.</summary>
    public static InvestorStatementModel InEuro(string source = "ECB reference rate")
    {
        var (opened, paid, ended) = (new DateOnly(2025, 12, 31), new DateOnly(2026, 2, 12), new DateOnly(2026, 3, 31));
        return Statement() with
        {
            InCurrency = new(
                new("EUR"), "Translated from USD at stored rates.",
                new(
                    "Capital account", "Opening, before carried interest", new(2_430_000m, 2_430_000m, 0m),
                    [
                        new("Contributions and distributions", "Net contributions and distributions", [new("Contribution", new(1_150_000.01m, 1_150_000.01m, 3_700_000m))]),
                        new("Income and gains", "Net income and gains", [new("Income", new(9.5m, 9.5m, 9.5m)), new("Realised gain", new(-4.25m, -4.25m, 20m))]),
                        new("Exchange rates", null, [new("Effect of exchange rates", new(278_636.73m, 278_636.73m, 158_612.49m))]),
                    ],
                    "Closing, before carried interest", new(3_858_641.99m, 3_858_641.99m, 3_858_641.99m)),
                new(-11_875.24m, -11_875.24m, -11_875.24m), 3_700_000m, 0m, 3_846_766.75m, new(0m, 1.0396667m, 1.0396667m, null, 0.0712m, "IRR: daily flows, actual/365."),
                new(opened, "Opening", "", 2_700_000m, "× 0.9 (USD/EUR) of 2025-12-31", 2_430_000m),
                [
                    new(paid, "Contribution to capital call 3", "TX-0003", 1_361_700.41m, "÷ 1.184087 (EUR/USD) of 2026-02-12", 1_150_000.01m),
                    new(paid, "Dividend and sale", "TX-0004", 28m, "÷ 1.184087 (EUR/USD) of 2026-02-12", 5.25m),
                ],
                new(ended, "Closing", "", 4_061_728.41m, "× 0.95 (USD/EUR) of 2026-03-31", 3_858_641.99m), 3_858_641.99m,
                [
                    new(opened, "USD", "EUR", 0.9m, source, new("019a0000-0000-7000-8000-000000000001")), new(paid, "EUR", "USD", 1.184087m, source, new("019a0000-0000-7000-8000-000000000002")),
                    new(ended, "USD", "EUR", 0.95m, source, new("019a0000-0000-7000-8000-000000000003")),
                ]),
        };
    }

    /// <summary>Amounts of more than 15 digits in the column since inception.</summary>
    public static InvestorStatementModel TooManyDigits()
    {
        var model = Statement();
        const decimal Huge = 1_234_567_890_123_456.78m;
        var account = model.CapitalAccount;
        var first = account.Sections[0].Lines[0];
        var line = first with { Amounts = first.Amounts with { SinceInception = first.Amounts.SinceInception + Huge } };
        var section = account.Sections[0] with { Lines = [line, .. account.Sections[0].Lines.Skip(1)] };
        return model with
        {
            CapitalAccount = account with
            {
                Sections = [section, .. account.Sections.Skip(1)],
                Closing = new(account.Closing.Period + Huge, account.Closing.YearToDate + Huge, account.Closing.SinceInception + Huge),
                Opening = new(account.Opening.Period + Huge, account.Opening.YearToDate + Huge, 0m),
            },
            TieOut = model.TieOut with { CapitalAccount = model.TieOut.CapitalAccount + Huge },
        };
    }

    private static StatementRollForward CapitalAccount() => new(
        "Capital account", "Opening balance, net of carried interest", new(2_700_000m, 2_700_000m, 0m),
        [
            new("Contributions and distributions", "Total contributions and distributions",
            [
                new("Contributions", new(1_250_000.01m, 1_250_000.01m, 4_999_999.99m)),
                new("Distributions", new(-100_000m, -100_000m, -812_345.67m)),
            ]),
            new("Fees and expenses", "Total fees and expenses",
            [
                new("Management fee, gross", new(-77_419.35m, -77_419.35m, -310_000.5m)),
                new("Fee offsets", new(7_419.35m, 7_419.35m, 20_000.5m)),
                new("Partnership expenses", new(-10_500m, -10_500m, -45_925.91m)),
            ]),
            new("Gains and losses", "Total gains and losses",
            [
                new("Realised gain", new(0m, 0m, 150_000m)),
                new("Change in unrealised gain, net of carried interest", new(292_228.4m, 292_228.4m, 60_000m)),
            ]),
        ],
        "Closing balance, net of carried interest", new(4_061_728.41m, 4_061_728.41m, 4_061_728.41m));

    private static StatementRollForward Unfunded() => new(
        "Unfunded commitment", "Opening unfunded commitment", new(6_250_000.02m, 6_250_000.02m, 10_000_000m),
        [
            new("Movements", null,
            [
                new("Contributions", new(-1_250_000.01m, -1_250_000.01m, -4_999_999.99m)),
                new("Recallable distributions", new(0m, 0m, 0m)),
            ]),
        ],
        "Closing unfunded commitment", new(5_000_000.01m, 5_000_000.01m, 5_000_000.01m));

    private static List<StatementTransaction> Transactions(int count) => Enumerable.Range(0, count).Select(index => new StatementTransaction(
        new DateOnly(2021, 4, 15).AddDays(index * 3),
        index % 3 == 2 ? "Distribution: Return of Capital (Permanent)" : "Call: Investments",
        index % 3 == 2 ? "Sale of Birch Software Ltd" : $"Capital call {index + 1}: Alder Logistics GmbH",
        $"TX-{index + 1:D4}",
        index % 3 == 2 ? -(1_000.01m * (index + 1)) : 2_500.5m * (index + 1),
        index % 3 == 2 ? 0m : -2_500.5m * (index + 1))).ToList();
}
