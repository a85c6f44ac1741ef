using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Texts;

/// <summary>Shows a text with what may be filled in.</summary>
internal static class ReadTemplate
{
    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/templates/{template}/{locale}", Handle)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ReadMailTemplate")
        .WithSummary("A text with its placeholders");

    private static async Task<Answer<TemplateDetails>> Handle(string template, string locale, NotificationsDbContext db, CancellationToken ct) =>
        await TemplateDetails.Find(db, template, locale, ct) is { } found ? ((Answer<TemplateDetails>)found).Tagged(found.Template.Version) : Refusal.NotFound("text of a mail");
}
