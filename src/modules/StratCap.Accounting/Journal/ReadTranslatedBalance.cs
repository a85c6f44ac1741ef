using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;

namespace StratCap.Accounting.Journal;

/// <summary>Shows the balance of every account of a fund in another currency, at the firm's stored rates, with the translation difference that keeps debits and credits equal.</summary>
internal static class ReadTranslatedBalance
{
    /// <param name="Account">The standard code, or the key of an account of one's own under it.</param>
    /// <param name="AccountName">In the words of the fund's chart on the day.</param>
    /// <param name="Standard">The code of the standard chart.</param>
    /// <param name="Named">Firm or fund gave the account its name.</param>
    /// <param name="Own">In the fund's currency; a credit is negative.</param>
    /// <param name="Explanation">The translated balance, debit positive: at the rate of the day, or day by day at the rates of the days.</param>
    internal sealed record Row(
        string Account, string AccountName, AccountType Type, string Standard, string Number, bool Named, string? Group, MoneyView Own, MoneyView? Debit, MoneyView? Credit, Explanation Explanation);

    /// <param name="FundCurrency">What the ledger is kept in.</param>
    /// <param name="Difference">Of translation, in the partners' capital: more capital positive.</param>
    /// <param name="TotalDebit">The difference is on the side on which it stands.</param>
    /// <param name="BookThrough">The book's last fact. When it is higher than what is posted, the rest is on its way.</param>
    internal sealed record Response(
        Guid FundId, DateOnly AsOf, string FundCurrency, string Currency, long PostedThrough, long BookThrough, IReadOnlyList<Row> Rows, MoneyView Difference, Explanation DifferenceExplained, MoneyView TotalDebit,
        MoneyView TotalCredit);

    internal static void Map(RouteGroupBuilder accounting) => accounting
        .MapGet("/trial-balance/translated", Handle)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ReadTranslatedBalance")
        .WithSummary("Trial balance of a fund in another currency")
        .WithDescription("By the current-rate method: what the fund has and owes at the rate of asOf, capital and result at the rates of the days on which they came; the rest is the translation difference. asOf is today where left out; recordedAt gives ledger and rates as they were known then. A rate that is missing is named (fx.rate_missing): record it, or name a third currency in via.");

    private static async Task<Answer<Response>> Handle(
        Guid fundId, string currency, AccountingDbContext db, IFundLedgers ledgers, IFundBooks books, IFxRates rates, TimeProvider clock, CancellationToken ct,
        DateOnly? asOf = null, string? via = null, DateTimeOffset? recordedAt = null)
    {
        if (!Currency.IsCode(currency) || (via is not null && !Currency.IsCode(via))) return Refusal.Field("currency", "Give currencies as three capital letters, such as EUR.");
        if (await books.Facts(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var day = asOf ?? clock.Today();
        var book = FundBook.Fold(facts);
        Currency to = new(currency);
        string[] codes = via is not null ? [book.Currency.Code, to.Code, via] : [book.Currency.Code, to.Code];
        var translation = new LedgerTranslation(book.Currency, to, new(await rates.Between(codes, facts.Min(f => f.EffectiveDate), day, recordedAt, ct), via: via));
        var ledger = await ledgers.ByDay(fundId, [.. book.Partners.Where(p => !p.IsLimitedPartner).Select(p => p.InvestorId)], day, recordedAt, ct);
        var chart = await db.Chart(fundId, day, ct);
        var deals = book.Deals.ToDictionary(d => d.DealId, d => d.Name);
        var rows = ledger.Accounts.GroupBy(m => chart.Showing(m.Account, m.Kind)).OrderBy(g => g.Key.Number, StringComparer.Ordinal)
            .Select(g => RowOf(g.Key, [.. g], day, translation, book.Currency, deals)).OfType<Row>().ToList();
        var difference = translation.Difference([.. rows.Select(r => r.Explanation)]);
        var (debit, credit) = (rows.Sum(r => r.Debit?.Value ?? 0), rows.Sum(r => r.Credit?.Value ?? 0));
        MoneyView Money(decimal amount) => MoneyView.Of(amount, to.Code);
        return new Response(
            fundId, day, book.Currency.Code, to.Code, ledger.PostedThrough, facts[^1].Sequence, rows, Money(debit - credit), difference, Money(Math.Max(debit, credit)), Money(Math.Max(debit, credit)));
    }

    private static Row? RowOf(ChartAccount account, List<LedgerMovement> movements, DateOnly day, LedgerTranslation translation, Currency own, Dictionary<Guid, string> deals)
    {
        // As the financial statements have them: each class of partners and each investment is converted by itself.
        var parts = movements.GroupBy(m => (m.Account, m.Kind, m.IsOfOthers, m.DealId))
            .Select(g => Part(g.Key.DealId is { } deal ? deals.GetValueOrDefault(deal, account.Name) : g.Key.IsOfOthers ? "Limited partners" : account.Name, [.. g], day, translation))
            .Where(p => p.Parts.Count > 0 || p.Amount != 0).ToList();
        if (parts.Count == 0) return null;
        var explained = parts is [var one] ? one with { Label = account.Name } : translation.Sum(account.Name, parts);
        var amount = explained.Amount ?? 0;
        MoneyView Money(decimal value) => MoneyView.Of(value, translation.Currency.Code);
        return new(
            account.Key, account.Name, account.Standard.Type, account.Standard.Code, account.Number, account.IsNamed, account.Group, MoneyView.Of(movements.Sum(m => m.Amount), own.Code),
            amount > 0 ? Money(amount) : null, amount < 0 ? Money(-amount) : null, explained);
    }

    private static Explanation Part(string label, List<LedgerMovement> movements, DateOnly day, LedgerTranslation translation) => movements[0].Heading.Stands()
        ? translation.ExplainStanding(label, day, movements.Sum(m => m.Amount))
        : translation.ExplainMoved(label, movements.Select(m => new LedgerDay(m.RateDay, m.Amount)));
}
