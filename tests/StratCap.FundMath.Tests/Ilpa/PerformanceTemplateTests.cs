using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Ilpa;

/// <summary>The ILPA Performance Template v1.1: each flow once, in the returns that its comparison sheet names.</summary>
public sealed class PerformanceTemplateTests
{
    private static readonly DateOnly Drawn = new(2020, 1, 10);

    private static readonly DateOnly Due = new(2020, 7, 8);

    private static readonly DateOnly End = new(2021, 12, 31);

    /// <summary>Drawn 1,000,000, called half a year later with a fee of 50,000 and the line's costs of 10,000; 5,000 of audit are charged and not called.</summary>
    private static TestFund WithLine()
    {
        var fund = TestFund.With("USD", 10_000_000m, 1m);
        fund.Record(SubscriptionLine.Draw(fund.Book(), fund.NewId(), 1_000_000m), Drawn);
        var deal = fund.NewId();
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alder", 1_000_000m), Drawn);
        var call = fund.Call(
            new(2020, 6, 20), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 1_000_000m, deal, ExcusedInvestorIds: [fund.Investor(1)]),
            new CapitalCallPurposeRequest(CallPurposeKind.LineCosts, 10_000m, ExcusedInvestorIds: [fund.Investor(1)]));
        fund.Pay(call, Due.AddDays(20));
        var fees = fund.Call(new(2020, 6, 20), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 50_000m, ExcusedInvestorIds: [fund.Investor(1)]));
        fund.Pay(fees, Due);
        fund.Record(SubscriptionLine.Repay(fund.Book(), fund.NewId(), 1_000_000m), Due);
        fund.Record(new ManagementFeeCharged(fund.NewId(), new(2020, 7, 1), new(2021, 7, 1), 50_000m, [new(fund.Investor(0), 50_000m)]), Due);
        fund.Record(new ExpenseCharged(fund.NewId(), LineCosts.Interest, 10_000m, [new(fund.Investor(0), 10_000m)]), Due);
        fund.Record(new ExpenseCharged(fund.NewId(), "Audit", 5_000m, [new(fund.Investor(0), 5_000m)]), new(2020, 12, 1));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 1_200_000m, "Market multiple", 3), End);
        return fund;
    }

    [Fact]
    public void Granular_CountsEachFlowInTheReturnsThatTheComparisonSheetNames()
    {
        var template = PerformanceTemplate.Of(WithLine().Book(End), IlpaMethod.Granular);
        var due = CallDue(template);
        var flows = template.Flows.ToDictionary(f => (f.Type, f.Date), f => f.Amount);
        flows[(IlpaFlowType.CallInvestments, due)].ShouldBe(-1_000_000m, "a receipt twenty days late counts on the due date");
        flows[(IlpaFlowType.CallExpenses, due)].ShouldBe(-50_000m);
        flows[(IlpaFlowType.CallFacilityCosts, due)].ShouldBe(-10_000m);
        flows[(IlpaFlowType.FacilityDrawdown, Drawn)].ShouldBe(-999_999.90m, "the general partner's part of the draw is not theirs");
        flows[(IlpaFlowType.AccruedFeesAndExpenses, End)].ShouldBe(5_000m);
        var nav = flows[(IlpaFlowType.NetAssetValue, End)];

        template.Net.PaidIn.ShouldBe(1_060_000m);
        template.Net.Value.ShouldBe(nav);
        template.Gross.PaidIn.ShouldBe(1_000_000m);
        template.Gross.Value.ShouldBe(nav + flows.GetValueOrDefault((IlpaFlowType.UnrealisedCarry, End)) + 5_000m);
        template.NetWithoutLine!.PaidIn.ShouldBe(1_050_000m, "what was called for the line's costs is no contribution, and what was drawn and repaid cancels out");
        template.GrossWithoutLine!.Flows[0].ShouldBe(new DatedFlow(Drawn, -999_999.90m));
        template.Net.Flows[0].Date.ShouldBe(due);
        template.NetWithoutLine.Irr.Rate!.Value.ShouldBeLessThan(template.Net.Irr.Rate!.Value, "without the line the money was in earlier");
        template.Portfolio.Total.Multiple.ShouldBe(1.2m);
        template.Portfolio.Unrealised.Irr.Rate!.Value.ShouldBe((decimal)Math.Pow(1.2, 365.0 / (End.DayNumber - Drawn.DayNumber)) - 1, 0.000000001m);
        template.Portfolio.Realised.Multiple.ShouldBeNull();
    }

    [Fact]
    public void GrossUp_AddsFeesBackOnTheDaysOnWhichTheyWereCharged()
    {
        var book = WithLine().Book(End);
        var template = PerformanceTemplate.Of(book, IlpaMethod.GrossUp);
        var due = CallDue(template);
        var flows = template.Flows.ToDictionary(f => (f.Type, f.Date), f => f.Amount);
        flows[(IlpaFlowType.CallTotal, due)].ShouldBe(-1_060_000m);
        flows[(IlpaFlowType.GrossUpManagementFees, Due)].ShouldBe(50_000m);
        flows[(IlpaFlowType.GrossUpFacilityCosts, Due)].ShouldBe(10_000m);
        flows[(IlpaFlowType.GrossUpExpenses, new(2020, 12, 1))].ShouldBe(5_000m);
        template.Net.ShouldBeEquivalentTo(PerformanceTemplate.Of(book, IlpaMethod.Granular).Net);
    }

    [Fact]
    public void WhatWasChargedBeforeTheFirstCall_CountsOnItsDueDate()
    {
        var fund = TestFund.With("USD", 10_000_000m, 1m);
        fund.Record(new ExpenseCharged(fund.NewId(), "Legal", 5_000m, [new(fund.Investor(0), 5_000m)]), new(2020, 2, 1));
        var call = fund.Call(new(2020, 6, 20), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 50_000m, ExcusedInvestorIds: [fund.Investor(1)]));
        fund.Pay(call, Due);
        var template = PerformanceTemplate.Of(fund.Book(End), IlpaMethod.GrossUp);
        template.Flows.Single(f => f.Type == IlpaFlowType.GrossUpExpenses).Date.ShouldBe(CallDue(template));
        template.Notes.ShouldContain(n => n.StartsWith("No management fee", StringComparison.Ordinal));
    }

    [Fact]
    public void ABookWithoutMovements_IsRefusedByName() =>
        Should.Throw<FundRuleException>(() => PerformanceTemplate.Of(TestFund.With("USD", 1_000m, 1m).Book(), IlpaMethod.Granular)).Code.ShouldBe("performance.no_movements");

    /// <summary>Whatever happened: what net returns leave out of gross ones is fees, expenses and carried interest to the cent, and paid-in and value are those of the book.</summary>
    [Fact]
    public void InAnyLife_NetAndGrossDifferByFeesExpensesAndCarriedInterestAndTieToTheBook() => RandomLife.ShortSteps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            foreach (var end in CalendarQuarter.EndsBetween(TestFund.Start, CalendarQuarter.EndOf(life.Today)))
            {
                var book = life.Fund.Book(end);
                if (!book.HasMovements)
                    continue;
                Ties(book, PerformanceTemplate.Of(book, IlpaMethod.Granular), PerformanceTemplate.Of(book, IlpaMethod.GrossUp));
            }
        },
        iter: 300);

    private static void Ties(FundBook book, PerformanceTemplate granular, PerformanceTemplate grossUp)
    {
        var partners = book.Partners.Where(p => granular.Partners.Contains(p.Name)).ToList();
        var performance = Performance.Of(book, explain: false);
        var accrued = granular.Flows.Where(f => f.Type == IlpaFlowType.UnrealisedCarry).Sum(f => f.Amount);
        var charged = partners.Sum(p => p.FeesCharged - p.FeesReduced + p.ExpensesCharged + p.CarryPaid) + accrued;
        foreach (var template in new[] { granular, grossUp })
        {
            Sum(template.Gross).ShouldBe(Sum(template.Net) + charged);
            template.Net.PaidIn.ShouldBe(partners.Sum(p => p.Contributed));
            template.Net.Value.ShouldBe(partners.Sum(p => p.Distributed + p[Component.SaleDifference] + p.Nav) - accrued);
            template.Flows.ShouldEach(f => f.Date <= book.AsOf && f.Amount != 0);
            template.Flows.ShouldEach(f => f.Facts.Count > 0 == f.Type is not (IlpaFlowType.NetAssetValue or IlpaFlowType.UnrealisedCarry or IlpaFlowType.FacilityBalance or IlpaFlowType.DistributionPayable or IlpaFlowType.AccruedFeesAndExpenses or IlpaFlowType.AccruedFacilityCosts));
        }
        grossUp.Net.Flows.ShouldBe(granular.Net.Flows);
        if (partners.Count == book.Partners.Count(p => p.IsLimitedPartner) && performance.LimitedPartners.WithoutLine is { } without && partners.All(p => p[Component.SaleDifference] == 0))
            (granular.NetWithoutLine!.PaidIn, granular.NetWithoutLine.Value).ShouldBe((without.PaidIn, without.ResidualValue + performance.LimitedPartners.Distributed!.Value));
        var (portfolio, total) = (granular.Portfolio, book.Total);
        Sum(portfolio.Total).ShouldBe(total.RealisedGain + total.UnrealisedGain + total[Component.Income]);
        (portfolio.Realised.PaidIn + portfolio.Unrealised.PaidIn, portfolio.Realised.Value + portfolio.Unrealised.Value).ShouldBe((portfolio.Total.PaidIn, portfolio.Total.Value));
    }

    private static decimal Sum(IlpaReturn of) => of.Flows.Sum(f => f.Amount);

    private static DateOnly CallDue(PerformanceTemplate template) => template.Flows.First(f => f.Type is IlpaFlowType.CallInvestments or IlpaFlowType.CallTotal or IlpaFlowType.CallExpenses).Date;
}
