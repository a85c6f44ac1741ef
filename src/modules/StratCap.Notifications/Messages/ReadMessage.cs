using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Messages;

/// <summary>Shows one message with what it says.</summary>
internal static class ReadMessage
{
    internal sealed record Response(EmailView Message, string Text, string Html);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/messages/{messageId:guid}", Handle)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ReadMessage")
        .WithSummary("One message with what it says");

    private static async Task<Answer<Response>> Handle(Guid messageId, NotificationsDbContext db, CancellationToken ct) =>
        await db.Emails.SingleOrDefaultAsync(e => e.Id == messageId, ct) is { } email
            ? ((Answer<Response>)new Response(EmailView.Of(email), email.Text, email.Html)).Tagged(email.Version)
            : Refusal.NotFound("message");
}
