using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Charts;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Journal;

/// <summary>Shows a fund's journal in the order of its book.</summary>
internal static class ReadJournal
{
    // A call of a large fund has thousands of lines: a page ends early rather than grow without bound.
    private const int MaxLines = 20_000;

    /// <param name="Account">Codes of accounts, comma-separated: entries with a line on one of them.</param>
    /// <param name="DealId">An investment: entries with a line of it; with accounts, a line of it on one of those.</param>
    internal sealed record Query(Guid? FundId, Guid? FactId, DateOnly? From, DateOnly? To, string? Account, Guid? DealId);

    internal static readonly Listing<JournalEntry> List = new Listing<JournalEntry>("journal")
        .By("factSequence", e => e.FactSequence).By("effectiveDate", e => e.EffectiveDate).By("recordedAt", e => e.RecordedAt).By("factKind", e => e.FactKind).By("text", e => e.Text).By("total", e => e.Total)
        .Unique(e => e.FactSequence).Unique(e => e.Id).Usually("factSequence").Searched(e => e.Text, e => e.FactKind);

    /// <param name="ReversesEntryId">The entry that this one takes back, or null.</param>
    /// <param name="RulesVersion">Of the posting rules by which it was posted.</param>
    internal sealed record EntryView(
        Guid EntryId, Guid FundId, Guid FactId, long FactSequence, string FactKind, DateOnly EffectiveDate, DateTimeOffset RecordedAt, DateTimeOffset PostedAt,
        string Text, Guid? ReversesEntryId, MoneyView Total, int RulesVersion, IReadOnlyList<LineView> Lines);

    /// <param name="Account">The standard code, or the key of an account of one's own under it.</param>
    /// <param name="AccountName">In the words of the fund's chart as it is today.</param>
    /// <param name="Debit">Null when it is a credit.</param>
    /// <param name="Credit">Null when it is a debit.</param>
    /// <param name="Standard">The code of the standard chart.</param>
    /// <param name="Named">Firm or fund gave the account its name.</param>
    /// <param name="Kind">What kind of income, expense, receivable or payable it is; null where the fact says none.</param>
    internal sealed record LineView(
        string Account, string AccountName, Guid? PartnerId, string? PartnerName, Guid? DealId, MoneyView? Debit, MoneyView? Credit, string Standard, string Number, bool Named, string? Kind);

    internal static void Map(RouteGroupBuilder accounting) => accounting
        .MapGet("/journal", Handle)
        .Lists(List, (JournalEntry e) => View(e, [], NoNames, null))
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ReadJournal")
        .WithSummary("Journal entries, in the order of the book")
        .WithDescription("Give fundId or factId; from and to filter by effective date, inclusive; account by lines on those accounts, as in 4000,5000 or 5100.1; a standard account has the lines of those under it too; dealId by lines of that investment. A page may be shorter than asked when its entries have many lines.");

    private static async Task<Answer<IReadOnlyList<EntryView>>> Handle([AsParameters] Query query, [AsParameters] ListQuery asked, AccountingDbContext db, IInvestorRegister investors, TimeProvider clock, CancellationToken ct)
    {
        if (query.FundId is null && query.FactId is null) return Refusal.Field("fundId", "Say of which fund, or of which fact.");
        IQueryable<JournalEntry> found = db.Entries;
        if (query.FundId is { } fundId) found = found.Where(e => e.FundId == fundId);
        if (query.FactId is { } factId) found = found.Where(e => e.FactId == factId);
        if (query.From is { } from) found = found.Where(e => e.EffectiveDate >= from);
        if (query.To is { } to) found = found.Where(e => e.EffectiveDate <= to);
        if (query.Account is { } account)
        {
            var keys = account.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // As the trial balance of that day has it, so that a balance opens to its entries.
            var ofFund = query.FundId ?? await db.Entries.Where(e => e.FactId == query.FactId).Select(e => (Guid?)e.FundId).FirstOrDefaultAsync(ct);
            var chart = await db.Chart(ofFund, query.To ?? clock.Today(), ct);
            if (keys.Length == 0 || !keys.All(key => chart.Find(key) is not null)) return Refusal.Field("account", "There is no such account: give codes of the trial balance, such as 1000 or 4000,5000.");
            found = OnAccounts(db, found, query.DealId, [.. keys.Select(key => chart.Find(key)!)]);
        }
        else if (query.DealId is { } deal)
        {
            found = found.Where(e => db.Lines.Any(l => l.FundId == e.FundId && l.EntryId == e.Id && l.DealId == deal));
        }

        return await List.Show(found, asked, async rows =>
        {
            var page = Fitting(rows);
            var ids = page.ConvertAll(e => e.Id);
            var lines = (await db.Lines.Where(l => ids.Contains(l.EntryId)).ToListAsync(ct)).ToLookup(l => l.EntryId);
            var partners = lines.SelectMany(l => l).Select(l => l.PartnerId).OfType<Guid>().Distinct().ToList();
            var names = (await investors.Find(partners, ct)).ToDictionary(i => i.InvestorId, i => i.Name);
            var charts = await db.Charts([.. page.Select(e => e.FundId).Distinct()], clock.Today(), ct);
            return (IReadOnlyList<EntryView>)page.ConvertAll(e => View(e, lines[e.Id].OrderBy(l => l.Number), names, charts[e.FundId]));
        }, ct);
    }

    private static IQueryable<JournalEntry> OnAccounts(AccountingDbContext db, IQueryable<JournalEntry> entries, Guid? dealId, ChartAccount[] accounts)
    {
        var codes = accounts.Where(a => !a.IsOwn).Select(a => a.Key).ToArray();
        // No code has a slash in it.
        var kinds = accounts.Where(a => a.IsOwn).SelectMany(a => a.Kinds.Select(kind => $"{a.Standard.Code}/{kind}")).ToArray();
        var lines = dealId is { } deal ? db.Lines.Where(l => l.DealId == deal) : db.Lines;
        return entries.Where(e => lines.Any(l => l.FundId == e.FundId && l.EntryId == e.Id && (codes.Contains(l.Account) || kinds.Contains(l.Account + "/" + l.Kind))));
    }

    private static List<JournalEntry> Fitting(List<JournalEntry> rows)
    {
        var lines = 0;
        return [.. rows.TakeWhile((e, i) => (lines += e.LineCount) <= MaxLines || i == 0)];
    }

    private static readonly Dictionary<Guid, string> NoNames = [];

    private static EntryView View(JournalEntry e, IEnumerable<JournalLine> lines, Dictionary<Guid, string> names, FundChart? chart) => new(
        e.Id, e.FundId, e.FactId, e.FactSequence, e.FactKind, e.EffectiveDate, e.RecordedAt, e.PostedAt, e.Text, e.ReversesEntryId, MoneyView.Of(e.Total, e.Currency), e.RulesVersion,
        [.. lines.Select(l => View(l, chart!.Showing(l.Account, l.Kind), e.Currency, names))]);

    private static LineView View(JournalLine l, ChartAccount account, string currency, Dictionary<Guid, string> names) => new(
        account.Key, account.Name, l.PartnerId, l.PartnerId is { } partner ? names.GetValueOrDefault(partner) : null, l.DealId,
        l.Amount > 0 ? MoneyView.Of(l.Amount, currency) : null, l.Amount < 0 ? MoneyView.Of(-l.Amount, currency) : null, account.Standard.Code, account.Number, account.IsNamed, l.Kind);
}
