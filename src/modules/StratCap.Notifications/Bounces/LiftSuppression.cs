using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Bounces;

/// <summary>Shows the addresses to which nothing is sent, and lets one have mail again.</summary>
internal static class LiftSuppression
{
    internal static readonly Listing<SuppressedAddress> List = new Listing<SuppressedAddress>("suppressions")
        .By("since", s => s.Id).By("address", s => s.Address).By("status", s => s.Status).Unique(s => s.Id).Usually("-since").Searched(s => s.Address, s => s.Diagnostic);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapGet("/suppressions", Show).Lists(List, SuppressionView.Of).Reads<NotificationsDbContext>(Permissions.NotificationRead)
            .WithName("ListSuppressions").WithSummary("Addresses to which nothing is sent, since mail to them came back for good");
        notifications.MapDelete("/suppressions/{suppressionId:guid}", Lift).Writes<NotificationsDbContext>(Permissions.CallPrepare)
            .WithName("LiftSuppression").WithSummary("Send to an address again")
            .WithDescription("What was not sent meanwhile stays so: send it again message by message.");
    }

    private static Task<Answer<IReadOnlyList<SuppressionView>>> Show([AsParameters] ListQuery asked, NotificationsDbContext db, CancellationToken ct) => List.Show(db.Suppressed, asked, SuppressionView.Of, ct);

    private static async Task<Answer<SuppressionView>> Lift(Guid suppressionId, NotificationsDbContext db, Audit audit, CancellationToken ct)
    {
        var suppressed = await db.Suppressed.FromSql($"select * from notifications.suppressed_addresses where tenant_id = {db.TenantId} and id = {suppressionId} for update").SingleOrDefaultAsync(ct);
        if (suppressed is null) return Refusal.NotFound("suppressed address");
        var view = SuppressionView.Of(suppressed);
        db.Suppressed.Remove(suppressed);
        audit.Record(db, "notifications.suppression.lift", ("suppression", suppressionId), view, null);
        return view;
    }
}
