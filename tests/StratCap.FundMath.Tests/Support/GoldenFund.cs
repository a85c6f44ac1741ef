using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Support;

/// <summary>
/// A fund that has nearly everything: four kinds of calls, a later one partly paid, two deals, a write-up, a sale, income, fees with a waiver, expenses, two distributions
/// of which the second reaches the split, a public index beside it. Each number that went into it can be turned.
/// </summary>
internal sealed record GoldenFund
{
    internal decimal PreferredReturn { get; init; } = 0.08m;

    internal decimal CatchUpShare { get; init; } = 0.8m;

    internal decimal Carry { get; init; } = 0.2m;

    internal decimal FeeRate { get; init; } = 0.02m;

    internal decimal Commitment { get; init; } = 6_000_000m;

    internal decimal Investment { get; init; } = 3_000_000m;

    internal decimal Expenses { get; init; } = 120_000m;

    internal decimal Value { get; init; } = 2_400_000m;

    internal decimal Proceeds { get; init; } = 4_700_000m;

    internal decimal WaivedPart { get; init; } = 0.5m;

    internal decimal FirstDistribution { get; init; } = 2_000_000m;

    internal decimal SecondDistribution { get; init; } = 2_650_000m;

    internal decimal IndexAtTheEnd { get; init; } = 131m;

    internal static IReadOnlyList<(string What, Func<GoldenFund, GoldenFund> Turn)> Turns { get; } =
    [
        ("preferred return", g => g with { PreferredReturn = 0.0801m }),
        ("catch-up share", g => g with { CatchUpShare = 0.81m }),
        ("carry", g => g with { Carry = 0.201m }),
        ("fee rate", g => g with { FeeRate = 0.0201m }),
        ("commitment", g => g with { Commitment = 6_000_100m }),
        ("investment", g => g with { Investment = 3_000_012m }),
        ("expenses", g => g with { Expenses = 120_007m }),
        ("value", g => g with { Value = 2_400_031m }),
        ("proceeds", g => g with { Proceeds = 4_700_017m }),
        ("waiver", g => g with { WaivedPart = 0.51m }),
        ("first distribution", g => g with { FirstDistribution = 2_000_013m }),
        ("second distribution", g => g with { SecondDistribution = 2_650_011m }),
        ("index", g => g with { IndexAtTheEnd = 131.5m }),
    ];

    private static readonly DateOnly Day = new(2024, 9, 30);

