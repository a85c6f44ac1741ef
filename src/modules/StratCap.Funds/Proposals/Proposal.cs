using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Tenancy;

namespace StratCap.Funds.Proposals;

/// <summary>Where a prepared call, distribution or valuation round stands.</summary>
internal enum ProposalState
{
    Draft,
    Submitted,
    Done,
}

/// <summary>What is prepared and not yet in the book: its fact as it would be recorded (of a valuation round all of them), kept until a second person has approved exactly it.</summary>
internal sealed class Proposal : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public ProposalKind Kind { get; init; }
    public ProposalState State { get; set; }
    public int Number { get; init; }
    public Guid PreparedBy { get; set; }
    public DateTimeOffset PreparedAt { get; set; }

    /// <summary>When the fact takes effect: notice date of a call, date of a distribution, day of the values of a round.</summary>
    public DateOnly EffectiveDate { get; set; }

    /// <summary>Due date of a call, payment date of a distribution, day of the values of a round.</summary>
    public DateOnly DueDate { get; set; }

    /// <summary>Of a round the fair value of all that it values.</summary>
    public decimal Amount { get; set; }

    /// <summary>What was asked for, to draft it again.</summary>
    public required string Request { get; set; }

    /// <summary>The fact to record, as JSON; of a valuation round an array of them.</summary>
    public required string Fact { get; set; }

    /// <summary>SHA-256 over fact and effective date; an approval holds for exactly this.</summary>
    public required string ContentHash { get; set; }

    /// <summary>Sequence of the book that it was computed on.</summary>
    public long ComputedOn { get; set; }

    /// <summary>Why it came back, if it did.</summary>
    public string? ReturnedBecause { get; set; }

    public int Version { get; set; }

    internal static void Map(EntityTypeBuilder<Proposal> e)
    {
        e.ToTable("proposals").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Kind, x.Number }).IsUnique();
        e.Property(x => x.Request).HasColumnType("text");
        e.Property(x => x.Fact).HasColumnType("text");
        e.Property(x => x.Version).IsConcurrencyToken();
    }
}
