using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;

namespace StratCap.Funds.Investors;

/// <summary>A legal entity that invests in one or more of the firm's funds, and where its notices go. Its rights are facts in the funds' books.</summary>
internal sealed class Investor : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>Upper-case, white space collapsed: the same entity is not entered twice.</summary>
    public required string NameKey { get; set; }

    public string? ContactName { get; set; }
    public string? Email { get; set; }

    /// <summary>The currency in which he reads his statements beside the fund's; null is the fund's alone.</summary>
    public string? ReportingCurrency { get; set; }

    internal static string KeyOf(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    internal static void Map(EntityTypeBuilder<Investor> e)
    {
        e.ToTable("investors").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.NameKey }).IsUnique();
        e.Property(x => x.Name).HasMaxLength(200);
        e.Property(x => x.NameKey).HasMaxLength(200);
        e.Property(x => x.ContactName).HasMaxLength(200);
        e.Property(x => x.Email).HasMaxLength(254);
        e.Property(x => x.ReportingCurrency).HasMaxLength(3);
    }
}
