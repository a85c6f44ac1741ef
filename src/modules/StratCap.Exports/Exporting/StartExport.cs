using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Exports.Exporting;

/// <summary>Asks for an export of all that a firm has: by its administrator, who signed in a moment ago, or by an operator of the platform, who is told in the firm's own audit trail.</summary>
internal static class StartExport
{
    internal static void Map(RouteGroupBuilder exports) => exports
        .MapPost("", Handle)
        .WithName("StartExport")
        .WithSummary("Take all of the firm out")
        .WithDescription("Accepted (202) and written in the background; ask at the address. Needs a sign-in of the last minutes (403 exports.step_up_needed): sign in again and repeat it. One export of a firm is written at a time.")
        .Writes<ExportsDbContext>(Permissions.TenantExport);

    internal static void MapPlatform(RouteGroupBuilder tenants) => tenants
        .MapPost("/{tenantId:guid}/export", HandlePlatform)
        .WithName("StartTenantExport")
        .WithSummary("Take all of a firm out, as an operator of the platform")
        .WithDescription("As the firm's administrator may do himself. Who did it, and each download, stands in the firm's audit trail.")
        .Writes<ExportsDbContext>(Permissions.PlatformTenants);

    private static async Task<Answer<ExportView>> Handle(HttpContext http, ExportsDbContext db, Audit audit, CurrentActor actor, ExportsOptions options, TimeProvider clock, CancellationToken ct)
    {
        if (StepUp(http, options, clock) is { } stepUp) return stepUp;
        if (await Begin(db, byPlatform: false, audit, actor, clock, ct) is not { } export) return UnderWay;
        return Answer<ExportView>.Accepted(ExportView.Of(export), ExportView.PathOf(export.Id));
    }

    private static async Task<Answer<ExportView>> HandlePlatform(
        Guid tenantId, HttpContext http, ExportsDbContext db, ITenantDirectory directory, CurrentTenant current, Audit audit, CurrentActor actor, ExportsOptions options, TimeProvider clock, CancellationToken ct)
    {
        if (tenantId == PlatformTenant.Id || await directory.ById(tenantId, ct) is null) return Refusal.NotFound("firm");
        if (StepUp(http, options, clock) is { } stepUp) return stepUp;
        var begun = await TenantScopes.SaveWithin(db, current, tenantId, () => Begin(db, byPlatform: true, audit, actor, clock, ct), ct);
        if (begun is null) return UnderWay;
        audit.Record(db, "exports.export.start", ("tenant", tenantId), null, new { ExportId = begun.Id });
        return Answer<ExportView>.Accepted(ExportView.Of(begun), $"/api/v1/platform/tenants/{tenantId}/exports");
    }

    private static Refusal UnderWay => Refusal.Conflict("exports.under_way", "An export of this firm is being written already: wait for it.");

    /// <summary>Refuses whoever signed in too long ago to take everything out.</summary>
    internal static Refusal? StepUp(HttpContext http, ExportsOptions options, TimeProvider clock) =>
        http.User.SignedInAt() is { } at && clock.GetUtcNow() - at <= TimeSpan.FromMinutes(options.StepUpMinutes)
            ? null
            : new Refusal(403, "exports.step_up_needed", $"Sign in again: everything is taken out within {options.StepUpMinutes} minutes of a sign-in only.");

    /// <summary>Null when one is under way; of two at once, the index refuses the second.</summary>
    private static async Task<TenantExport?> Begin(ExportsDbContext db, bool byPlatform, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Exports.AnyAsync(e => e.State == ExportState.Ready || e.State == ExportState.Running, ct)) return null;
        var export = new TenantExport { Id = Guid.CreateVersion7(), CreatedAt = clock.GetUtcNow(), CreatedBy = actor.Value.Id, CreatedByName = actor.Value.Name, ByPlatform = byPlatform };
        db.Exports.Add(export);
        audit.Record(db, "exports.export.start", ("export", export.Id), null, new { export.ByPlatform });
        return export;
    }
}
