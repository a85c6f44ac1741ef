using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Postings;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Says which of their accounts stands for each of ours.</summary>
internal static class MapAccounts
{
    internal sealed record Pair(string Account, string TheirAccountId);

    internal sealed record Request(IReadOnlyList<Pair> Accounts);

    /// <param name="Used">Entries since the link's start date post to it, so that nothing is posted without it.</param>
    /// <param name="Mapped">Their account that stands for it, or null.</param>
    /// <param name="Proposed">What number or name suggest, while nothing is mapped.</param>
    /// <param name="Number">As is the name: of the link's fund's chart today, or the firm's.</param>
    /// <param name="Named">Firm or fund gave the account its name.</param>
    internal sealed record Row(string Account, string AccountName, AccountType Type, bool Used, AccountProposals.Theirs? Mapped, AccountProposals.Proposal? Proposed, string Number, bool Named);

    internal static void Map(RouteGroupBuilder sync)
    {
        sync.MapGet("/links/{linkId:guid}/mapping", Read)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ReadLedgerMapping")
            .WithSummary("Which of their accounts stands for each of ours, with proposals");
        sync.MapPut("/links/{linkId:guid}/mapping", Handle)
            .Writes<AccountingDbContext>(Permissions.LedgerSync)
            .WithName("MapLedgerAccounts")
            .WithSummary("Map our accounts to theirs")
            .WithDescription("The whole mapping; several of ours may go to one of theirs. With If-Match, only if nobody changed link or mapping in the meantime. What was posted stays on the accounts that it was posted to.");
    }

    private static async Task<Answer<IReadOnlyList<Row>>> Read(Guid linkId, AccountingDbContext db, TimeProvider clock, CancellationToken ct) =>
        await db.SyncLinks.SingleOrDefaultAsync(l => l.Id == linkId, ct) is { } link
            ? Answer<IReadOnlyList<Row>>.Of(await Rows(db, link, await Mapped(db, linkId, ct), clock.Today(), ct)).Tagged(link.Version)
            : Refusal.NotFound("ledger link");

    private static async Task<Answer<IReadOnlyList<Row>>> Handle(Guid linkId, Request request, HttpContext http, AccountingDbContext db, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.LockLink(linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        if (http.Stale(link.Version) is { } stale) return stale;
        if (await Problem(db, link, request.Accounts, clock.Today(), ct) is { } problem) return problem;
        var before = await Mapped(db, linkId, ct);
        var after = request.Accounts.ToDictionary(p => p.Account, p => p.TheirAccountId, StringComparer.Ordinal);
        await db.Mappings.Where(m => m.LinkId == linkId).ExecuteDeleteAsync(ct);
        db.Mappings.AddRange(after.Select(p => new AccountMapping { LinkId = linkId, Account = p.Key, TheirAccountId = p.Value }));
        link.Version++;
        audit.Record(db, "accounting.sync.map", ("ledger_link", linkId), before, after);
        return Answer<IReadOnlyList<Row>>.Of(await Rows(db, link, after, clock.Today(), ct)).Tagged(link.Version);
    }

    /// <summary>Why a mapping cannot be kept, or null.</summary>
    internal static async Task<Refusal?> Problem(AccountingDbContext db, SyncLink link, IReadOnlyList<Pair>? pairs, DateOnly today, CancellationToken ct)
    {
        if (pairs is null) return Refusal.Field("accounts", "Give the whole mapping; an empty list takes it away.");
        if (pairs.FirstOrDefault(p => p.Account is null || !ChartOfAccounts.ByCode.ContainsKey(p.Account)) is { } unknown) return Refusal.Field("accounts", $"Our chart has no account '{unknown.Account}'.");
        if (pairs.GroupBy(p => p.Account).FirstOrDefault(g => g.Count() > 1) is { } twice) return Refusal.Field("accounts", $"Account {twice.Key} is mapped twice.");
        var theirChart = db.TheirAccounts.AsNoTracking().Where(a => a.LinkId == link.Id);
        if (!await theirChart.AnyAsync(ct)) return Refusal.Rule("ledger_sync.chart_unread", "Their chart of accounts was not read yet: run the link once, then map.");
        var ids = pairs.Select(p => p.TheirAccountId).OfType<string>().Distinct().ToList();
        var theirs = await theirChart.Where(a => ids.Contains(a.ExternalId)).ToDictionaryAsync(a => a.ExternalId, StringComparer.Ordinal, ct);
        var ours = await db.Chart(link.FundId, today, ct);
        foreach (var pair in pairs)
        {
            var name = Name(ours, pair.Account);
            if (pair.TheirAccountId is null || !theirs.TryGetValue(pair.TheirAccountId, out var account)) return Refusal.Rule("ledger_sync.account_unknown", $"Their chart has no account '{pair.TheirAccountId}', to which {name} is mapped.");
            if (!account.Active) return Refusal.Rule("ledger_sync.account_inactive", $"Their account '{account.Name}', to which {name} is mapped, is inactive.");
        }
        return null;
    }

    /// <summary>The mapping that is kept: their account's id by our code.</summary>
    internal static Task<Dictionary<string, string>> Mapped(AccountingDbContext db, Guid linkId, CancellationToken ct) =>
        db.Mappings.AsNoTracking().Where(m => m.LinkId == linkId).OrderBy(m => m.Account).ToDictionaryAsync(m => m.Account, m => m.TheirAccountId, StringComparer.Ordinal, ct);

    private static async Task<List<Row>> Rows(AccountingDbContext db, SyncLink link, Dictionary<string, string> mapped, DateOnly today, CancellationToken ct)
    {
        var lines = db.Lines.Where(l => l.EffectiveDate >= link.StartDate);
        if (link.FundId is { } fundId) lines = lines.Where(l => l.FundId == fundId);
        var used = await lines.Select(l => l.Account).Distinct().ToListAsync(ct);
        var theirs = await db.TheirAccounts.AsNoTracking().Where(a => a.LinkId == link.Id).OrderBy(a => a.ExternalId).ToListAsync(ct);
        var byId = theirs.ToDictionary(a => a.ExternalId, StringComparer.Ordinal);
        AccountProposals.Theirs? Named(string? id) => id is null ? null : byId.TryGetValue(id, out var a) ? AccountProposals.Theirs.Of(a) : new(id, null, id, false);
        // Entries are posted from the standard accounts: what the firm splits stays together over there.
        return [.. (await db.Chart(link.FundId, today, ct)).Accounts.Where(a => !a.IsOwn).Select(a => new Row(
            a.Key, a.Name, a.Standard.Type, used.Contains(a.Key), Named(mapped.GetValueOrDefault(a.Key)), mapped.ContainsKey(a.Key) ? null : AccountProposals.For(a, theirs), a.Number, a.IsNamed))];
    }

    /// <summary>An account of ours as sentences name it.</summary>
    internal static string Name(FundChart chart, string account) => chart.Find(account) is { } a ? $"{a.Number} {a.Name}" : account;
}
