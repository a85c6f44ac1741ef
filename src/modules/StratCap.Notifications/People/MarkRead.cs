using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Notifications;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.People;

/// <summary>Marks one's own notifications as read, one or all.</summary>
internal static class MarkRead
{
    /// <param name="Read">How many were unread before.</param>
    internal sealed record Response(int Read);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapPost("/{notificationId:guid}/read", One)
            .WritesOwn<NotificationsDbContext>("Changes the caller's own notification.", keyRequired: false)
            .WithName("MarkNotificationRead")
            .WithSummary("Mark a notification as read");
        notifications.MapPost("/read-all", All)
            .WritesOwn<NotificationsDbContext>("Changes the caller's own notifications.", keyRequired: false)
            .WithName("MarkAllNotificationsRead")
            .WithSummary("Mark all of one's notifications as read");
    }

    private static async Task<Answer<NotificationView>> One(Guid notificationId, HttpContext http, NotificationsDbContext db, Outbox outbox, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var me = http.User.ActorId();
        if (await db.UserNotifications.SingleOrDefaultAsync(n => n.Id == notificationId && n.UserId == me, ct) is not { } notification) return Refusal.NotFound("notification");
        audit.Record(db, "notifications.read", ("notification", notification.Id), new { notification.ReadAt }, null);
        if (notification.ReadAt is null) outbox.Add(db, new UsersTold(notification.CauseId, [me]));
        notification.ReadAt ??= clock.GetUtcNow();
        return NotificationView.Of(notification);
    }

    private static async Task<Answer<Response>> All(HttpContext http, NotificationsDbContext db, Outbox outbox, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var (me, now) = (http.User.ActorId(), clock.GetUtcNow());
        var read = await db.UserNotifications.Where(n => n.UserId == me && n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), ct);
        audit.Record(db, "notifications.read_all", ("user", me), null, new { Read = read });
        if (read > 0) outbox.Add(db, new UsersTold(me, [me]));
        return new Response(read);
    }
}
