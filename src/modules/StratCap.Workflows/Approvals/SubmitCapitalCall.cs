using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Reading;

namespace StratCap.Workflows.Approvals;

/// <summary>Submits a prepared capital call for approval and so starts its process.</summary>
internal static class SubmitCapitalCall
{
    /// <param name="Note">For the approver to read, at most 1000 characters.</param>
    internal sealed record Request(Guid FundId, Guid CallId, string? Note = null);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapPost("/capital-calls", Handle)
        .Writes<WorkflowsDbContext>(Permissions.CallPrepare)
        .Produces<Envelope<WorkflowView>>(201)
        .WithName("SubmitCapitalCall")
        .WithSummary("Submit a capital call for approval")
        .WithDescription("The capital call must be a draft. From now on it cannot be changed until a second person decides, it is withdrawn, or the time for a decision runs out.");

    private static Task<Answer<WorkflowView>> Handle(Request request, SubmitProposal submit, CancellationToken ct) =>
        submit.Submit(ProposalKind.CapitalCall, request.FundId, request.CallId, request.Note, ct);
}
