using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Reading;

/// <summary>Tells where a process stands, how it came there and who is waited for.</summary>
internal static class ReadStatus
{
    /// <param name="LeftAt">When the next step was entered; null for the present one.</param>
    /// <param name="Overdue">The step says that the deadline passed, with the state unchanged.</param>
    /// <param name="Compensation">What was undone by it, in words.</param>
    internal sealed record StepView(
        int Number, WorkflowState State, bool Overdue, DateTimeOffset EnteredAt, DateTimeOffset? LeftAt, Guid ActorId, string ActorName, string? Why, DateTimeOffset? Deadline, string? Compensation);

    internal sealed record Response(WorkflowView Workflow, IReadOnlyList<StepView> Steps);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapGet("/status/{workflowId:guid}", Handle)
        .Reads<WorkflowsDbContext>(Permissions.FundRead)
        .WithName("ReadWorkflowStatus")
        .WithSummary("Where a process stands")
        .WithDescription("State, steps with who, when and why, who is waited for and until when.");

    private static async Task<Answer<Response>> Handle(Guid workflowId, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await db.Workflows.SingleOrDefaultAsync(w => w.Id == workflowId, ct) is not { } workflow) return Refusal.NotFound("workflow");
        var steps = await db.Steps.Where(s => s.WorkflowId == workflowId).OrderBy(s => s.Number).ToListAsync(ct);
        var views = steps.Select((s, i) => new StepView(
            s.Number, s.State, s.Overdue, s.EnteredAt, i + 1 < steps.Count ? steps[i + 1].EnteredAt : null, s.ActorId, s.ActorName, s.Why, s.Deadline, s.Compensation));
        var view = WorkflowView.Of(workflow);
        return ((Answer<Response>)new Response(view, [.. views])).Tagged(view.Version).Linked(view.Links());
    }
}
