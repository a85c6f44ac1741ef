using StratCap.Contracts.Exports;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>An export of the firm was written, or could not be: whoever asked for it is told.</summary>
internal sealed class WhenExportFinished(IPeople people, Notifier notifier) : IEventHandler<ExportFinished, NotificationsDbContext>
{
    public async Task Handle(ExportFinished what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        await notifier.Tell(
            db, new News(NotificationKind.ExportFinished, what.ExportId, new Target(TargetKind.Export, what.ExportId), new Dictionary<string, string>(StringComparer.Ordinal) { ["state"] = what.State }), await people.Of([what.StartedBy], ct), ct);
}
