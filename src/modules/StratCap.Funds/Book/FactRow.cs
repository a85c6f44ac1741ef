using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Book;

/// <summary>A fact as stored. The payload is text, not jsonb: its very bytes are hashed.</summary>
internal sealed class FactRow : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public long Sequence { get; init; }
    public Guid FactId { get; init; }
    public DateOnly EffectiveDate { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public Guid Actor { get; init; }
    public required string Cause { get; init; }
    public int SchemaVersion { get; init; }
    public required string Kind { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }
    public required string Payload { get; init; }

    internal static void Map(EntityTypeBuilder<FactRow> e)
    {
        e.ToTable("facts").HasKey(x => new { x.TenantId, x.FundId, x.Sequence });
        e.HasIndex(x => new { x.TenantId, x.FactId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.EffectiveDate });
        // What the lock of closed quarters looks for at every fact.
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Sequence }).HasFilter(Periods.PeriodLock.Kinds).HasDatabaseName("ix_facts_periods");
        // A reopening's fact is refused unless somebody asked for it.
        e.ArrivesAfter("period_reopenings");
        e.Property(x => x.Payload).HasColumnType("text");
        e.Property(x => x.Cause).HasMaxLength(200);
    }

    internal static FactRow Of(RecordedFact fact, string payload) => new()
    {
        TenantId = fact.TenantId,
        FundId = fact.FundId,
        Sequence = fact.Sequence,
        FactId = fact.FactId,
        EffectiveDate = fact.EffectiveDate,
        RecordedAt = fact.RecordedAt,
        Actor = fact.Actor,
        Cause = fact.Cause,
        SchemaVersion = fact.SchemaVersion,
        Kind = FundJson.KindOf(fact.Payload),
        PreviousHash = fact.PreviousHash,
        Hash = fact.Hash,
        Payload = payload,
    };

    internal RecordedFact ToFact() => new(
        TenantId, FundId, FactId, Sequence, EffectiveDate, RecordedAt.ToUniversalTime(), Actor, Cause, SchemaVersion, PreviousHash, Hash, FundJson.Deserialize(Payload));
}
