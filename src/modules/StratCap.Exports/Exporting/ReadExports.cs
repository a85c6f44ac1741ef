using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Exports.Exporting;

/// <summary>The firm's exports: how far each is, and until when it can be downloaded.</summary>
internal static class ReadExports
{
    private const int Latest = 50;

    internal static readonly Listing<TenantExport> Exports = new Listing<TenantExport>("exports")
        .By("requestedAt", e => e.Id).By("state", e => e.State).By("requestedByName", e => e.CreatedByName).By("bytes", e => e.Bytes).By("availableUntil", e => e.ExpiresAt)
        .Unique(e => e.Id).Usually("-requestedAt").Searched(e => e.CreatedByName, e => e.Sha256, e => e.ContentHash);

    internal static void Map(RouteGroupBuilder exports)
    {
        exports.MapGet("", List)
            .WithName("ListExports")
            .WithSummary("List the firm's exports, latest first")
            .Lists(Exports, (TenantExport e) => ExportView.Of(e))
            .Reads<ExportsDbContext>(Permissions.TenantExport);
        exports.MapGet("/{exportId:guid}", One)
            .WithName("ReadExport")
            .WithSummary("Tell how far an export is")
            .Reads<ExportsDbContext>(Permissions.TenantExport);
    }

    internal static void MapPlatform(RouteGroupBuilder tenants) => tenants
        .MapGet("/{tenantId:guid}/exports", OfTenant)
        .WithName("ListTenantExports")
        .WithSummary("List a firm's last exports, latest first, as an operator of the platform")
        .Needs(Permissions.PlatformTenants);

    private static Task<Answer<IReadOnlyList<ExportView>>> List([AsParameters] ListQuery asked, ExportsDbContext db, CancellationToken ct) => Exports.Show(db.Exports, asked, ExportView.Of, ct);

    private static async Task<Answer<ExportView>> One(Guid exportId, ExportsDbContext db, CancellationToken ct) =>
        await db.Exports.SingleOrDefaultAsync(e => e.Id == exportId, ct) is { } export ? ExportView.Of(export) : Refusal.NotFound("export");

    private static async Task<Answer<IReadOnlyList<ExportView>>> OfTenant(Guid tenantId, ITenantDirectory directory, CurrentTenant current, ExportsDbContext db, CancellationToken ct)
    {
        if (tenantId == PlatformTenant.Id || await directory.ById(tenantId, ct) is null) return Refusal.NotFound("firm");
        using var _ = current.Use(tenantId);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return Answer<IReadOnlyList<ExportView>>.Of((await db.Exports.AsNoTracking().OrderByDescending(e => e.Id).Take(Latest).ToListAsync(ct)).ConvertAll(ExportView.Of));
    }
}
