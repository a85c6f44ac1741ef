using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>What must hold of whole funds, from closing to the last distribution and its clawback, in 6,000 random histories each, others in every run. A failure prints the seed.</summary>
public sealed class FundHistoryTests
{
    private const int Histories = 6_000;

    [Fact]
    public void History_OfAnyFund_AddsUpBreachesNoCapAndSparesTheExcused() => FundHistory.Any.Sample(
        history =>
        {
            var fund = history.Live();
            fund.CheckAll();
            var book = fund.Book();
            book.CheckTies();
            foreach (var component in FigureSet.Components)
                Holds(book.Partners.Sum(p => p[component]) == book.Total[component], () => component.ToString());
            foreach (var partner in book.Partners)
            {
                Holds(partner.Unfunded >= 0 && partner.Contributed <= partner.Commitment, () => $"{partner.Name} is called above his commitment");
                for (var d = 0; d < history.Deals.Count; d++)
                {
                    if (!history.IsExcused(partner.Index, d))
                        continue;
                    Holds(book.Deal(history.Deals[d]).HoldingOf(partner) == default, () => $"{partner.Name} is excused and holds a part of the deal");
                    Holds(book.Distributions.Where(x => x.DealId == history.Deals[d]).All(x => x.Lines.All(l => l.InvestorId != partner.InvestorId)), () => $"{partner.Name} is excused and gets a part of the deal");
                }
            }
            foreach (var distribution in book.Distributions)
            {
                Holds(distribution.Lines.Sum(l => l.Apportioned) == distribution.Amount, () => "apportioned");
                distribution.Lines.ShouldEach(l => l.ReturnOfCapital + l.PreferredReturn + l.CatchUp + l.ResidualSplit + l.CarriedInterest == l.Apportioned && l.CarriedInterest >= 0);
            }
        },
        iter: Histories);

    [Fact]
    public void Hurdle_AsTimePasses_OnlyGrows_AndLeavesNoMoreCarry() => FundHistory.Any.Sample(
        history => history.Live(beforeSales: (fund, today) =>
        {
            var book = fund.Book(today);
            var waterfall = new Waterfall(history.Terms, history.Currency);
            foreach (var partner in book.Partners.Where(p => p.IsLimitedPartner))
            {
                var told = WaterfallHistory.Liquidated(book, partner, history.Terms);
                var owed = new[] { 0, 1, 30, 365, 366, 3_000 }.Select(days => told.Sum(pool => waterfall.Owed(today.AddDays(days), pool.History).PreferredReturn)).ToList();
                Holds(owed.SequenceEqual(owed.Order()), () => $"the preferred return of {partner.Name} falls: {string.Join(", ", owed)}");
            }
            decimal Carry(int days) => LiquidationScenario.Run(book, today.AddDays(days), explain: false).CarriedInterest;
            Holds(Carry(400) <= Carry(0) + (book.Partners.Count * history.Currency.MinorUnit), () => "waiting makes more carried interest of the same value");
        }),
        iter: Histories);

    [Fact]
    public void SameDay_ToldInTheOtherOrder_GivesTheSameFigures() => FundHistory.Any.Sample(
        history =>
        {
            // Receipts of a call, values of several deals, payments of a distribution: each stands for itself. Expenses of a day share their odd units out one after the other, and still add up the same.
            var (book, turned) = (history.Live().Book(), history.Live(backwards: true).Book());
            foreach (var (partner, other) in book.Partners.Zip(turned.Partners))
            {
                foreach (var component in FigureSet.Components)
                    Holds(partner[component] == other[component] || component == Component.Expenses && Math.Abs(partner[component] - other[component]) < history.Expenses.Count * history.Currency.MinorUnit, () => $"{component} of {partner.Name}: {partner[component]} and {other[component]}");
                Holds(Flows(partner).SequenceEqual(Flows(other)), () => $"flows of {partner.Name}");
            }
        },
        iter: Histories);

