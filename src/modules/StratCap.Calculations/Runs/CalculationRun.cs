using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Calculations.Runs;

/// <summary>A calculation as it was run: who, when, on what, with what result. Never changed, so that it can be run again as of then.</summary>
internal sealed class CalculationRun : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }

    /// <summary>Such as <c>waterfall</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Null when the book came in the request's body.</summary>
    public Guid? FundId { get; init; }

    public DateTimeOffset At { get; init; }
    public Guid ActorId { get; init; }
    public required string ActorName { get; init; }

    /// <summary>The request, frozen.</summary>
    public required string Request { get; init; }

    /// <summary>How many facts of the fund's book went in, and the last one's hash: together they name the book exactly.</summary>
    public long BookSequence { get; init; }

    public required string BookHash { get; init; }

    /// <summary>SHA-256 over kind, request, book hash and engine version.</summary>
    public required string InputsHash { get; init; }

    public required string EngineVersion { get; init; }
    public required string Result { get; init; }

    /// <summary>SHA-256 over the result.</summary>
    public required string ResultHash { get; init; }

    public required string Explanation { get; init; }

    internal static void Map(EntityTypeBuilder<CalculationRun> e)
    {
        e.ToTable("runs").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.InputsHash, x.Id });
        // Text, not jsonb: the bytes are hashed.
        e.Property(x => x.Request).HasColumnType("text");
        e.Property(x => x.Result).HasColumnType("text");
        e.Property(x => x.Explanation).HasColumnType("text");
    }
}
