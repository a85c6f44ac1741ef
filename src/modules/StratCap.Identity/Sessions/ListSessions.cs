using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Sessions;

/// <summary>A place where one is signed in.</summary>
/// <param name="Application">Console, investor portal, API reference.</param>
/// <param name="Agent">The browser or program, as it named itself.</param>
/// <param name="LastUsedAt">When it last asked for tokens; tokens are good for a quarter of an hour.</param>
/// <param name="Current">The session that asks.</param>
internal sealed record SessionView(Guid Id, string Application, string? Agent, string? Address, DateTimeOffset StartedAt, DateTimeOffset LastUsedAt, bool Current);

/// <summary>Lists one's own sessions, newest first.</summary>
internal static class ListSessions
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/profile/sessions", Handle)
        .ReadsOwn<IdentityDbContext>("Shows the caller's own sessions.")
        .WithName("ListSessions")
        .WithSummary("Where one is signed in")
        .WithDescription("One's own sessions, the newest first: when each was opened and last used, with which browser, from where.");

    private static async Task<Answer<IReadOnlyList<SessionView>>> Handle(HttpContext http, SessionDesk desk, CancellationToken ct, string? cursor = null, int? size = null)
    {
        var before = Guid.Empty;
        if (cursor is not null && !Paging.TryUnpack(cursor, out before)) return Paging.BadCursor;
        var found = desk.Open(http.User.ActorId());
        if (cursor is not null) found = found.Where(a => a.Id < before);
        var (limit, current) = (Paging.Size(size), SessionDesk.Of(http));
        var rows = await found.OrderByDescending(a => a.Id).Take(limit + 1)
            .Select(a => new { a.Id, a.Application!.DisplayName, a.Agent, a.Address, a.CreationDate, Last = a.Tokens.Max(t => t.CreationDate) }).ToListAsync(ct);
        static DateTimeOffset At(DateTime? date) => new(DateTime.SpecifyKind(date ?? default, DateTimeKind.Utc));
        var page = rows.Take(limit).Select(r => new SessionView(r.Id, r.DisplayName ?? "", r.Agent, r.Address, At(r.CreationDate), At(r.Last > r.CreationDate ? r.Last : r.CreationDate), r.Id == current)).ToList();
        return Users.Answers.Of<SessionView>(page).Paged(new PageMeta(page.Count, rows.Count > limit ? Paging.Pack(page[^1].Id) : null));
    }
}
