using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Texts;

/// <summary>A version of a firm's own text.</summary>
/// <param name="Subject">Null, as the body is, where the firm went back to the product's own text.</param>
/// <param name="RestoredFrom">The version that it says again; 0 is the product's own text.</param>
internal sealed record TemplateVersionView(int Version, string? Subject, string? Body, int? RestoredFrom, DateTimeOffset ChangedAt, string ChangedByName)
{
    public static TemplateVersionView Of(MailTextVersion t) => new(t.Version, t.Subject, t.Body, t.RestoredFrom, t.At, t.ByName);
}

/// <summary>Lists who changed a text, when, and to what, newest first.</summary>
internal static class ListTemplateVersions
{
    internal static readonly Listing<MailTextVersion> List = new Listing<MailTextVersion>("versions")
        .By("version", t => t.Version).By("changedAt", t => t.Id).Unique(t => t.Id).Usually("-version").Searched(t => t.Subject, t => t.Body, t => t.ByName);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/templates/{template}/{locale}/versions", Handle)
        .Lists(List, TemplateVersionView.Of)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ListMailTemplateVersions")
        .WithSummary("The versions of a firm's own text, newest first");

    private static async Task<Answer<IReadOnlyList<TemplateVersionView>>> Handle(string template, string locale, [AsParameters] ListQuery asked, NotificationsDbContext db, CancellationToken ct) =>
        TemplateDetails.Exists(template, locale)
            ? await List.Show(db.MailTexts.Where(t => t.Kind == template && t.Language == locale), asked, TemplateVersionView.Of, ct)
            : Refusal.NotFound("text of a mail");
}
