using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Texts;

/// <summary>Lists the texts of the mails that go out: one for each kind and language.</summary>
internal static class ListTemplates
{
    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/templates", Handle)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ListMailTemplates")
        .WithSummary("The texts of the mails that go out")
        .WithDescription("One for each kind and language, mails to investors first; version 0 is the product's own text.");

    private static async Task<Answer<IReadOnlyList<TemplateView>>> Handle(NotificationsDbContext db, CancellationToken ct)
    {
        var last = await MailTexts.Last(db).ToDictionaryAsync(t => (t.Kind, t.Language), ct);
        return Answer<IReadOnlyList<TemplateView>>.Of([.. TemplateKinds.All.SelectMany(k => Words.Languages.Select(l => TemplateView.Of(k, l, last.GetValueOrDefault((k, l)))))]);
    }
}
