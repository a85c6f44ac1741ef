using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Texts;

/// <summary>Gives a text the firm's own words, or goes back to what it said before: a new version each time.</summary>
internal static class ChangeTemplate
{
    /// <param name="Subject">One line; placeholders as <c>{{name}}</c>.</param>
    /// <param name="Body">Markdown; placeholders as <c>{{name}}</c>.</param>
    internal sealed record Request(string? Subject, string? Body);

    /// <param name="Version">The version to go back to; 0 is the product's own text.</param>
    internal sealed record BackTo(int Version);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapPut("/templates/{template}/{locale}", Change)
            .Writes<NotificationsDbContext>(Permissions.BrandManage)
            .WithName("ChangeMailTemplate")
            .WithSummary("Give a mail the firm's own words")
            .WithDescription("Makes a new version. A placeholder that the mail has not, or an obligatory one left out, is refused by name. Mails that wait already keep their text.");
        notifications.MapPost("/templates/{template}/{locale}/restore", Restore)
            .Writes<NotificationsDbContext>(Permissions.BrandManage)
            .WithName("RestoreMailTemplate")
            .WithSummary("Go back to an earlier version of a text")
            .WithDescription("Makes a new version that says what the earlier one said; version 0 is the product's own text.");
    }

    private static async Task<Answer<TemplateDetails>> Change(
        string template, string locale, Request request, HttpContext http, NotificationsDbContext db, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (!TemplateDetails.Exists(template, locale)) return Refusal.NotFound("text of a mail");
        var body = TextRules.Lines(request.Body);
        return TextRules.Refuse(template, request.Subject, body) is { } refused ? refused
            : await Add(template, locale, (request.Subject, body), null, http, db, audit, actor, clock, ct);
    }

    private static async Task<Answer<TemplateDetails>> Restore(
        string template, string locale, BackTo request, HttpContext http, NotificationsDbContext db, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (!TemplateDetails.Exists(template, locale)) return Refusal.NotFound("text of a mail");
        if (request.Version == 0) return await Add(template, locale, (null, null), 0, http, db, audit, actor, clock, ct);
        if (await db.MailTexts.AsNoTracking().SingleOrDefaultAsync(t => t.Kind == template && t.Language == locale && t.Version == request.Version, ct) is not { } earlier) return Refusal.NotFound("version of this text");
        // What a mail has to name may be more by now.
        return earlier.Body is not null && TextRules.Refuse(template, earlier.Subject, earlier.Body) is { } refused ? refused
            : await Add(template, locale, (earlier.Subject, earlier.Body), earlier.Version, http, db, audit, actor, clock, ct);
    }

    private static async Task<Answer<TemplateDetails>> Add(
        string kind, string language, (string? Subject, string? Body) text, int? restoredFrom, HttpContext http, NotificationsDbContext db, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        var before = await MailTexts.Last(db).AsNoTracking().SingleOrDefaultAsync(t => t.Kind == kind && t.Language == language, ct);
        if (http.Stale(before?.Version ?? 0) is { } stale) return stale;
        var made = new MailTextVersion
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Language = language,
            Version = (before?.Version ?? 0) + 1,
            Subject = text.Subject,
            Body = text.Body,
            RestoredFrom = restoredFrom,
            At = clock.GetUtcNow(),
            ById = actor.Value.Id,
            ByName = actor.Value.Name,
        };
        db.MailTexts.Add(made);
        audit.Record(db, "notifications.template.change", ("template", $"{kind}/{language}"), before is null ? null : TemplateVersionView.Of(before), TemplateVersionView.Of(made));
        return ((Answer<TemplateDetails>)TemplateDetails.Of(kind, language, made)).Tagged(made.Version);
    }
}
