using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Funds.Proposals;

/// <summary>A proposal as it was put before its approver: what he saw then, and what the next version of it is compared with.</summary>
internal sealed class ProposalVersion : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid ProposalId { get; init; }

    /// <summary>The process in which it was decided; a proposal is submitted once in each.</summary>
    public Guid WorkflowId { get; init; }

    public Guid FundId { get; init; }
    public ProposalKind Kind { get; init; }
    public DateTimeOffset SubmittedAt { get; init; }
    public DateOnly EffectiveDate { get; init; }
    public DateOnly DueDate { get; init; }
    public required string Fact { get; init; }
    public required string ContentHash { get; init; }

    internal static ProposalVersion Of(Proposal proposal, Guid workflowId, DateTimeOffset at) => new()
    {
        ProposalId = proposal.Id,
        WorkflowId = workflowId,
        FundId = proposal.FundId,
        Kind = proposal.Kind,
        SubmittedAt = at,
        EffectiveDate = proposal.EffectiveDate,
        DueDate = proposal.DueDate,
        Fact = proposal.Fact,
        ContentHash = proposal.ContentHash,
    };

    internal static void Map(EntityTypeBuilder<ProposalVersion> e)
    {
        e.ToTable("proposal_versions").HasKey(x => new { x.TenantId, x.ProposalId, x.WorkflowId });
        e.Property(x => x.Fact).HasColumnType("text");
    }
}
