using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Fx;

namespace StratCap.Funds.Rates;

/// <summary>An exchange rate as the firm recorded it. Never changed: a correction is the next version of its pair and date, and what was known before stays readable.</summary>
internal sealed class FxRateRow : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string FromCurrency { get; init; }
    public required string ToCurrency { get; init; }
    public DateOnly Date { get; init; }

    /// <summary>From 1 within pair and date.</summary>
    public int Version { get; init; }

    /// <summary>Units of the second currency for one of the first.</summary>
    public decimal Rate { get; init; }

    public required string Source { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public Guid RecordedBy { get; init; }

    internal static void Map(EntityTypeBuilder<FxRateRow> e)
    {
        e.ToTable("fx_rates").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FromCurrency, x.ToCurrency, x.Date, x.Version }).IsUnique();
        e.Property(x => x.FromCurrency).HasMaxLength(3);
        e.Property(x => x.ToCurrency).HasMaxLength(3);
        e.Property(x => x.Rate).HasPrecision(22, 12);
        e.Property(x => x.Source).HasMaxLength(100);
    }

    internal FxRate ToRate() => new(Id, FromCurrency, ToCurrency, Date, Version, Rate / 1.000000000000000000000000000m, Source, RecordedAt.ToUniversalTime());
}

/// <summary>Which rates a question is about.</summary>
internal static class FxRateRows
{
    /// <summary>What was recorded by a time, inclusive; null is all.</summary>
    internal static IQueryable<FxRateRow> KnownAt(this IQueryable<FxRateRow> rates, DateTimeOffset? time) =>
        time?.ToUniversalTime() is { } known ? rates.Where(r => r.RecordedAt <= known) : rates;

    /// <summary>Of each pair and date the last version.</summary>
    internal static IQueryable<FxRateRow> ThatCount(this IQueryable<FxRateRow> rates) =>
        rates.Where(r => !rates.Any(o => o.FromCurrency == r.FromCurrency && o.ToCurrency == r.ToCurrency && o.Date == r.Date && o.Version > r.Version));
}
