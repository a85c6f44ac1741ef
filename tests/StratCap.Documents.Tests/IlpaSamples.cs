using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Tests.Support;

namespace StratCap.Documents.Tests;

/// <summary>A fund with something in most rows of the template.</summary>
internal static class IlpaSamples
{
    internal static readonly TestFund Fund = Live();

    internal static readonly ReportingTemplateRun Run = new(Fund.Facts, new(2022, 6, 30));

    internal static ReportingTemplate Template(IlpaVersion version = IlpaVersion.V20) => Run.For(Fund.Investor(0), version);

    private static TestFund Live()
    {
        var fund = TestFund.With("USD", 1_000_000m, 777_777m, 20_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(new(2021, 5, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 202_000m, deal)), new(2021, 5, 15));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 180_000m), new(2021, 5, 20));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Organisation", 2_020.07m), new(2021, 6, 1));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Legal", 301.01m), new(2022, 2, 1));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 303_000m, "Market multiple", 3), new(2022, 3, 31));
        var charge = fund.NewId();
        fund.Record(FactShares.ForManagementFee(fund.Book(), charge, new(2022, 4, 1), new(2022, 7, 1)), new(2022, 4, 1));
        fund.Record(FeeReductions.Recognise(fund.Book(), fund.NewId(), "Monitoring", 2_000m, 0.5m), new(2022, 1, 2));
        fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), charge, FeeReductionKind.Waiver, [fund.Investor(0)], 0.4m), new(2022, 4, 4));
        fund.Record(FeeReductions.ApplyOffsets(fund.Book(), fund.NewId(), charge), new(2022, 4, 5));
        fund.Record(FeeReductions.Recognise(fund.Book(), fund.NewId(), "Directors", 200m), new(2022, 5, 3));
        foreach (var (category, amount) in new[] { ("Audit", 202.33m), ("internal: legal", 404m), ("Placement fees", 606m), ("=HYPERLINK(\"http://evil\")", 101m) })
            fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), category, amount), new(2022, 4, 20));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 1_010m, 0m) with { Income = IncomeKind.Interest }, new(2022, 5, 10));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 404_000m, 101_000m), new(2022, 6, 1));
        fund.PayOut(fund.Distribute(new(2022, 6, 15), 390_000m, deal), new(2022, 6, 20));
        return fund;
    }
}
