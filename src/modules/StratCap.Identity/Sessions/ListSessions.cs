using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Web;
using StratCap.Identity.Clients;

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
    internal static readonly Listing<Row> List = new Listing<Row>("sessions")
        .By("startedAt", r => r.Session.Id).By("lastUsedAt", r => r.LastUsedAt).By("application", r => r.Application, nullable: true)
        .By("agent", r => r.Session.Agent, nullable: true).By("address", r => r.Session.Address, nullable: true)
        .Unique(r => r.Session.Id).Usually("-startedAt").Searched(r => r.Application, r => r.Session.Agent, r => r.Session.Address);

    /// <summary>A session with the name of its program, and when that last asked for tokens.</summary>
    internal sealed class Row
    {
        public required Authorization Session { get; init; }
        public string? Application { get; init; }
        public DateTime? LastUsedAt { get; init; }

        public SessionView Seen(Guid? current) =>
            new(Session.Id, Application ?? "", Session.Agent, Session.Address, At(Session.CreationDate), At(LastUsedAt), Session.Id == current);

        private static DateTimeOffset At(DateTime? date) => new(DateTime.SpecifyKind(date ?? default, DateTimeKind.Utc));
    }

    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/profile/sessions", Handle)
        .Lists(List, (Row r) => r.Seen(null))
        .ReadsOwn<IdentityDbContext>("Shows the caller's own sessions.")
        .WithName("ListSessions")
        .WithSummary("Where one is signed in")
        .WithDescription("One's own sessions, the newest first: when each was opened and last used, with which browser, from where.");

    private static Task<Answer<IReadOnlyList<SessionView>>> Handle(HttpContext http, [AsParameters] ListQuery asked, SessionDesk desk, CancellationToken ct)
    {
        var rows = desk.Open(http.User.ActorId()).Select(a => new Row
        {
            Session = a,
            Application = a.Application!.DisplayName,
            LastUsedAt = a.Tokens.Max(t => t.CreationDate) > a.CreationDate ? a.Tokens.Max(t => t.CreationDate) : a.CreationDate,
        });
        var current = SessionDesk.Of(http);
        return List.Show(rows, asked, r => r.Seen(current), ct);
    }
}
