using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Notifications.Bounces;

namespace StratCap.Notifications.Messages;

/// <summary>Shows one message with what it says.</summary>
internal static class ReadMessage
{
    /// <param name="Reports">What mail servers told of it, newest first; at most 50.</param>
    /// <param name="Suppression">Why nothing is sent to its address, or null.</param>
    internal sealed record Response(EmailView Message, string Text, string Html, IReadOnlyList<DeliveryReportView> Reports, SuppressionView? Suppression);

    private const int MostReports = 50;

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/messages/{messageId:guid}", Handle)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ReadMessage")
        .WithSummary("One message with what it says");

    private static async Task<Answer<Response>> Handle(Guid messageId, NotificationsDbContext db, CancellationToken ct)
    {
        if (await db.Emails.SingleOrDefaultAsync(e => e.Id == messageId, ct) is not { } email) return Refusal.NotFound("message");
        var reports = await db.Reports.Where(r => r.MailId == messageId).OrderByDescending(r => r.Id).Take(MostReports).ToListAsync(ct);
        var suppressed = await SuppressedAddress.Of(db, email.ToAddress, ct);
        return ((Answer<Response>)new Response(EmailView.Of(email), email.Text, email.Html, reports.ConvertAll(DeliveryReportView.Of), suppressed is null ? null : SuppressionView.Of(suppressed))).Tagged(email.Version);
    }
}
