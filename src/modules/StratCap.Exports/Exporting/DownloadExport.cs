using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Exports.Exporting;

/// <summary>Gives an archive, and records who took it before its first byte leaves.</summary>
internal static class DownloadExport
{
    internal static void Map(RouteGroupBuilder exports) => exports
        .MapGet("/{exportId:guid}/content", Own)
        .WithName("DownloadExport")
        .WithSummary("Download an export")
        .WithDescription("A ZIP archive; etc/docs/export.md tells its form. Parts can be asked for (Range), so that a broken download goes on. Within minutes of a sign-in, as it is asked for. Each download is recorded.")
        .Produces(200, contentType: "application/zip")
        .Needs(Permissions.TenantExport);

    internal static void MapPlatform(RouteGroupBuilder tenants) => tenants
        .MapGet("/{tenantId:guid}/exports/{exportId:guid}/content", OfTenant)
        .WithName("DownloadTenantExport")
        .WithSummary("Download an export of a firm, as an operator of the platform")
        .WithDescription("Each download stands in the firm's audit trail.")
        .Produces(200, contentType: "application/zip")
        .Needs(Permissions.PlatformTenants);

    private static Task<IResult> Own(Guid exportId, HttpContext http, ExportsOptions options, ExportsDbContext db, Blobs blobs, Audit audit, TimeProvider clock, CancellationToken ct) =>
        Give(exportId, http, options, db, blobs, audit, clock, ct);

    private static async Task<IResult> OfTenant(
        Guid tenantId, Guid exportId, HttpContext http, ExportsOptions options, ITenantDirectory directory, CurrentTenant current, ExportsDbContext db, Blobs blobs, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (tenantId == PlatformTenant.Id || await directory.ById(tenantId, ct) is null) return RefusalResult.Of(Refusal.NotFound("firm"));
        using var _ = current.Use(tenantId);
        return await Give(exportId, http, options, db, blobs, audit, clock, ct);
    }

    private static async Task<IResult> Give(Guid exportId, HttpContext http, ExportsOptions options, ExportsDbContext db, Blobs blobs, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (StartExport.StepUp(http, options, clock) is { } stepUp) return RefusalResult.Of(stepUp);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == exportId, ct) is not { } export) return RefusalResult.Of(Refusal.NotFound("export"));
        if (export.State is ExportState.Ready or ExportState.Running or ExportState.Failed) return RefusalResult.Of(Refusal.Conflict("exports.not_written", "This export is not written: wait for it, or ask for another."));
        if (export.State == ExportState.Expired || export.ExpiresAt <= clock.GetUtcNow() || await blobs.Open(TenantExport.KeyOf(exportId), ct) is not { } archive)
            return RefusalResult.Of(Refusal.Conflict("exports.expired", "This export's file was removed after its time: ask for another."));
        audit.Record(db, "exports.export.download", ("export", exportId), null, new { export.Sha256, export.Bytes });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Results.File(archive, "application/zip", FormattableString.Invariant($"stratcap-export-{export.CreatedAt:yyyy-MM-dd}-{export.Id.ToString("N")[..8]}.zip"), enableRangeProcessing: true);
    }
}
