using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Custom;

/// <summary>A definition that somebody keeps: his own, or shared in the firm.</summary>
internal sealed class SavedReport : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Description { get; set; }
    public Guid OwnerId { get; init; }
    public required string OwnerName { get; init; }

    /// <summary>Everybody of the firm who makes reports may run it.</summary>
    public bool IsShared { get; set; }
    public required string Dataset { get; set; }

    /// <summary>The definition as JSON; checked anew whenever it is run.</summary>
    public required string Definition { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ChangedAt { get; set; }
    public int Version { get; set; }

    public ReportDefinition Read() => JsonSerializer.Deserialize<ReportDefinition>(Definition, ApiJson.Options)!;

    internal static void Map(EntityTypeBuilder<SavedReport> e)
    {
        e.ToTable("saved_reports").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Name).HasMaxLength(SavedRules.LongestName);
        e.Property(x => x.Description).HasMaxLength(SavedRules.LongestDescription);
        e.Property(x => x.OwnerName).HasMaxLength(200);
        e.Property(x => x.Dataset).HasMaxLength(40);
        e.Property(x => x.Definition).HasColumnType("jsonb");
        e.Property(x => x.Version).IsConcurrencyToken();
        e.HasIndex(x => new { x.TenantId, x.OwnerId });
        e.HasIndex(x => new { x.TenantId, x.Name, x.Id });
    }
}

/// <summary>A saved report as callers see it.</summary>
/// <param name="IsOwn">It is the caller's.</param>
/// <param name="Definition">Left out in lists.</param>
internal sealed record SavedView(
    Guid SavedReportId, string Name, string Description, string Dataset, bool IsShared, bool IsOwn, string OwnerName, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, int Version, ReportDefinition Definition)
{
    public static SavedView Of(SavedReport r, Guid reader) => new(r.Id, r.Name, r.Description, r.Dataset, r.IsShared, r.OwnerId == reader, r.OwnerName, r.CreatedAt, r.ChangedAt, r.Version, r.Read());

    public static string PathOf(Guid id) => $"/api/v1/reports/saved/{id}";
}

/// <summary>A saved report in a list.</summary>
internal sealed record SavedRow(Guid SavedReportId, string Name, string Description, string Dataset, bool IsShared, bool IsOwn, string OwnerName, DateTimeOffset ChangedAt)
{
    public static SavedRow Of(SavedReport r, Guid reader) => new(r.Id, r.Name, r.Description, r.Dataset, r.IsShared, r.OwnerId == reader, r.OwnerName, r.ChangedAt);
}

/// <summary>Who sees and changes saved reports, and what their names may be.</summary>
internal static class SavedRules
{
    public const int LongestName = 120, LongestDescription = 1_000, LongestDefinition = 40_000;

    /// <summary>The caller's own and the shared ones: others' private ones are not there for him.</summary>
    public static IQueryable<SavedReport> SeenBy(this IQueryable<SavedReport> reports, Guid reader) => reports.Where(r => r.OwnerId == reader || r.IsShared);

    /// <summary>What is wrong with a name or a description.</summary>
    public static Refusal? Problem(string? name, string? description) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName || name.Any(char.IsControl) ? Refusal.Field("name", $"Give the report a name of at most {LongestName} characters.")
        : description?.Length > LongestDescription ? Refusal.Field("description", $"A description has at most {LongestDescription:N0} characters.")
        : null;

    /// <summary>A problem of a definition that stands in a request's field.</summary>
    public static Refusal Within(Refusal refusal) => refusal.Errors is null ? refusal : refusal with { Errors = refusal.Errors.ToDictionary(e => "definition." + e.Key, e => e.Value, StringComparer.Ordinal) };
}
