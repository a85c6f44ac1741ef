using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Charts;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Shows what one of our entries would post, under the mapping that is kept or one that is only tried. Nothing is sent, and nothing is kept.</summary>
internal static class PreviewPosting
{
    // An entry of a large fund has thousands of lines; a person looks at the first.
    private const int MostLines = 200;

    /// <param name="EntryId">An entry of our journal.</param>
    /// <param name="Accounts">The whole mapping to try; left out: the one that is kept.</param>
    internal sealed record Request(Guid EntryId, IReadOnlyList<MapAccounts.Pair>? Accounts = null);

    /// <param name="Their">Their account; null while ours is not mapped.</param>
    /// <param name="Debit">Null when it is a credit.</param>
    /// <param name="Credit">Null when it is a debit.</param>
    /// <param name="Text">The partner's name.</param>
    /// <param name="Number">As is the name: of the fund's chart today.</param>
    /// <param name="Named">Firm or fund gave the account its name.</param>
    internal sealed record Line(string Account, string AccountName, AccountProposals.Theirs? Their, MoneyView? Debit, MoneyView? Credit, string? Text, string Number, bool Named);

    /// <param name="Reference">By which it is found again over there.</param>
    /// <param name="Dimensions">Names and values that every line carries.</param>
    /// <param name="State">Where its posting stands; null when no run took it up yet.</param>
    /// <param name="Unmapped">Our accounts in it without one of theirs: it is not posted before they have one.</param>
    /// <param name="LineCount">How many lines there are; the first are shown.</param>
    internal sealed record Response(
        Guid EntryId, DateOnly Date, string Text, string Reference, MoneyView Total, IReadOnlyDictionary<string, string> Dimensions, SentState? State, IReadOnlyList<string> Unmapped, int LineCount,
        IReadOnlyList<Line> Lines);

    internal static void Map(RouteGroupBuilder sync) => sync
        .MapPost("/links/{linkId:guid}/preview", Handle)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("PreviewLedgerPosting")
        .WithSummary("What one of our entries would post")
        .WithDescription("Under the mapping that is kept, or under the one given, which is not kept. What was posted already stays on the accounts that it was posted to.");

    private static async Task<Answer<Response>> Handle(Guid linkId, Request request, AccountingDbContext db, EntryMaker maker, TimeProvider clock, CancellationToken ct)
    {
        if (await db.SyncLinks.SingleOrDefaultAsync(l => l.Id == linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        if (await Pusher.InScope(db, link).SingleOrDefaultAsync(e => e.Id == request.EntryId, ct) is not { } entry) return Refusal.NotFound("journal entry");
        if (request.Accounts is { Count: > 0 } tried && await MapAccounts.Problem(db, link, tried, clock.Today(), ct) is { } problem) return problem;
        var mapped = request.Accounts is { } given ? given.ToDictionary(p => p.Account, p => p.TheirAccountId, StringComparer.Ordinal) : await MapAccounts.Mapped(db, linkId, ct);
        var sent = await db.Sent.SingleOrDefaultAsync(s => s.LinkId == linkId && s.EntryId == entry.Id, ct);
        var parts = await maker.Parts(db, entry.Id, entry.FundId, ct);
        var shown = parts.Take(MostLines).ToList();
        var ids = shown.Select(p => mapped.GetValueOrDefault(p.Account)).OfType<string>().Distinct().ToList();
        var theirs = await db.TheirAccounts.AsNoTracking().Where(a => a.LinkId == linkId && ids.Contains(a.ExternalId)).ToDictionaryAsync(a => a.ExternalId, StringComparer.Ordinal, ct);
        var chart = await db.Chart(entry.FundId, clock.Today(), ct);
        return new Response(
            entry.Id, entry.EffectiveDate, entry.Text, SentEntry.ReferenceOf(entry.Id), MoneyView.Of(entry.Total, entry.Currency), link.LineDimensions ?? new Dictionary<string, string>(), sent?.State,
            [.. parts.Select(p => p.Account).Where(a => !mapped.ContainsKey(a)).Distinct().Order(StringComparer.Ordinal)], parts.Count,
            [.. shown.Select(p => View(p, chart.Find(p.Account)!, entry.Currency, mapped.TryGetValue(p.Account, out var id) ? theirs.GetValueOrDefault(id) : null))]);
    }

    private static Line View(PostingPart part, ChartAccount account, string currency, TheirAccount? their) => new(
        part.Account, account.Name, their is null ? null : AccountProposals.Theirs.Of(their),
        part.Amount > 0 ? MoneyView.Of(part.Amount, currency) : null, part.Amount < 0 ? MoneyView.Of(-part.Amount, currency) : null, part.Text, account.Number, account.IsNamed);
}
