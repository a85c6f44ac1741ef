using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.People;

/// <summary>Counts one's own unread notifications, for the bell.</summary>
internal static class CountUnread
{
    /// <summary>More than these are not counted: nobody reads a larger number.</summary>
    private const int Most = 100;

    /// <param name="Unread">At most 100.</param>
    internal sealed record Response(int Unread);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/unread-count", Handle)
        .ReadsOwn<NotificationsDbContext>("Counts the caller's own notifications.")
        .WithName("CountUnreadNotifications")
        .WithSummary("How many of one's own notifications are unread")
        .WithDescription("Counts to 100 and no further.");

    private static async Task<Answer<Response>> Handle(HttpContext http, NotificationsDbContext db, CancellationToken ct)
    {
        var me = http.User.ActorId();
        return new Response(await db.UserNotifications.Where(n => n.UserId == me && n.ReadAt == null).Take(Most).CountAsync(ct));
    }
}
