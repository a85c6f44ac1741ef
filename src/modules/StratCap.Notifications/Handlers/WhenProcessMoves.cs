using System.Globalization;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.FundMath;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>What the handlers of a process share: who is told, and of what.</summary>
internal sealed class ProcessNews(IProcesses processes, IProposals proposals, IPeople people, Notifier notifier, CurrentActor actor)
{
    /// <summary>Tells everybody who may decide, but for the makers.</summary>
    public async Task TellDeciders(NotificationsDbContext db, Guid workflowId, CancellationToken ct)
    {
        if (await processes.Find(workflowId, ct) is not { } process) return;
        var to = (await people.Holding(Permissions.CallApprove, ct)).Where(p => p.UserId != process.PreparedBy && p.UserId != process.SubmittedBy).ToList();
        await notifier.Tell(db, await Of(NotificationKind.ProcessWaiting, process, new Target(TargetKind.Workflow, workflowId, process.FundId), ct, ("by", process.SubmittedByName)), to, ct);
    }

    /// <summary>Tells the makers, but for the one whose own doing it is, and takes it off the list of those who might have decided.</summary>
    public async Task TellMakers(NotificationsDbContext db, NotificationKind kind, Guid workflowId, Target? target, string? reason, CancellationToken ct)
    {
        if (await processes.Find(workflowId, ct) is not { } process) return;
        await notifier.Settle(db, NotificationKind.ProcessWaiting, workflowId, ct);
        var makers = await people.Of([.. new[] { process.PreparedBy, process.SubmittedBy }.Distinct().Where(id => id != actor.Value.Id)], ct);
        await notifier.Tell(db, await Of(kind, process, target ?? new Target(TargetKind.Workflow, workflowId, process.FundId), ct, ("by", actor.Value.Name), ("reason", reason ?? "")), makers, ct);
    }

    private async Task<News> Of(NotificationKind kind, ProcessEntry process, Target target, CancellationToken ct, params (string Name, string Value)[] more)
    {
        var proposal = await proposals.Find(process.Kind, process.FundId, process.ProposalId, ct);
        var amount = process.Amount.ToString("F" + new Currency(process.Currency).MinorUnits, CultureInfo.InvariantCulture);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["proposal"] = process.Kind.ToString(),
            ["number"] = (proposal?.Number ?? 0).ToString(CultureInfo.InvariantCulture),
            ["fund"] = proposal?.FundName ?? "",
            ["amount"] = $"{process.Currency} {amount}",
        };
        foreach (var (name, value) in more) values[name] = value;
        return new News(kind, process.WorkflowId, target, values);
    }
}

/// <summary>A proposal was submitted: whoever may decide is asked to.</summary>
internal sealed class TellOfSubmission(ProcessNews news) : IEventHandler<ProposalSubmitted, NotificationsDbContext>
{
    public Task Handle(ProposalSubmitted what, EventContext context, NotificationsDbContext db, CancellationToken ct) => news.TellDeciders(db, what.WorkflowId, ct);
}

/// <summary>It was approved.</summary>
internal sealed class TellOfApproval(ProcessNews news) : IEventHandler<ProposalApproved, NotificationsDbContext>
{
    public Task Handle(ProposalApproved what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        news.TellMakers(db, NotificationKind.ProcessApproved, what.WorkflowId, null, null, ct);
}

/// <summary>It goes back to its maker.</summary>
internal sealed class TellOfReturn(ProcessNews news) : IEventHandler<ProposalReturned, NotificationsDbContext>
{
    public Task Handle(ProposalReturned what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        news.TellMakers(db, NotificationKind.ProcessReturned, what.WorkflowId, OfProposal.At(what.Kind, what.ProposalId, what.FundId), what.Reason, ct);
}

/// <summary>The book refused an approved call.</summary>
internal sealed class TellOfRefusedCall(ProcessNews news) : IEventHandler<CapitalCallRefused, NotificationsDbContext>
{
    public Task Handle(CapitalCallRefused what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        news.TellMakers(db, NotificationKind.ProcessReturned, what.WorkflowId, OfProposal.At(ProposalKind.CapitalCall, what.CallId, what.FundId), what.Reason, ct);
}

/// <summary>The book refused an approved distribution.</summary>
internal sealed class TellOfRefusedDistribution(ProcessNews news) : IEventHandler<DistributionRefused, NotificationsDbContext>
{
    public Task Handle(DistributionRefused what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        news.TellMakers(db, NotificationKind.ProcessReturned, what.WorkflowId, OfProposal.At(ProposalKind.Distribution, what.DistributionId, what.FundId), what.Reason, ct);
}

/// <summary>The book refused approved values.</summary>
internal sealed class TellOfRefusedValuations(ProcessNews news) : IEventHandler<ValuationsRefused, NotificationsDbContext>
{
    public Task Handle(ValuationsRefused what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        news.TellMakers(db, NotificationKind.ProcessReturned, what.WorkflowId, OfProposal.At(ProposalKind.Valuation, what.RoundId, what.FundId), what.Reason, ct);
}

/// <summary>What is proposed itself, as a target.</summary>
internal static class OfProposal
{
    public static Target At(ProposalKind kind, Guid id, Guid fundId) => new(
        kind switch { ProposalKind.CapitalCall => TargetKind.CapitalCall, ProposalKind.Distribution => TargetKind.Distribution, _ => TargetKind.ValuationRound }, id, fundId);
}
