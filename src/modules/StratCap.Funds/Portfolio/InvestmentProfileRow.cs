using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Funds.Portfolio;

/// <summary>How an investment is classified from a day on, until a later version. Never changed: a correction is the next version, and what was known before stays readable.</summary>
internal sealed class InvestmentProfileRow : ITenantOwned, IAppendOnly
{
    /// <summary>The day from which a profile holds that holds from the beginning.</summary>
    public static readonly DateOnly Beginning = new(1900, 1, 1);

    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid DealId { get; init; }

    /// <summary>From 1 on, in each investment.</summary>
    public int Version { get; init; }

    /// <summary>From this day on it holds in place of all earlier versions.</summary>
    public DateOnly ValidFrom { get; init; }

    public InvestmentType Type { get; init; }
    public string? Country { get; init; }
    public IndustrySector? Industry { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public Guid RecordedBy { get; init; }
    public required string RecordedByName { get; init; }

    /// <summary>Whether another one says the very same.</summary>
    public bool SaysAs(InvestmentProfileRow other) => (ValidFrom, Type, Country, Industry) == (other.ValidFrom, other.Type, other.Country, other.Industry);

    internal static void Map(EntityTypeBuilder<InvestmentProfileRow> e)
    {
        e.ToTable("investment_profiles").HasKey(x => new { x.TenantId, x.FundId, x.DealId, x.Version });
        e.Property(x => x.Type).HasMaxLength(40);
        e.Property(x => x.Country).HasMaxLength(2);
        e.Property(x => x.Industry).HasMaxLength(40);
        e.Property(x => x.RecordedByName).HasMaxLength(200);
    }
}

/// <summary>Which profiles a question is about.</summary>
internal static class InvestmentProfileRows
{
    /// <summary>Of each investment the one that holds on a day, as known at a time; null is now.</summary>
    internal static IQueryable<InvestmentProfileRow> On(this IQueryable<InvestmentProfileRow> profiles, DateOnly day, DateTimeOffset? knownAt)
    {
        var known = knownAt?.ToUniversalTime() is { } time ? profiles.Where(p => p.RecordedAt <= time) : profiles;
        return known.Where(p => p.ValidFrom <= day && !known.Any(o => o.FundId == p.FundId && o.DealId == p.DealId && o.ValidFrom <= day && o.Version > p.Version));
    }
}