    [Fact]
    public void FinalClawback_OfAnyFund_LeavesNobodyShortWhileCarryIsKeptAboveItsCap() => FundHistory.Any.Sample(
        history =>
        {
            var fund = history.Live();
            var book = fund.Book();
            var due = CarryClawback.Due(book);
            if (due.Count > 0)
                fund.Record(CarryClawback.Make(book, fund.NewId(), 1, book.Partners[^1].InvestorId, book.AsOf, due), book.AsOf);
            foreach (var after in FundClawback.Of(fund.Book()))
            {
                // No tax is agreed here: all carried interest can be asked back, so that whoever keeps some owes nobody anything.
                var unit = history.Currency.MinorUnit;
                Holds(after.Result.CarryPaid <= after.Result.CarryEntitled + unit, () => $"{after.Name}: carried interest of {after.Result.CarryPaid} is kept, and {after.Result.CarryEntitled} earned");
                Holds(after.Result.PreferredReturnShortfall <= unit || after.Result.CarryPaid == 0, () => $"{after.Name} is short of {after.Result.PreferredReturnShortfall} while {after.Result.CarryPaid} is kept");
            }
            fund.Book().CheckTies();
        },
        iter: Histories);

    [Fact]
    public void CarryInAdvance_OfAnyFund_IsTakenOffBeforeMoreCarryIsPaid() => FundHistory.Any.Sample(
        history =>
        {
            var fund = history.Live(beforeSales: (young, today) =>
            {
                var book = young.Book(today);
                var carry = Math.Max(history.Currency.MinorUnit, history.Currency.Round(book.Total.Contributed * history.Expenses[0] / 500_000));
                var run = TaxDistribution.Run(book, new(today, carry, 1m, new Dictionary<Guid, decimal>(), carry), explain: false);
                young.Record(run.ToFact(young.NewId(), book.NextDistributionNumber, today), today);
            });
            foreach (var partner in fund.Book().Partners)
            {
                var open = 0m;
                foreach (var line in partner.Distributions.Select(d => d.Line))
                {
                    open += line.CarryAdvance;
                    Holds(line.CarryAdvance > 0 || line.CarriedInterest == 0 || open == 0, () => $"{partner.Name} pays carried interest of {line.CarriedInterest} while {open} is paid in advance");
                }
                Holds(open == partner[Component.CarryAdvance], () => $"{partner.Name} has {open} open by his lines and {partner[Component.CarryAdvance]} in the book");
            }
        },
        iter: Histories);

    [Fact]
    public void Charges_OfAnyFundInAnyOrder_StayWithinAUnitOfEveryShareToDate() => FundHistory.Any.Sample(
        history =>
        {
            foreach (var expenses in (IEnumerable<int>[])[history.Expenses, history.Expenses.Reverse(), history.Expenses.Order()])
            {
                var fund = TestFund.With(history.Currency.Code, history.Terms, 7_000_000m, 3_000_001m, 11m);
                fund.ChecksEach = false;
                var total = 0m;
                foreach (var expense in expenses)
                {
                    var amount = expense * history.Currency.MinorUnit;
                    fund.Append(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", amount), TestFund.Start);
                    total += amount;
                    var book = fund.Book();
                    foreach (var partner in book.Partners)
                    {
                        // |error| < unit, without a division: error × sum of weights.
                        var error = (book.Expenses.SelectMany(e => e.Shares).Where(s => s.InvestorId == partner.InvestorId).Sum(s => s.Amount) * book.Total.Commitment) - (total * partner.Commitment);
                        Holds(Math.Abs(error) < history.Currency.MinorUnit * book.Total.Commitment, () => $"{partner.Name} is a unit off after {expense}");
                    }
                }
            }
        },
        iter: Histories);

    private static IEnumerable<(DateOnly, Guid, decimal)> Flows(PartnerAccount partner) => partner.CashFlows.Select(f => (f.Date, f.SourceId, f.Amount)).Order();

    private static void Holds(bool condition, Func<string> otherwise)
    {
        if (!condition)
            throw new ShouldAssertException(otherwise());
    }
}
