using StratCap.Contracts.Identity;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A scheduled report can be fetched: its readers are told. Nothing of it goes by mail: who reads it signs in, and is asked for his rights then.</summary>
internal sealed class WhenReportReady(IPeople people, Notifier notifier) : IEventHandler<ReportReady, NotificationsDbContext>
{
    public async Task Handle(ReportReady what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        await notifier.Tell(db, new News(NotificationKind.ReportReady, what.RunId, new Target(TargetKind.ScheduledReport, what.RunId), new Dictionary<string, string>(StringComparer.Ordinal) { ["report"] = what.Name }),
            await people.Of(what.Readers, ct), ct);
}

/// <summary>A scheduled report could not be made: its owner is told, and where the schedule stopped, whoever manages the firm's reports, too.</summary>
internal sealed class WhenReportFails(IPeople people, Notifier notifier) : IEventHandler<ReportFailed, NotificationsDbContext>
{
    public async Task Handle(ReportFailed what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["report"] = what.Name, ["reason"] = what.Reason };
        var others = what.Stopped ? await people.Holding(Permissions.ReportManage, ct) : [];
        await notifier.Tell(db, new News(NotificationKind.ReportFailed, what.RunId, new Target(TargetKind.ScheduledReport, what.RunId), values), [.. await people.Of([what.OwnerId], ct), .. others], ct);
    }
}
