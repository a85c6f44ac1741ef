using System.Globalization;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>Tells the portal's users of what was issued to the investors for whom they look.</summary>
internal sealed class PortalNews(IPeople people, Notifier notifier)
{
    public async Task Tell(NotificationsDbContext db, NotificationKind kind, Target target, int number, DateOnly date, IReadOnlyList<RecordedFact> facts, IReadOnlyCollection<Guid> investorIds, CancellationToken ct)
    {
        var to = await people.LookingFor(investorIds, ct);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Name,
            ["number"] = number.ToString(CultureInfo.InvariantCulture),
            ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        await notifier.Tell(db, new News(kind, target.Id, target, values), [.. to.Select(p => p.Person)], ct);
    }
}

/// <summary>A call was issued: its makers and the portal's users are told.</summary>
internal sealed class TellOfCall(IFundBooks books, ProcessNews process, PortalNews portal) : IEventHandler<CapitalCallIssuedEvent, NotificationsDbContext>
{
    public async Task Handle(CapitalCallIssuedEvent what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var target = new Target(TargetKind.CapitalCall, what.CallId, what.FundId);
        var facts = await books.Facts(what.FundId, ct) ?? [];
        // As with the notices: what was reversed before anybody was told is told to nobody.
        if (facts.SingleOrDefault(f => f.Payload is CapitalCallIssued c && c.CallId == what.CallId) is not { Payload: CapitalCallIssued call } fact
            || facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == fact.FactId)) return;
        await process.TellMakers(db, NotificationKind.ProcessIssued, what.WorkflowId, target, null, ct);
        await portal.Tell(db, NotificationKind.CallNotice, target, call.Number, call.DueDate, facts, [.. call.Shares.Where(s => s.Total > 0).Select(s => s.InvestorId)], ct);
    }
}

/// <summary>A distribution was declared: its makers and the portal's users are told.</summary>
internal sealed class TellOfDistribution(IFundBooks books, ProcessNews process, PortalNews portal) : IEventHandler<DistributionDeclaredEvent, NotificationsDbContext>
{
    public async Task Handle(DistributionDeclaredEvent what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var target = new Target(TargetKind.Distribution, what.DistributionId, what.FundId);
        var facts = await books.Facts(what.FundId, ct) ?? [];
        if (facts.SingleOrDefault(f => f.Payload is DistributionDeclared d && d.DistributionId == what.DistributionId) is not { Payload: DistributionDeclared distribution } fact
            || facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == fact.FactId)) return;
        await process.TellMakers(db, NotificationKind.ProcessIssued, what.WorkflowId, target, null, ct);
        await portal.Tell(db, NotificationKind.DistributionNotice, target, distribution.Number, distribution.PaymentDate, facts, [.. distribution.Lines.Where(l => l.Distributed > 0).Select(l => l.InvestorId)], ct);
    }
}
