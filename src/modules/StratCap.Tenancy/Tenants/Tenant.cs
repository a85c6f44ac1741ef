using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Tenancy.Brands;

namespace StratCap.Tenancy.Tenants;

/// <summary>A GP firm on the platform. Its row is its own: the walls hold for it as for everything else that the firm has.</summary>
internal sealed partial class Tenant : ITenantOwned, IPlatformVisible
{
    public const string DefaultColour = "#1f3a5f";
    public const int NameLength = 200;
    public const int ContactLineLength = 300;
    public const int ReasonLength = 500;
    public const int PlanLength = 50;

    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public required string BrandColour { get; set; }
    public string? AccentColour { get; set; }
    public string? ContactLine { get; set; }
    public string? Greeting { get; set; }
    public string? Footer { get; set; }

    /// <summary>SHA-256 of the logo, which is its name in the store; null without a logo.</summary>
    public string? LogoHash { get; set; }

    /// <summary>What the platform agreed with the firm; for people to read, nothing is refused by it.</summary>
    public string? Plan { get; set; }

    public int? PlanFunds { get; set; }
    public int? PlanUsers { get; set; }
    public DateTimeOffset ProvisionedAt { get; init; }
    public DateTimeOffset? SuspendedAt { get; private set; }
    public string? SuspendedReason { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>The audited actions that move the version; inviting an administrator, for one, does not.</summary>
    public static readonly string[] VersionChanges = ["tenancy.brand.change", "tenancy.brand.logo", "tenancy.tenant.restore", "tenancy.tenant.suspend"];

    /// <summary>Shuts the firm out. Null when it worked.</summary>
    public Refusal? Suspend(string reason, DateTimeOffset now)
    {
        if (SuspendedAt is not null) return Refusal.Rule("tenancy.already_suspended", "This firm is suspended already: restore it first if the reason changed.");
        (SuspendedAt, SuspendedReason, Version) = (now, reason, Version + 1);
        return null;
    }

    /// <summary>Lets the firm in again. Null when it worked.</summary>
    public Refusal? Restore()
    {
        if (SuspendedAt is null) return Refusal.Rule("tenancy.not_suspended", "This firm is not suspended: there is nothing to restore.");
        (SuspendedAt, SuspendedReason, Version) = (null, null, Version + 1);
        return null;
    }

    /// <summary>Counts a change of how the firm shows itself.</summary>
    public void Shown() => Version++;

    /// <summary>True for a colour as the brand wants it: <c>#rrggbb</c>.</summary>
    public static bool IsColour(string colour) => ColourForm().IsMatch(colour);

    [GeneratedRegex("^#[0-9a-fA-F]{6}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ColourForm();

    internal static void Map(EntityTypeBuilder<Tenant> e)
    {
        e.ToTable("tenants").HasKey(x => x.TenantId);
        e.Property(x => x.TenantId).ValueGeneratedNever();
        e.Property(x => x.Name).HasMaxLength(NameLength);
        e.Property(x => x.BrandColour).HasMaxLength(7);
        e.Property(x => x.AccentColour).HasMaxLength(7);
        e.Property(x => x.ContactLine).HasMaxLength(ContactLineLength);
        e.Property(x => x.Greeting).HasMaxLength(BrandRules.GreetingLength);
        e.Property(x => x.Footer).HasMaxLength(BrandRules.FooterLength);
        e.Property(x => x.LogoHash).HasMaxLength(64);
        e.Property(x => x.Plan).HasMaxLength(PlanLength);
        e.Property(x => x.SuspendedReason).HasMaxLength(ReasonLength);
        e.Property(x => x.Version).IsConcurrencyToken();
        // The operator's list of firms sorts by name across firms.
        e.HasIndex(x => new { x.Name, x.TenantId });
    }
}

/// <summary>A host name under which a firm is reached.</summary>
internal sealed class TenantDomain : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }

    /// <summary>Lower case, without port.</summary>
    public required string Host { get; init; }

    internal static void Map(EntityTypeBuilder<TenantDomain> e)
    {
        e.ToTable("tenant_domains").HasKey(x => new { x.TenantId, x.Host });
        e.Property(x => x.Host).HasMaxLength(HostNames.MaxLength);
        e.HasOne<Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.Cascade);
        // Unique across the platform, not within a tenant: a host leads to one firm. It tells nobody anything that is not public, as anybody can
        // look up and open a host name.
        e.HasIndex(x => x.Host).IsUnique().HasDatabaseName("ux_tenant_domains_host");
    }
}
