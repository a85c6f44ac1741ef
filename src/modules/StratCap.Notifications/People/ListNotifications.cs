using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.People;

/// <summary>Lists one's own notifications, newest first.</summary>
internal static class ListNotifications
{
    internal static readonly Listing<UserNotification> List = new Listing<UserNotification>("notifications")
        .By("createdAt", n => n.Id).By("kind", n => n.Kind).By("readAt", n => n.ReadAt)
        .Unique(n => n.Id).Usually("-createdAt").Searched(n => NotificationsDbContext.ValuesIn(n.Parameters));

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("", Handle)
        .Lists(List, (UserNotification n) => NotificationView.Of(n))
        .ReadsOwn<NotificationsDbContext>("Shows the caller's own notifications.")
        .WithName("ListNotifications")
        .WithSummary("One's own notifications, newest first")
        .WithDescription("Filter by unread=true and kind; a search looks into the values: names, files, reasons. The values are data, so that a page words them; `subject` says it in one line of the language asked.");

    private static Task<Answer<IReadOnlyList<NotificationView>>> Handle(HttpContext http, [AsParameters] ListQuery asked, NotificationsDbContext db, CancellationToken ct, bool unread = false, NotificationKind? kind = null)
    {
        var me = http.User.ActorId();
        var found = db.UserNotifications.Where(n => n.UserId == me);
        if (unread) found = found.Where(n => n.ReadAt == null);
        if (kind is { } one) found = found.Where(n => n.Kind == one);
        return List.Show(found, asked, n => NotificationView.Of(n, asked.Language), ct);
    }
}
