using System.Globalization;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Foundation.Messaging;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>An import has ended: whoever sent the file is told.</summary>
internal sealed class WhenImportFinished(IPeople people, Notifier notifier) : IEventHandler<ImportFinished, NotificationsDbContext>
{
    public async Task Handle(ImportFinished what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["file"] = what.FileName,
            ["state"] = what.State,
            ["accepted"] = Number(what.Accepted),
            ["flagged"] = Number(what.Flagged),
            ["refused"] = Number(what.Refused),
        };
        await notifier.Tell(db, new News(NotificationKind.ImportFinished, what.JobId, new Target(TargetKind.Import, what.JobId), values), await people.Of([what.StartedBy], ct), ct);
    }
}
