using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Workflows.Processes;

/// <summary>A state that a process entered: by whom, why, until when. It was left when the next step was entered.</summary>
internal sealed class WorkflowStep : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid WorkflowId { get; init; }

    /// <summary>1, 2, 3 … within the process.</summary>
    public int Number { get; init; }

    public WorkflowState State { get; init; }

    /// <summary>The step says that the state's deadline passed.</summary>
    public bool Overdue { get; init; }

    public DateTimeOffset EnteredAt { get; init; }
    public Guid ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? Why { get; init; }
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What was undone by entering it, in words.</summary>
    public string? Compensation { get; init; }

    internal static void Map(EntityTypeBuilder<WorkflowStep> e)
    {
        e.ToTable("workflow_steps").HasKey(x => new { x.TenantId, x.WorkflowId, x.Number });
        e.Property(x => x.ActorName).HasMaxLength(200);
        e.Property(x => x.Why).HasMaxLength(2000);
        e.Property(x => x.Compensation).HasMaxLength(500);
        e.HasOne<Workflow>().WithMany().HasForeignKey(x => new { x.TenantId, x.WorkflowId }).OnDelete(DeleteBehavior.Restrict);
    }
}
