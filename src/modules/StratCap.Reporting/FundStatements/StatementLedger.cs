using StratCap.Contracts.Accounting;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.Reporting.FairValues;

namespace StratCap.Reporting.FundStatements;

/// <summary>The balance of one account and investment of a class of partners at the ends of the days that statements need.</summary>
/// <param name="IsOfLimitedPartners">Else of the general partners, or the fund's own.</param>
/// <param name="At">Debit positive, credit negative.</param>
internal sealed record ClassBalance(string Account, LedgerHeading Heading, bool IsOfLimitedPartners, Guid? DealId, IReadOnlyList<decimal> At);

/// <summary>The translation difference in the capital of each class, at the ends of the same days; more capital positive.</summary>
internal sealed record TranslationDifference(IReadOnlyList<decimal> LimitedPartners, IReadOnlyList<decimal> GeneralPartners)
{
    public decimal Of(int day, bool limited) => (limited ? LimitedPartners : GeneralPartners)[day];
}

/// <summary>What a fund's statements are made of, in its own currency or translated into another.</summary>
/// <param name="AccruedCarry">Of all limited partners, one for each day.</param>
/// <param name="Difference">Null in the fund's own currency.</param>
/// <param name="FairValues">From the first of the days to the last.</param>
internal sealed record StatementLedger(
    IReadOnlyList<ClassBalance> Accounts, IReadOnlyList<LedgerCash> Cash, IReadOnlyList<decimal> AccruedCarry, TranslationDifference? Difference, FairValueRollForward FairValues)
{
    /// <summary>In the fund's own currency.</summary>
    /// <param name="books">The book on the ledger's days.</param>
    public static StatementLedger Of(LedgerBalances ledger, IReadOnlyList<FundBook> books)
    {
        var apart = Apart(books);
        return new(
            [.. ledger.Accounts.Select(a => new ClassBalance(a.Account, a.Heading, a.PartnerId is { } partner && !apart.Contains(partner), a.DealId, a.At))],
            ledger.Cash, Accrued(books), null, FairValueRollForward.Of(books[0], books[^1]));
    }

    /// <summary>Who is no limited partner on any of the days: everybody else's capital is the limited partners'.</summary>
    public static IReadOnlySet<Guid> Apart(IReadOnlyList<FundBook> books) => books.SelectMany(b => b.Partners).Where(p => !p.IsLimitedPartner).Select(p => p.InvestorId).ToHashSet();

    /// <summary>In another currency: what stands at the rates of the days, what moved at the rates of its days, and the difference in the capital of each class.</summary>
    /// <param name="ledger">Day by day, with those of <see cref="Apart"/> set apart.</param>
    /// <exception cref="FundMath.FundRuleException"><c>fx.rate_missing</c>.</exception>
    public static StatementLedger Translated(LedgerMovements ledger, IReadOnlyList<DateOnly> days, IReadOnlyList<FundBook> books, LedgerTranslation translation)
    {
        var accounts = Translated(ledger.Accounts, days, translation);
        var cash = ledger.Cash.GroupBy(c => c.FactKind).Select(g => new LedgerCash(
            g.Key, [.. days.Select(day => translation.Moved(g.Where(c => c.Day <= day).Select(c => new LedgerDay(c.RateDay, c.Amount))))])).ToList();
        var accrued = days.Zip(Accrued(books), translation.Standing).ToList();
        return new(accounts, cash, accrued, Differences(ledger, accounts, days, translation), TranslatedFairValues.Of(accounts, books[0], books[^1], translation));
    }

    /// <summary>Balances of accounts at the ends of days. As the trial balance has them, each kind of lines is converted by itself.</summary>
    /// <exception cref="FundMath.FundRuleException"><c>fx.rate_missing</c>.</exception>
    public static List<ClassBalance> Translated(IEnumerable<LedgerMovement> movements, IReadOnlyList<DateOnly> days, LedgerTranslation translation)
    {
        var kinds = movements.GroupBy(m => (m.Account, m.Heading, m.Kind, m.IsOfOthers, m.DealId)).Select(g => (g.Key, Days: g.ToList()));
        return [.. kinds.GroupBy(k => (k.Key.Account, k.Key.Heading, k.Key.IsOfOthers, k.Key.DealId)).Select(g => new ClassBalance(
            g.Key.Account, g.Key.Heading, g.Key.IsOfOthers, g.Key.DealId,
            [.. days.Select(day => g.Sum(k => g.Key.Heading.Stands() ? translation.Standing(day, Until(k.Days, day).Sum(m => m.Amount)) : translation.Moved(Until(k.Days, day).Select(m => new LedgerDay(m.RateDay, m.Amount)))))]))];
    }

    /// <summary>The limited partners' capital at the day's rate less what came into it at its days' rates; the general partners have the rest of what balances the ledger.</summary>
    private static TranslationDifference Differences(LedgerMovements ledger, List<ClassBalance> accounts, IReadOnlyList<DateOnly> days, LedgerTranslation translation)
    {
        var limited = days.Select((day, i) =>
            translation.Standing(day, -ledger.Accounts.Where(m => m.IsOfOthers && m.Day <= day && m.Heading.IsCapital()).Sum(m => m.Amount))
            + accounts.Where(a => a.IsOfLimitedPartners && a.Heading.IsCapital()).Sum(a => a.At[i])).ToList();
        return new(limited, [.. days.Select((_, i) => accounts.Sum(a => a.At[i]) - limited[i])]);
    }

    private static IEnumerable<LedgerMovement> Until(IEnumerable<LedgerMovement> moved, DateOnly last) => moved.Where(m => m.Day <= last);

    private static decimal[] Accrued(IReadOnlyList<FundBook> books) => [.. books.Select(b => FundMath.Waterfalls.AccruedCarry.Of(b).Total)];
}
