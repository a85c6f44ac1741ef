using StratCap.Contracts.Funds;

namespace StratCap.Server.Tests.Workflows;

/// <summary>What every test of a process begins with.</summary>
internal static class StageProposals
{
    /// <summary>A proposal as Funds would have it prepared.</summary>
    public static PreparedProposal Draft(this ProcessStage stage, ProposalKind kind = ProposalKind.CapitalCall, string state = "Draft", Guid? preparedBy = null)
    {
        var proposal = new PreparedProposal(kind, stage.Others.Fund.Id, Guid.CreateVersion7(), state, preparedBy ?? stage.Maker, new DateOnly(2026, 3, 31), 4_000.04m, "USD", "hash-1", kind + " 1 of Fund on stage", 1, "Fund on stage");
        stage.Others.Prepared[proposal.Id] = proposal;
        return proposal;
    }

    public static async Task<Guid> Submit(this ProcessStage stage, PreparedProposal proposal, Guid? by = null)
    {
        var api = stage.As(by ?? (proposal.PreparedBy == stage.Checker ? stage.Maker : proposal.PreparedBy));
        var reply = proposal.Kind == ProposalKind.CapitalCall
            ? await api.Post("/api/v1/workflows/capital-calls", new { fundId = proposal.FundId, callId = proposal.Id })
            : await api.Post("/api/v1/workflows/distributions", new { fundId = proposal.FundId, distributionId = proposal.Id });
        return reply.Ok()["data"]!["workflowId"]!.GetValue<Guid>();
    }

    /// <summary>Submits and approves.</summary>
    public static async Task<Guid> Approve(this ProcessStage stage, PreparedProposal proposal)
    {
        var id = await stage.Submit(proposal);
        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Ok();
        await stage.Pump();
        return id;
    }

    public static async Task<string> State(this ProcessStage stage, Guid workflowId) => (await stage.Status(workflowId))["workflow"]!["state"]!.GetValue<string>();

    public static async Task<System.Text.Json.Nodes.JsonNode> Status(this ProcessStage stage, Guid workflowId) =>
        (await stage.As(stage.Viewer).Get($"/api/v1/workflows/status/{workflowId}")).Ok()["data"]!;

    /// <summary>The states that a process passed, in order.</summary>
    public static async Task<string> Path(this ProcessStage stage, Guid workflowId) =>
        string.Join(' ', (await stage.Status(workflowId))["steps"]!.AsArray().Select(s => s!["state"]!.GetValue<string>() + (s["overdue"]!.GetValue<bool>() ? "!" : "")));
}
