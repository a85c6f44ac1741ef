using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Periods;

/// <summary>Reopens a closed quarter, and every later one with it: one person asks and says why, another grants it or says no. Who asked may only take it back.</summary>
internal static class ReopenPeriod
{
    /// <param name="Reason">At most 500 characters.</param>
    internal sealed record Question(string Reason);

    /// <param name="Grant">False says no, and then a reason is needed; of one's own question it takes it back.</param>
    internal sealed record Decision(bool Grant, string? Reason = null);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/periods/{through}/reopenings", Ask)
            .WithName("AskForReopening").WithSummary("Ask for a closed quarter to be reopened").Writes<FundsDbContext>(Permissions.PeriodClose);
        funds.MapPost("/{fundId:guid}/periods/reopenings/{reopeningId:guid}/decision", Decide)
            .WithName("DecideReopening").WithSummary("Reopen a quarter for which somebody else asked, or say no")
            .WithDescription("Reopens every later quarter, too. What was published at the close and what the book says now are told apart by the quarter's differences.")
            .Writes<FundsDbContext>(Permissions.PeriodClose);
    }

    private static async Task<Answer<ReopeningView>> Ask(
        Guid fundId, DateOnly through, Question request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > PeriodReopening.ReasonLength) return Refusal.Field("reason", $"Say why the quarter is to be reopened, in 1 to {PeriodReopening.ReasonLength} characters.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var periods = BookPeriods.Of(facts);
        var fact = periods.Reopen(through, actor.Value.Id, request.Reason.Trim());
        if (await db.PeriodReopenings.AnyAsync(r => r.FundId == fundId && r.State == ReopeningState.Asked, ct))
            return Refusal.Conflict("funds.period.already_asked", "Somebody asked for a reopening already: it is to be decided first.");
        var question = new PeriodReopening
        {
            Id = Guid.CreateVersion7(),
            FundId = fundId,
            Through = through,
            Reason = fact.Reason,
            AskedBy = actor.Value.Id,
            AskedByName = actor.Value.Name,
            // Never before the close that it is about, whatever this copy's clock says.
            AskedAt = clock.GetUtcNow() is var now && now < periods.Closes[^1].At ? periods.Closes[^1].At : now,
        };
        db.PeriodReopenings.Add(question);
        outbox.Add(db, Moved(facts, question));
        audit.Record(db, "funds.period.ask_reopening", ("fund", fundId), null, new { question.Id, through }, question.Reason);
        return Answer<ReopeningView>.Created(ReopeningView.Of(question, actor.Value.Id), $"/api/v1/funds/{fundId}/periods/{through:yyyy-MM-dd}");
    }

    private static async Task<Answer<ReopeningView>> Decide(
        Guid fundId, Guid reopeningId, Decision request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason?.Length > PeriodReopening.ReasonLength || (!request.Grant && string.IsNullOrWhiteSpace(request.Reason))) return Refusal.Field("reason", $"Say why not, in 1 to {PeriodReopening.ReasonLength} characters.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (await db.PeriodReopenings.AsTracking().SingleOrDefaultAsync(r => r.FundId == fundId && r.Id == reopeningId, ct) is not { } question) return Refusal.NotFound("reopening");
        if (question.State != ReopeningState.Asked) return Refusal.Conflict("funds.period.decided", "Somebody decided on this reopening already: read it again.");
        var own = question.AskedBy == actor.Value.Id;
        if (own && request.Grant) return Refusal.Rule("funds.period.own_question", "You asked for this reopening yourself: somebody else must grant it.");
        if (request.Grant && BookPeriods.Of(facts).Closes[^1].At > question.AskedAt)
            return Refusal.Rule("funds.period.asked_before_close", "A quarter was closed since this reopening was asked for: say no to it, and let it be asked for anew.");
        question.Decide(request.Grant ? ReopeningState.Granted : own ? ReopeningState.Withdrawn : ReopeningState.Refused, actor.Value, clock.GetUtcNow(), request.Reason?.Trim());
        if (request.Grant)
        {
            var fact = BookPeriods.Of(facts).Reopen(question.Through, question.AskedBy, question.Reason);
            await books.Add(fundId, facts, [new(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), fact)], "funds.period.reopen", ct);
        }
        outbox.Add(db, Moved(facts, question));
        audit.Record(db, request.Grant ? "funds.period.reopen" : "funds.period.keep_closed", ("fund", fundId), new { State = nameof(ReopeningState.Asked), question.AskedByName, question.Reason }, new { question.Id, question.Through, question.State }, request.Reason);
        return ReopeningView.Of(question, actor.Value.Id);
    }

    private static ReopeningMoved Moved(IReadOnlyList<RecordedFact> facts, PeriodReopening question) => new(
        question.FundId, question.Id, FundBook.Fold(facts).Name, CalendarQuarter.NameOf(question.Through), question.AskedBy, question.AskedByName, question.Reason, question.State == ReopeningState.Asked);
}
