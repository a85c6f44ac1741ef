using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Journal;

/// <summary>Shows the balance of every account of a fund, beside the book's own cash.</summary>
internal static class ReadTrialBalance
{
    internal sealed record Query(Guid FundId, DateOnly? AsOf, bool? ByPartner);

    /// <param name="Account">The standard code, or the key of an account of one's own under it.</param>
    /// <param name="AccountName">In the words of the fund's chart on the day.</param>
    /// <param name="PartnerId">Only when asked by partner, and where the account has one.</param>
    /// <param name="Standard">The code of the standard chart.</param>
    /// <param name="Named">Firm or fund gave the account its name.</param>
    internal sealed record Row(
        string Account, string AccountName, AccountType Type, Guid? PartnerId, MoneyView? Debit, MoneyView? Credit, string Standard, string Number, bool Named, string? Group);

    /// <param name="PostedThrough">The book's facts up to this sequence are posted.</param>
    /// <param name="BookThrough">The book's last fact. When it is higher, the rest is on its way.</param>
    /// <param name="Cash">The ledger's cash.</param>
    /// <param name="BookCash">The book's cash over the same facts: the two are equal.</param>
    internal sealed record Response(
        Guid FundId, DateOnly? AsOf, long PostedThrough, long BookThrough, IReadOnlyList<Row> Rows, MoneyView TotalDebit, MoneyView TotalCredit, bool Balanced, MoneyView Cash, MoneyView BookCash);

    internal static void Map(RouteGroupBuilder accounting) => accounting
        .MapGet("/trial-balance", Handle)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ReadTrialBalance")
        .WithSummary("Trial balance of a fund")
        .WithDescription("Every account's balance by effective date asOf (inclusive; all when left out), under the numbers and names that the fund's chart has on that day. Debits equal credits, and cash equals the book's.");

    private static async Task<Answer<Response>> Handle([AsParameters] Query query, AccountingDbContext db, IFundBooks books, TimeProvider clock, CancellationToken ct)
    {
        var lines = db.Lines.Where(l => l.FundId == query.FundId);
        if (query.AsOf is { } asOf) lines = lines.Where(l => l.EffectiveDate <= asOf);
        var (through, sums) = await Balances(db, query, lines, ct);
        // Read after the ledger, the book holds at least what is posted.
        if (await books.Facts(query.FundId, ct) is not { } facts) return Refusal.NotFound("fund");

        var currency = facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Currency;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        var chart = await db.Chart(query.FundId, query.AsOf ?? clock.Today(), ct);
        var shown = sums.GroupBy(s => (Account: chart.Showing(s.Account, s.Kind), s.PartnerId)).Select(g => (g.Key.Account, g.Key.PartnerId, Amount: g.Sum(s => s.Amount))).Where(s => s.Amount != 0).ToList();
        var rows = shown.OrderBy(s => s.Account.Number, StringComparer.Ordinal).ThenBy(s => s.PartnerId).Select(s => new Row(
            s.Account.Key, s.Account.Name, s.Account.Standard.Type, s.PartnerId, s.Amount > 0 ? Money(s.Amount) : null, s.Amount < 0 ? Money(-s.Amount) : null,
            s.Account.Standard.Code, s.Account.Number, s.Account.IsNamed, s.Account.Group)).ToList();
        var debit = shown.Where(s => s.Amount > 0).Sum(s => s.Amount);
        var credit = -shown.Where(s => s.Amount < 0).Sum(s => s.Amount);
        var cash = sums.Where(s => s.Account == ChartOfAccounts.Cash.Code).Sum(s => s.Amount);
        var book = FundBook.Fold(facts.Where(f => f.Sequence <= through), query.AsOf);
        return new Response(query.FundId, query.AsOf, through, facts.Count, rows, Money(debit), Money(credit), debit == credit, Money(cash), Money(book.Total.Cash));
    }

    // Each query sees what is committed by then: when something was posted in between, all is read again.
    private static async Task<(long Through, List<Balance> Sums)> Balances(AccountingDbContext db, Query query, IQueryable<JournalLine> lines, CancellationToken ct)
    {
        while (true)
        {
            var before = await PostedThrough(db, query.FundId, ct);
            var sums = query.ByPartner == true
                ? await lines.GroupBy(l => new { l.Account, l.Kind, l.PartnerId }).Select(g => new Balance(g.Key.Account, g.Key.Kind, g.Key.PartnerId, g.Sum(l => l.Amount))).ToListAsync(ct)
                : await lines.GroupBy(l => new { l.Account, l.Kind }).Select(g => new Balance(g.Key.Account, g.Key.Kind, null, g.Sum(l => l.Amount))).ToListAsync(ct);
            if (await PostedThrough(db, query.FundId, ct) == before) return (before, sums);
        }
    }

    private static Task<long> PostedThrough(AccountingDbContext db, Guid fundId, CancellationToken ct) =>
        db.Ledgers.Where(l => l.FundId == fundId).Select(l => l.PostedThrough).SingleOrDefaultAsync(ct);

    private sealed record Balance(string Account, string? Kind, Guid? PartnerId, decimal Amount);
}
