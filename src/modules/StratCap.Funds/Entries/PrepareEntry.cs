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

/// <summary>Prepares a manual entry of a fund, which waits for another person; one that came back is prepared anew. The book must take it as it stands.</summary>
internal static class PrepareEntry
{
    private const int MostLines = 100;
    private const int CategoryLength = 100;

    /// <param name="Memo">What it is for, in at most 300 characters.</param>
    /// <param name="ReverseOn">Makes it an accrual: its mirror is recorded with it, dated so.</param>
    /// <param name="Lines">2 to 100; debits and credits are equal.</param>
    internal sealed record Request(DateOnly Date, string Memo, IReadOnlyList<Line> Lines, DateOnly? ReverseOn = null);

    /// <param name="Debit">One of debit and credit, positive.</param>
    /// <param name="InvestorId">Of income and expenses, the one partner who has them; left out, all partners by commitment.</param>
    /// <param name="Category">Of expenses, in the words of the ILPA reporting template, such as "Audit". Of other lines, if given, the kind by which the chart of accounts tells them apart.</param>
    /// <param name="Income">Of income, what it is.</param>
    internal sealed record Line(EntryAccount Account, decimal? Debit = null, decimal? Credit = null, Guid? InvestorId = null, string? Category = null, IncomeKind? Income = null);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/manual-entries", Prepare)
            .WithName("PrepareManualEntry").WithSummary("Prepare a manual entry, or an accrual, which another person approves")
            .WithDescription("Lines of receivables and payables are the fund's; lines of income and expenses go to one partner or to all by commitment. Cash is moved by no manual entry.")
            .Writes<FundsDbContext>(Permissions.LedgerPrepare);
        funds.MapPut("/{fundId:guid}/manual-entries/{manualEntryId:guid}", Again)
            .WithName("PrepareManualEntryAgain").WithSummary("Prepare a manual entry anew that came back").Writes<FundsDbContext>(Permissions.LedgerPrepare);
    }

    private static async Task<Answer<EntryView>> Prepare(
        Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (Invalid(request) is { } refused) return refused;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var number = 1 + (await db.ManualEntries.Where(e => e.FundId == fundId).MaxAsync(e => (int?)e.Number, ct) ?? 0);
        var entry = new ManualEntry { Id = Guid.CreateVersion7(), FundId = fundId, Number = number };
        entry.Prepare(request.Date, Fact(entry.Id, request, books, facts), actor.Value, clock.GetUtcNow());
        db.ManualEntries.Add(entry);
        var book = FundBook.Fold(facts);
        outbox.Add(db, entry.Moved(book));
        audit.Record(db, "funds.entry.prepare", ("manual_entry", entry.Id), null, request);
        return Answer<EntryView>.Created(EntryView.Of(entry, book, actor.Value.Id), $"/api/v1/funds/{fundId}/manual-entries/{entry.Id}");
    }

    private static async Task<Answer<EntryView>> Again(
        Guid fundId, Guid manualEntryId, Request request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (Invalid(request) is { } refused) return refused;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (await db.ManualEntries.AsTracking().SingleOrDefaultAsync(e => e.FundId == fundId && e.Id == manualEntryId, ct) is not { } entry) return Refusal.NotFound("manual entry");
        if (entry.State != EntryState.Returned) return Refusal.Conflict("funds.entry.not_returned", "The entry waits for its approval or stands in the book: only one that came back can be prepared anew.");
        var before = new { entry.ContentHash };
        entry.Prepare(request.Date, Fact(entry.Id, request, books, facts), actor.Value, clock.GetUtcNow());
        var book = FundBook.Fold(facts);
        outbox.Add(db, entry.Moved(book));
        audit.Record(db, "funds.entry.prepare", ("manual_entry", entry.Id), before, request);
        return EntryView.Of(entry, book, actor.Value.Id);
    }

    private static Refusal? Invalid(Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Memo) || request.Memo.Length > ManualEntry.MemoLength) return Refusal.Field("memo", $"Say what the entry is for, in 1 to {ManualEntry.MemoLength} characters.");
        if (request.Lines is null || request.Lines.Count is < 2 or > MostLines) return Refusal.Field("lines", $"Give 2 to {MostLines} lines.");
        if (request.Lines.Any(l => l is null || (l.Debit is null) == (l.Credit is null) || (l.Debit ?? l.Credit) <= 0)) return Refusal.Field("lines", "Give each line either a debit or a credit, positive.");
        return request.Lines.Any(l => l.Category?.Length > CategoryLength) ? Refusal.Field("lines", $"Name expenses in at most {CategoryLength} characters, such as 'Audit'.") : null;
    }

    /// <summary>The fact with each partner's share in it, which the book takes as it stands now, its mirror too.</summary>
    private static ManualEntryRecorded Fact(Guid id, Request request, BookStore books, IReadOnlyList<RecordedFact> facts)
    {
        var book = FundBook.Fold(facts, request.Date);
        var fact = new ManualEntryRecorded(id, request.Memo.Trim(), [.. request.Lines.Select(l => ManualEntries.Shared(book, Of(l)))], request.ReverseOn);
        books.Chain(facts, DecideEntry.Facts(request.Date, fact));
        return fact;
    }

    private static EntryLine Of(Line line)
    {
        var amount = line.Debit ?? -line.Credit!.Value;
        var ofPartners = line.Account is EntryAccount.OtherIncome or EntryAccount.Expenses;
        IReadOnlyList<Share> shares = line.InvestorId is { } investor ? [new Share(investor, amount)] : [];
        return new EntryLine(line.Account, amount, shares, ofPartners && shares.Count == 0, string.IsNullOrWhiteSpace(line.Category) ? null : line.Category.Trim(), line.Income);
    }
}
