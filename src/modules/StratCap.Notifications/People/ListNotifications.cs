using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.People;

/// <summary>Lists one's own notifications, newest first.</summary>
internal static class ListNotifications
{
    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("", Handle)
        .ReadsOwn<NotificationsDbContext>("Shows the caller's own notifications.")
        .WithName("ListNotifications")
        .WithSummary("One's own notifications, newest first")
        .WithDescription("Filter by unread=true. The values are data: the page words them.");

    private static async Task<Answer<IReadOnlyList<NotificationView>>> Handle(HttpContext http, NotificationsDbContext db, CancellationToken ct, bool unread = false, string? cursor = null, int? size = null)
    {
        var before = Guid.Empty;
        if (cursor is not null && !Paging.TryUnpack(cursor, out before)) return Paging.BadCursor;
        var me = http.User.ActorId();
        var found = db.UserNotifications.Where(n => n.UserId == me);
        if (unread) found = found.Where(n => n.ReadAt == null);
        if (cursor is not null) found = found.Where(n => n.Id < before);
        var limit = Paging.Size(size);
        var rows = await found.OrderByDescending(n => n.Id).Take(limit + 1).ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        return ((Answer<IReadOnlyList<NotificationView>>)page.ConvertAll(NotificationView.Of))
            .Paged(new PageMeta(page.Count, rows.Count > limit ? Paging.Pack(page[^1].Id) : null));
    }
}
