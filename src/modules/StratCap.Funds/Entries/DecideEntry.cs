using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Entries;

/// <summary>A second person approves a manual entry, exactly as he saw it, or gives it back; its maker may only take it back. Approved, it goes into the book, an accrual with its mirror.</summary>
internal static class DecideEntry
{
    /// <param name="ContentHash">Of what was seen.</param>
    /// <param name="Reason">Needed to give it back; at most 500 characters.</param>
    internal sealed record Decision(bool Approve, string ContentHash, string? Reason = null);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/manual-entries/{manualEntryId:guid}/decision", Decide)
            .WithName("DecideManualEntry").WithSummary("Approve or return a manual entry that somebody else prepared")
            .WithDescription("Approved, it is recorded in the fund's book in the same transaction, an accrual together with its mirror. What the book refuses by now is refused, and the entry waits on.")
            .Writes<FundsDbContext>(Permissions.LedgerApprove);
        funds.MapPost("/{fundId:guid}/manual-entries/{manualEntryId:guid}/take-back", TakeBack)
            .WithName("TakeManualEntryBack").WithSummary("Take back a manual entry that oneself prepared").Writes<FundsDbContext>(Permissions.LedgerPrepare);
    }

    /// <summary>What an approved entry records.</summary>
    internal static IReadOnlyList<NewFact> Facts(DateOnly date, ManualEntryRecorded fact) =>
        fact.ReverseOn is { } day ? [new(date, fact), new(day, ManualEntries.Mirror(fact, Guid.CreateVersion7()))] : [new(date, fact)];

    private static async Task<Answer<EntryView>> Decide(
        Guid fundId, Guid manualEntryId, Decision request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason?.Length > ManualEntry.ReasonLength || (!request.Approve && string.IsNullOrWhiteSpace(request.Reason))) return Refusal.Field("reason", $"Say why not, in 1 to {ManualEntry.ReasonLength} characters.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (await Find(db, fundId, manualEntryId, ct) is not { } entry) return Refusal.NotFound("manual entry");
        if (entry.State != EntryState.Waiting) return Decided;
        if (entry.PreparedBy == actor.Value.Id) return Refusal.Rule("funds.entry.own", "You prepared this entry yourself: somebody else must decide on it.");
        if (request.ContentHash != entry.ContentHash) return Refusal.Conflict("funds.entry.changed", "It is no longer what you saw: look at it again.");
        var book = request.Approve ? await books.Add(fundId, facts, Facts(entry.Date, entry.Payload), "funds.entry.approve", ct) : FundBook.Fold(facts);
        entry.Decide(request.Approve ? EntryState.Recorded : EntryState.Returned, actor.Value, clock.GetUtcNow(), request.Reason?.Trim());
        outbox.Add(db, entry.Moved(book));
        audit.Record(db, request.Approve ? "funds.entry.approve" : "funds.entry.return", ("manual_entry", entry.Id), new { State = nameof(EntryState.Waiting), entry.PreparedByName }, new { entry.State, entry.ContentHash }, request.Reason);
        return EntryView.Of(entry, book, actor.Value.Id);
    }

    private static async Task<Answer<EntryView>> TakeBack(
        Guid fundId, Guid manualEntryId, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (await Find(db, fundId, manualEntryId, ct) is not { } entry) return Refusal.NotFound("manual entry");
        if (entry.State != EntryState.Waiting) return Decided;
        if (entry.PreparedBy != actor.Value.Id) return Refusal.Rule("funds.entry.not_own", "Somebody else prepared this entry: he may take it back, or an approver returns it.");
        entry.Decide(EntryState.Returned, actor.Value, clock.GetUtcNow(), null);
        var book = FundBook.Fold(facts);
        outbox.Add(db, entry.Moved(book));
        audit.Record(db, "funds.entry.take_back", ("manual_entry", entry.Id), nameof(EntryState.Waiting), nameof(EntryState.Returned));
        return EntryView.Of(entry, book, actor.Value.Id);
    }

    private static Refusal Decided => Refusal.Conflict("funds.entry.decided", "Somebody decided on this entry already: read it again.");

    private static Task<ManualEntry?> Find(FundsDbContext db, Guid fundId, Guid manualEntryId, CancellationToken ct) =>
        db.ManualEntries.AsTracking().SingleOrDefaultAsync(e => e.FundId == fundId && e.Id == manualEntryId, ct);
}
