using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Periods;

/// <summary>Closes a fund's quarter: every check must tie in that moment, while nobody else can write into the book. From then on nothing dated in it can be added.</summary>
internal static class ClosePeriod
{
    internal const string Action = "funds.period.close";

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/periods/{through}/close", Handle)
        .WithName("ClosePeriod")
        .WithSummary("Close a fund's quarter")
        .WithDescription("Refused while a check of the quarter fails. Quarters are closed one after the other; the first may be any that is over.")
        .Writes<FundsDbContext>(Permissions.PeriodClose);

    private static async Task<Answer<PeriodView>> Handle(
        Guid fundId, DateOnly through, FundsDbContext db, BookStore books, PeriodBoard board, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        NewFact close = new(today, new PeriodClosed(through));
        // What the book itself refuses is said first: the checks of a quarter that cannot be closed are of no use.
        BookRules.Check(facts, close.Payload, today);
        var quarters = new FundQuarters(facts, today);
        var checks = await board.Ask(new PeriodToCheck(fundId, quarters.FirstDayOf(through), through), ct);
        if (checks.Where(c => c.State == PeriodCheckState.Failed).ToList() is { Count: > 0 } failed)
            return Refusal.Rule("funds.period.checks_failed", $"{failed.Count} checks of the quarter do not tie: work them first. {failed[0].Says}");
        await books.Add(fundId, facts, [close], Action, ct);
        var added = db.ChangeTracker.Entries<FactRow>().Select(e => e.Entity).Single(f => f.Sequence == facts.Count + 1);
        audit.Record(db, Action, ("period_close", added.FactId), null, new { fundId, through, checks });
        return new PeriodView(
            FundMath.CalendarQuarter.NameOf(through), quarters.FirstDayOf(through), through, PeriodState.Closed, added.RecordedAt, actor.Value.Name, IsNext: false, Waiting: null);
    }
}