    internal TestFund Live()
    {
        var terms = IlpaTerms.WholeOfFund(PreferredReturn, CatchUpShare, Carry, FeeRate);
        var fund = TestFund.With("USD", terms, Commitment, 2_500_000m, 1_333_333m, 200_000m);
        var (alpha, beta) = (fund.NewId(), fund.NewId());
        fund.Pay(
            fund.Call(
                new(2020, 3, 2), new(CallPurposeKind.Investment, Investment, alpha, "Alpha"), new(CallPurposeKind.ManagementFee, 49_000m, Description: "Fee"), new(CallPurposeKind.Expenses, Expenses, Description: "Costs")),
            new(2020, 3, 20));
        fund.Record(FactShares.ForInvestment(fund.Book(), alpha, "Alpha", Investment), new(2020, 3, 25));
        var charge = fund.NewId();
        fund.Record(FactShares.ForManagementFee(fund.Book(new(2020, 4, 1)), charge, new(2020, 4, 1), new(2020, 7, 1)), new(2020, 4, 1));
        fund.Record(FeeReductions.Give(fund.Book(new(2020, 4, 2)), fund.NewId(), charge, FeeReductionKind.Waiver, [fund.Investor(1)], WaivedPart), new(2020, 4, 2));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 31_003m), new(2020, 6, 30));
        fund.Pay(fund.Call(new(2021, 2, 1), new(CallPurposeKind.Investment, 1_700_001m, beta, "Beta"), new(CallPurposeKind.Expenses, 7_001m, Description: "More costs")), new(2021, 2, 15));
        fund.Record(FactShares.ForInvestment(fund.Book(), beta, "Beta", 1_700_001m), new(2021, 2, 20));
        fund.Pay(fund.Call(new(2021, 9, 1), new CapitalCallPurposeRequest(CallPurposeKind.FollowOn, 250_001m, alpha, "Alpha again")), new(2021, 9, 20));
        fund.Record(FactShares.ForInvestment(fund.Book(), alpha, "Alpha", 250_001m), new(2021, 9, 25));
        fund.Record(FactShares.ForProceeds(fund.Book(), beta, ProceedsKind.Income, 60_007m, 0m), new(2022, 1, 15));
        var first = fund.Distribute(new(2022, 3, 31), FirstDistribution - 1_000_000m, alpha);
        fund.PayOut(first, new(2022, 4, 10));
        fund.Record(FactShares.ForProceeds(fund.Book(), alpha, ProceedsKind.Realisation, Proceeds, Investment + 250_001m), new(2023, 5, 1));
        fund.PayOut(fund.Distribute(new(2023, 5, 15), FirstDistribution + SecondDistribution, alpha), new(2023, 5, 30));
        fund.Record(FactShares.ForValuation(fund.Book(), beta, Value, "Market multiple", 3), new(2024, 6, 30));
        fund.PayOut(fund.Distribute(new(2024, 7, 15), SecondDistribution - 2_200_000m, beta), new(2024, 7, 20));
        return fund;
    }

    /// <summary>Every figure that the kernel explains, by name.</summary>
    internal IReadOnlyList<(string Name, Explanation Figure)> Figures()
    {
        var fund = Live();
        var book = fund.Book(Day);
        var deal = book.Deals[1].DealId;
        var call = CapitalCallAllocation.Run(book, new CapitalCallRequest(Day, Day.AddDays(20),
        [
            new(CallPurposeKind.Investment, Investment / 10, deal, "Beta again", ExcusedInvestorIds: [fund.Investor(2)]),
            new(CallPurposeKind.ManagementFee, 21_001m, Description: "Fee"), new(CallPurposeKind.Expenses, Expenses / 10, Description: "Costs"),
            new(CallPurposeKind.FollowOn, 10_003m, deal, "Follow-on"),
        ]));
        var index = book.Partners.SelectMany(p => p.CashFlows).Select(f => f.Date).Append(Day).Distinct().ToDictionary(d => d, d => 100m + ((d.DayNumber - TestFund.Start.DayNumber) / 60m));
        index[Day] = IndexAtTheEnd;
        var performance = Performance.Of(book);
        var scenario = LiquidationScenario.Run(book, Day, Value);
        List<(string, Explanation)> figures =
        [
            ("call", call.Explanation!), .. call.Lines.Select(l => ($"call of {l.Name}", l.Explanation!)),
            ("distribution", DistributionRun.Run(book, new DistributionRequest(Day, SecondDistribution / 2, deal)).Explanation!),
            .. Enum.GetValues<WaterfallRow>().Select(row => ($"tier {row}", TierExplanation.Of(DistributionRun.Run(book, new DistributionRequest(Day, SecondDistribution / 2, deal)), book.Currency, row))),
            ("figures of the fund", FundFigures.Explain(book)), .. book.Partners.Select(p => ($"interest of {p.Name}", PartnerFigures.Explain(book, p.InvestorId))),
            .. book.Deals.Select(d => ($"figures of {d.Name}", DealFigures.Explain(book, d))),
            ("liquidation", LiquidationScenario.Run(book, Day).Explanation!), ("liquidation at a value", scenario.Explanation!), ("carry", scenario.ExplainCarriedInterest("at a value")),
            ("fee", ManagementFee.For(fund.Book(new(2024, 10, 1)), new(2024, 10, 1), new(2025, 1, 1)).Explanation!),
            ("fund's performance", performance.Fund.Explanation!), ("limited partners' performance", performance.LimitedPartners.Explanation!),
            .. performance.Partners.Select(p => ($"performance of {p.Name}", p.Explanation!)),
            ("index", Performance.PmeOfLimitedPartners(book, index).Explanation!),
            .. FundClawback.Of(book).Select(c => ($"clawback of {c.Name}", c.Result.Explanation)),
            .. FundClawback.Of(book, atLiquidation: true).Select(c => ($"interim clawback of {c.Name}", c.Result.Explanation)),
            .. new StatementRun(fund.Facts, new(2024, 7, 1), Day).ForAll().Select(s => ($"statement of {s.InvestorName}", s.Explanation!)),
            .. new StatementRun(fund.Facts, new(2024, 7, 1), Day).ForAll().Select(s => ($"lines of {s.InvestorName}", s.LinesExplained!)),
        ];
        return figures;
    }
}
