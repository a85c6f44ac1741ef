using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Periods;

/// <summary>A fund's quarters, the latest first, and one of them as a list of checks that must tie before it is closed, with what changed since the close before it.</summary>
internal static class ReadPeriods
{
    /// <param name="CanClose">It is the next one, and no check fails.</param>
    /// <param name="ClosedThrough">The day through which the fund's book is closed; null when nothing is.</param>
    internal sealed record Response(PeriodView Period, string Currency, DateOnly? ClosedThrough, bool CanClose, IReadOnlyList<CheckView> Checks, ChangesView Changes, int Closes);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/periods", All).WithName("ListPeriods").WithSummary("List a fund's quarters and whether they are closed").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/periods/{through}", One).WithName("ReadPeriod").WithSummary("Read a fund's quarter: its checks, and what changed since the last close").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<PeriodView>>> All(Guid fundId, FundsDbContext db, BookStore books, CurrentActor actor, TimeProvider clock, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var quarters = new FundQuarters(facts, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (Paging.Slice(quarters.Ends(), cursor, size) is not { } page) return Paging.BadCursor;
        return ((Answer<IReadOnlyList<PeriodView>>)(PeriodView[])[.. await Views(db, fundId, quarters, [.. page.Items], actor, ct)]).Paged(page.Meta);
    }

    private static async Task<Answer<Response>> One(Guid fundId, DateOnly through, FundsDbContext db, BookStore books, PeriodBoard board, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var quarters = new FundQuarters(facts, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (!quarters.Has(through)) return Refusal.NotFound("period");
        var checks = await board.Ask(new PeriodToCheck(fundId, quarters.FirstDayOf(through), through), ct);
        var currency = new Currency(((FundEstablished)facts[0].Payload).Currency);
        return new Response(
            (await Views(db, fundId, quarters, [through], actor, ct))[0], currency.Code, quarters.Periods.ClosedThrough,
            quarters.IsNext(through) && checks.All(c => c.State != PeriodCheckState.Failed),
            [.. checks.Select(c => CheckView.Of(c, currency))], quarters.ChangesOf(through), quarters.Periods.Closes.Count(c => c.Through == through));
    }

    /// <summary>Quarters as the API shows them; who closed each stands in the audit trail beside the fact.</summary>
    internal static async Task<IReadOnlyList<PeriodView>> Views(FundsDbContext db, Guid fundId, FundQuarters quarters, IReadOnlyList<DateOnly> ends, CurrentActor actor, CancellationToken ct)
    {
        var waiting = await db.PeriodReopenings.AsNoTracking().Where(r => r.FundId == fundId && r.State == ReopeningState.Asked).SingleOrDefaultAsync(ct);
        var closes = ends.Select(quarters.Periods.CloseOf).OfType<BookClose>().ToList();
        var ids = closes.ConvertAll(c => c.FactId.ToString());
        var names = ids.Count == 0 ? [] : await db.Audit.AsNoTracking().Where(a => a.Action == ClosePeriod.Action && ids.Contains(a.SubjectId)).ToDictionaryAsync(a => a.SubjectId, a => a.ActorName, ct);
        return [.. ends.Select(end =>
        {
            var close = quarters.Periods.CloseOf(end);
            return new PeriodView(
                CalendarQuarter.NameOf(end), quarters.FirstDayOf(end), end, quarters.StateOf(end), close?.At, close is null ? null : names.GetValueOrDefault(close.FactId.ToString()), quarters.IsNext(end),
                waiting?.Through == end ? ReopeningView.Of(waiting, actor.Value.Id) : null);
        })];
    }
}
