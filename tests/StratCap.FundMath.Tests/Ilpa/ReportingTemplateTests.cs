using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Ilpa;

public sealed class ReportingTemplateTests
{
    private static readonly DateOnly Quarter = new(2022, 6, 30);

    /// <summary>
    /// Two limited partners of a million and a general partner of 20,000. 2021: 202,000 called and invested. 2022: valued at 303,000; then a fee of 10,000 of which the
    /// first has 40 % waived and 600 set off, expenses of four kinds, a dividend, half sold at 202,000, all distributed that reaches the carried interest.
    /// </summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 1_000_000m, 1_000_000m, 20_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(new(2021, 5, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 202_000m, deal)), new(2021, 5, 15));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 202_000m), new(2021, 5, 20));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Organisation", 2_020m), new(2021, 6, 1));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 303_000m, "Market multiple", 3), new(2022, 3, 31));
        var charge = fund.NewId();
        fund.Record(FactShares.ForManagementFee(fund.Book(), charge, new(2022, 4, 1), new(2022, 7, 1)), new(2022, 4, 1));
        fund.Record(FeeReductions.Recognise(fund.Book(), fund.NewId(), "Monitoring", 2_000m, 0.5m), new(2022, 4, 2));
        fund.Record(FeeReductions.Recognise(fund.Book(), fund.NewId(), "Directors", 200m), new(2022, 4, 3));
        fund.Record(FeeReductions.Give(fund.Book(), fund.NewId(), charge, FeeReductionKind.Waiver, [fund.Investor(0)], 0.4m), new(2022, 4, 4));
        fund.Record(FeeReductions.ApplyOffsets(fund.Book(), fund.NewId(), charge), new(2022, 4, 5));
        foreach (var (category, amount) in new[] { ("Audit", 202m), ("internal: legal", 404m), ("Placement fees", 606m), ("Flowers", 101m) })
            fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), category, amount), new(2022, 4, 20));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 1_010m, 0m) with { Income = IncomeKind.Dividends }, new(2022, 5, 10));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 202m, 0m), new(2022, 5, 11));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 404_000m, 101_000m), new(2022, 6, 1));
        fund.PayOut(fund.Distribute(new(2022, 6, 15), 390_000m, deal), new(2022, 6, 20));
        return fund;
    }

    [Fact]
    public void For_AQuarter_PutsEveryTransactionIntoItsRow()
    {
        var fund = Life();
        var template = new ReportingTemplateRun(fund.Facts, Quarter).For(fund.Investor(0));
        decimal? Quarterly(string row) => template.Of(row, 0);
        Quarterly("beginningNav").ShouldBe(149_000m - template.Of("carry.beginning", 0)! * -1);
        Quarterly("fee.gross").ShouldBe(-5_000m);
        Quarterly("fee.waiver").ShouldBe(2_000m);
        Quarterly("fee.offsets").ShouldBe(600m);
        Quarterly("fee.net").ShouldBe(-2_400m);
        Quarterly("external.audit").ShouldBe(-100m);
        Quarterly("internal.legal").ShouldBe(-200m);
        Quarterly("placementFees").ShouldBe(-300m);
        Quarterly("external.other").ShouldBe(-50m);
        Quarterly("external.gross").ShouldBe(-150m);
        Quarterly("external.organisation").ShouldBe(0m);
        template.Of("external.organisation", 2).ShouldBe(-1_000m);
        Quarterly("offset.monitoring").ShouldBe(500m);
        Quarterly("offset.directors").ShouldBe(100m);
        Quarterly("offset.recognised").ShouldBe(600m);
        Quarterly("offset.ending").ShouldBe(0m);
        Quarterly("income.dividends").ShouldBe(500m);
        Quarterly("income.other").ShouldBe(100m);
        Quarterly("income.total").ShouldBe(600m);
        template.Notes.ShouldContain(n => n.Contains("interest or dividends", StringComparison.Ordinal));
        var statement = InvestorStatement.Of(fund.Facts, fund.Investor(0), new(2022, 4, 1), Quarter, explain: false);
        Quarterly("distributions").ShouldBe(statement.Period.Distributions);
        statement.Period.CarriedInterestPaid.ShouldBeLessThan(0m);
        Quarterly("carry.earned").ShouldBe(statement.Period.CarriedInterestPaid);
        Quarterly("carry.paid").ShouldBe(-statement.Period.CarriedInterestPaid);
        Quarterly("realisedGain").ShouldBe(150_000m + statement.Period.CarriedInterestPaid);
        Quarterly("endingNav").ShouldBe(statement.Period.ClosingNet);
        Quarterly("endingNavGross").ShouldBe(statement.Period.Closing);
        Quarterly("carry.escrow").ShouldBeNull();
        Quarterly("unfunded.ending").ShouldBe(900_000m);
        // The general partner bears neither fee nor carried interest.
        template.Of("fee.gross", 6).ShouldBe(0m);
        template.Of("carry.earned", 6).ShouldBe(0m);
        template.Of("external.audit", 6).ShouldBe(-2m);
        template.Of("external.audit", 3).ShouldBe(-202m);
        template.Dates.ShouldBe(new IlpaDates(TestFund.Start, TestFund.Start, null, new(2021, 5, 1), new(2022, 1, 1), new(2022, 4, 1), Quarter));
        template.Checks.Where(c => !c.Holds).ShouldBeEmpty();
    }

    [Fact]
    public void For_TheEditionOf2016_SaysTheSameInItsOwnRows()
    {
        var fund = Life();
        var run = new ReportingTemplateRun(fund.Facts, Quarter);
        var (now, then) = (run.For(fund.Investor(0)), run.For(fund.Investor(0), IlpaVersion.V11));
        then.Of("distributions", 0).ShouldBe(-now.Of("distributions", 0));
        then.Of("distributions", 0)!.Value.ShouldBeGreaterThan(0m);
        then.Of("expense.audit", 0).ShouldBe(-100m);
        then.Of("expense.legal", 0).ShouldBe(-200m);
        then.Of("expense.other", 0).ShouldBe(-50m);
        then.Of("expense.organisation", 2).ShouldBe(-1_000m);
        then.Of("offset.total", 0).ShouldBe(600m);
        then.Of("placementFees", 0).ShouldBe(-300m);
        then.Of("endingNav", 0).ShouldBe(now.Of("endingNav", 0));
        then.Of("carry.earned", 0).ShouldBe(now.Of("carry.earned", 0));
        then.Checks.Where(c => !c.Holds).ShouldBeEmpty();
    }

    [Fact]
    public void For_ExpensesOfNoRowAboveAPart_NamesThem()
    {
        var fund = Life();
        new ReportingTemplateRun(fund.Facts, Quarter).For(fund.Investor(0)).Notes.ShouldContain(n => n.Contains("Flowers 101.00", StringComparison.Ordinal));
        new ReportingTemplateRun(fund.Facts, new(2021, 6, 30)).For(fund.Investor(0)).Notes.ShouldNotContain(n => n.Contains("Flowers", StringComparison.Ordinal));
    }

    [Fact]
    public void For_AQuarterWithATransfer_ShowsItInItsOwnRowAndNothingBeforeIt()
    {
        var fund = Life();
        fund.Record(new InvestorAdmitted(fund.Investor(7), "Newcomer", PartnerKind.LimitedPartner), new(2022, 7, 1));
        fund.Record(InterestTransfer.Make(fund.Book(), fund.NewId(), fund.Investor(0), fund.Investor(7), 1m), new(2022, 7, 10));
        var run = new ReportingTemplateRun(fund.Facts, new(2022, 9, 30));
        var (from, to) = (run.For(fund.Investor(0)), run.For(fund.Investor(7)));
        to.Of("beginningNav", 2).ShouldBe(0m);
        to.Of("contributions", 2).ShouldBe(0m);
        to.Of("fee.gross", 2).ShouldBe(0m);
        to.Of("external.audit", 2).ShouldBe(0m);
        to.Of("partnerTransfers", 0).ShouldBe(-from.Of("partnerTransfers", 0));
        to.Of("endingNavGross", 0).ShouldBe(to.Of("partnerTransfers", 0));
        from.Of("endingNav", 0).ShouldBe(0m);
        from.Of("external.audit", 2).ShouldBe(-100m);
        foreach (var template in run.ForAll())
            template.Checks.Where(c => !c.Holds).ShouldBeEmpty();
    }

    [Fact]
    public void For_AnEqualisedClosing_ApportionsEarlierExpensesToTheirCategories()
    {
        var fund = TestFund.With("USD", IlpaTerms.WholeOfFund(catchUpShare: 1m), 1_000_000m, 1_000_000m);
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 300m), new(2020, 2, 1));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Legal", 900.01m), new(2020, 3, 1));
        var closing = fund.NewId();
        fund.Record([new ClosingHeld(closing, 2, "Second closing"), new InvestorAdmitted(fund.Investor(7), "Newcomer", PartnerKind.LimitedPartner), new CommitmentAccepted(fund.Investor(7), closing, 2_000_000m)], new(2020, 4, 1));
        fund.Record(ClosingEqualisation.Make(fund.Facts, fund.NewId(), closing, new(2020, 4, 15)), new(2020, 4, 15));
        var run = new ReportingTemplateRun(fund.Facts, new(2020, 6, 30));
        var newcomer = run.For(fund.Investor(7));
        newcomer.Of("external.audit", 2)!.Value.ShouldBe(-150m, 0.02m);
        newcomer.Of("external.legal", 2)!.Value.ShouldBe(-450m, 0.02m);
        newcomer.Of("external.other", 2).ShouldBe(0m);
        newcomer.Notes.ShouldContain(n => n.Contains("apportioned to the categories", StringComparison.Ordinal));
        newcomer.Of("external.audit", 5).ShouldBe(-300m);
        foreach (var template in run.ForAll())
            template.Checks.Where(c => !c.Holds).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("audit", "external.audit")]
    [InlineData("Audit fees", "external.audit")]
    [InlineData("Travel & Entertainment", "external.travel")]
    [InlineData("Subscription facility interest", "external.lineInterest")]
    [InlineData("Subscription facility fees", "external.lineFees")]
    [InlineData("Organisation", "external.organisation")]
    [InlineData("Internal: Organization costs", "internal.organisation")]
    [InlineData("INTERNAL: Tax preparation", "internal.accounting")]
    [InlineData("Internal: Insurance", "internal.other")]
    [InlineData("Internal: flowers", "internal.other")]
    [InlineData("Offering/Syndication costs", "offeringCosts")]
    [InlineData("Placement fees", "placementFees")]
    [InlineData("flowers", "external.other")]
    [InlineData("", "external.other")]
    public void OfExpense_OfACategory_IsTheRowNamedAfterIt(string category, string row) => IlpaCategories.OfExpense(category).ShouldBe(row);

    [Fact]
    public void OfExpense_OfEveryRowsOwnName_IsThatRow()
    {
        foreach (var (key, label) in IlpaTemplate.Of(IlpaVersion.V20).Rows.Where(r => r.Key.StartsWith("external.", StringComparison.Ordinal) && r.Kind == IlpaRowKind.Entered).Select(r => (r.Key, r.Label)))
        {
            if (key is not ("external.offsets" or "external.other2016"))
                IlpaCategories.OfExpense(label).ShouldBe(key);
        }
    }
}
