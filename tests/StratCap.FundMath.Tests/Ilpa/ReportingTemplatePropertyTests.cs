using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Ilpa;

/// <summary>What every template must keep, whatever happened to the fund. A failure prints the seed and the shortest steps that show it.</summary>
public sealed class ReportingTemplatePropertyTests
{
    [Fact]
    public void EveryIdentity_OfEveryPartnerAtEveryQuarterEnd_Holds() => RandomLife.ShortSteps.Sample(HoldsAlways, iter: 100);

    [Fact]
    public void EveryIdentity_OfLongLives_Holds() => RandomLife.Steps.Sample(HoldsAlways, iter: 10);

    /// <summary>Two later closings over expenses of many categories: whatever moves, each partner's categories add up to his expenses and each category stays the fund's.</summary>
    [Fact]
    public void EqualisedExpenses_OfAnyCategories_AddUpInBothDirections() => Gen.Select(
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 999_999], Gen.Int[0, 1]).Array[1, 12], Gen.Int[1, 900_000].Array[2, 6], Gen.Int[0, 2]).Sample(
        (expenses, commitments, currency) =>
        {
            string[] categories = ["Audit", "Legal", "Internal: IT", "Placement fees", "Flowers", "Syndication costs"];
            var fund = TestFund.With(((string[])["USD", "JPY", "KWD"])[currency], [.. commitments.Select(c => 1_000m + c), 500m]);
            foreach (var (later, day) in new[] { (0, 0), (1, 60) })
            {
                foreach (var (category, amount, _) in expenses.Where(e => e.Item3 == later))
                    fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), categories[category], fund.Book().Currency.Round(amount / 7m)), TestFund.Start.AddDays(day + 10));
                var (closing, newcomer, date) = (fund.NewId(), fund.Investor(20 + later), TestFund.Start.AddDays(day + 20));
                fund.Record([new ClosingHeld(closing, 2 + later, "Later closing"), new InvestorAdmitted(newcomer, $"Newcomer {later}", PartnerKind.LimitedPartner), new CommitmentAccepted(newcomer, closing, 1_000m + commitments[later])], date);
                if (fund.Book().Total.ExpensesCharged > 0)
                    fund.Record(ClosingEqualisation.Make(fund.Facts, fund.NewId(), closing, date.AddDays(5)), date.AddDays(5));
            }
            var run = new ReportingTemplateRun(fund.Facts, TestFund.Start.AddDays(89));
            foreach (var template in run.ForAll())
                template.Checks.ShouldEach(c => c.Holds);
            var book = fund.Book();
            foreach (var row in run.For(fund.Investor(20)).Rows.Where(r => r.Row.Key.StartsWith("external.", StringComparison.Ordinal) && r.Row.Kind == IlpaRowKind.Entered))
            {
                // As if he had been there from the beginning, but for what rounding of cells may add: two units for each closing.
                var fair = row.Figures[5]!.Value * book.Partner(fund.Investor(20)).Commitment / book.Total.Commitment;
                if (expenses.All(e => e.Item3 == 0))
                    row.Figures[2]!.Value.ShouldBe(fair, book.Currency.MinorUnit * 8, row.Row.Key);
            }
        },
        iter: 300);

    /// <summary>A later closing over manual entries: what all shared by commitment is shared anew, what one partner has stays his, and the categories add up in both directions.</summary>
    [Fact]
    public void EqualisedEntries_OfAnyCategories_AddUpInBothDirections() => Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[1, 999_999], Gen.Int[0, 3]).Array[1, 8], Gen.Int[1, 900_000].Array[2, 6]).Sample(
        (entries, commitments) =>
        {
            string[] categories = ["Audit", "Legal", "Flowers", "Internal: IT"];
            var fund = TestFund.With("USD", [.. commitments.Select(c => 1_000m + c), 500m]);
            var date = TestFund.Start.AddDays(10);
            foreach (var (category, amount, kind) in entries)
            {
                var value = amount / 100m * (kind == 3 ? -1 : 1);
                var line = kind == 1 ? new EntryLine(EntryAccount.OtherIncome, value, [], true, Income: (IncomeKind)(category % 3)) : new EntryLine(EntryAccount.Expenses, value, [], true, categories[category]);
                line = kind == 2 ? line with { ByCommitment = false, Shares = [new(fund.Investor(0), value)] } : ManualEntries.Shared(fund.Book(), line);
                fund.Record(new ManualEntryRecorded(fund.NewId(), "Entry", [line, new(EntryAccount.OtherPayables, -value, [], false)]), date);
            }
            var (closing, newcomer) = (fund.NewId(), fund.Investor(20));
            fund.Record([new ClosingHeld(closing, 2, "Later closing"), new InvestorAdmitted(newcomer, "Newcomer", PartnerKind.LimitedPartner), new CommitmentAccepted(newcomer, closing, 100_000m)], date.AddDays(10));
            if (entries.Any(e => e.Item3 != 2))
                fund.Record(ClosingEqualisation.Make(fund.Facts, fund.NewId(), closing, date.AddDays(15)), date.AddDays(15));
            fund.Book().CheckTies();
            foreach (var template in new ReportingTemplateRun(fund.Facts, TestFund.Start.AddDays(89)).ForAll())
                template.Checks.ShouldEach(c => c.Holds);
            var first = TestFund.With("USD", [.. commitments.Select(c => 1_000m + c), 500m, 100_000m]).Book();
            var shared = entries.Where(e => e.Item3 != 2).Sum(e => e.Item2 / 100m * (e.Item3 == 3 ? -1 : 1));
            fund.Book().Partner(newcomer).Nav.ShouldBe(-shared * 100_000m / first.Total.Commitment, entries.Length * 0.01m);
        },
        iter: 300);

    private static void HoldsAlways(Step[] steps)
    {
        var life = RandomLife.Live(steps);
        foreach (var end in CalendarQuarter.EndsBetween(TestFund.Start, CalendarQuarter.EndOf(life.Today)))
        {
            var run = new ReportingTemplateRun(life.Fund.Facts, end);
            foreach (var partner in run.Statements.After.Partners)
            {
                foreach (var version in Enum.GetValues<IlpaVersion>())
                    run.For(partner.InvestorId, version).Checks.ShouldEach(c => c.Holds);
                CapitalAccount.Of(run, partner.InvestorId).Ties.ShouldEach(t => t.Holds);
            }
        }
    }
}
