using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows;

/// <summary>The module's tables, schema <c>workflows</c>.</summary>
internal sealed class WorkflowsDbContext(DbContextOptions<WorkflowsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "workflows";

    public override string Schema => Module;

    public DbSet<Workflow> Workflows => Set<Workflow>();
    public DbSet<WorkflowStep> Steps => Set<WorkflowStep>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Workflow>(Workflow.Map);
        model.Entity<WorkflowStep>(WorkflowStep.Map);
    }
}

internal sealed class WorkflowsDesignTime : DesignTimeContext<WorkflowsDbContext>
{
    protected override string Schema => WorkflowsDbContext.Module;
}
