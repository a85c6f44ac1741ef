using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Reading;

namespace StratCap.Workflows.Approvals;

/// <summary>Submits prepared fair values for approval and so starts their process.</summary>
internal static class SubmitValuationRound
{
    /// <param name="Note">For the approver to read, at most 1000 characters.</param>
    internal sealed record Request(Guid FundId, Guid RoundId, string? Note = null);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapPost("/valuation-rounds", Handle)
        .Writes<WorkflowsDbContext>(Permissions.CallPrepare)
        .Produces<Envelope<WorkflowView>>(201)
        .WithName("SubmitValuationRound")
        .WithSummary("Submit a valuation round for approval")
        .WithDescription("The round must be a draft. From now on it cannot be changed until a second person decides, it is withdrawn, or the time for a decision runs out.");

    private static Task<Answer<WorkflowView>> Handle(Request request, SubmitProposal submit, CancellationToken ct) =>
        submit.Submit(ProposalKind.Valuation, request.FundId, request.RoundId, request.Note, ct);
}
