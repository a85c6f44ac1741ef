using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.People;

/// <summary>How one wants to hear of a kind.</summary>
/// <param name="InApp">In the list and at the bell.</param>
/// <param name="Email">By mail.</param>
/// <param name="Rhythm">How soon by mail; what warns of another bank account comes at once, whatever is chosen.</param>
internal sealed record PreferenceView(NotificationKind Kind, bool InApp, bool Email, MailRhythm Rhythm = MailRhythm.AtOnce);

/// <summary>Shows and changes how one wants to be told, kind by kind.</summary>
internal static class ChoosePreferences
{
    /// <param name="Preferences">The kinds to change; others stay as they are.</param>
    internal sealed record Request(IReadOnlyList<PreferenceView>? Preferences);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapGet("/preferences", Show)
            .ReadsOwn<NotificationsDbContext>("Shows the caller's own preferences.")
            .WithName("ShowNotificationPreferences")
            .WithSummary("How one wants to be told, kind by kind")
            .WithDescription("The kinds of which the caller may hear, by what he may do.");
        notifications.MapPut("/preferences", Change)
            .WritesOwn<NotificationsDbContext>("Changes the caller's own preferences.", keyRequired: false)
            .WithName("ChangeNotificationPreferences")
            .WithSummary("Choose how one wants to be told");
    }

    private static async Task<Answer<IReadOnlyList<PreferenceView>>> Show(HttpContext http, NotificationsDbContext db, IPermissionSource permissions, CancellationToken ct)
    {
        var me = http.User.ActorId();
        return await Of(db, me, await permissions.Of(me, ct), ct);
    }

    private static async Task<Answer<IReadOnlyList<PreferenceView>>> Change(Request request, HttpContext http, NotificationsDbContext db, IPermissionSource permissions, Audit audit, CancellationToken ct)
    {
        if (request.Preferences is not { Count: > 0 } wanted) return Refusal.Field("preferences", "Name at least one kind with 'inApp' and 'email'.");
        if (wanted.Select(p => p.Kind).Distinct().Count() != wanted.Count) return Refusal.Field("preferences", "Name each kind once.");
        if (wanted.Any(p => p.Rhythm != MailRhythm.AtOnce && !Preferences.MayWait(p.Kind))) return Refusal.Field("preferences", "A mail that warns of another bank account comes at once.");
        var me = http.User.ActorId();
        var kept = await db.Preferences.Where(p => p.UserId == me).ToListAsync(ct);
        foreach (var wish in wanted)
        {
            var row = kept.Find(p => p.Kind == wish.Kind);
            if (row is null) db.Preferences.Add(row = new NotificationPreference { UserId = me, Kind = wish.Kind });
            (row.InApp, row.Email, row.Rhythm) = (wish.InApp, wish.Email, wish.Rhythm);
        }
        audit.Record(db, "notifications.preferences.change", ("user", me), null, wanted);
        await db.SaveChangesAsync(ct);
        return await Of(db, me, await permissions.Of(me, ct), ct);
    }

    private static async Task<PreferenceView[]> Of(NotificationsDbContext db, Guid userId, IReadOnlySet<string> held, CancellationToken ct)
    {
        var kept = await db.Preferences.Where(p => p.UserId == userId).ToDictionaryAsync(p => p.Kind, p => (p.InApp, p.Email, p.Rhythm), ct);
        NotificationKind[] kinds = [.. held.Any(p => p != Permissions.PortalRead) ? Preferences.OfStaff : [], .. held.Contains(Permissions.PortalRead) ? Preferences.OfPortal : []];
        return [.. kinds.Distinct().Select(kind => (kind, wish: kept.TryGetValue(kind, out var chosen) ? chosen : Preferences.Usual(kind))).Select(k => new PreferenceView(k.kind, k.wish.InApp, k.wish.Email, k.wish.Rhythm))];
    }
}
