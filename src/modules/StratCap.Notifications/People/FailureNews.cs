using System.Globalization;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.People;

/// <summary>Tells those who can send a message again that it did not reach its investor: once for each call, distribution or publication, however many fail.</summary>
internal sealed class FailureNews(IPeople people, Notifier notifier)
{
    public async Task Tell(NotificationsDbContext db, IReadOnlyList<Email> failed, CancellationToken ct)
    {
        if (failed.Count == 0) return;
        var first = failed[0];
        var target = new Target(TargetOf(first.Kind), first.SubjectId, first.FundId);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["subject"] = first.Subject,
            ["investor"] = first.InvestorName,
            ["others"] = (failed.Count - 1).ToString(CultureInfo.InvariantCulture),
            ["reason"] = first.Reason ?? "",
        };
        await notifier.Tell(db, new News(NotificationKind.MessageFailed, first.SubjectId, target, values), await people.Holding(Permissions.CallPrepare, ct), ct, again: true);
    }

    private static TargetKind TargetOf(EmailKind kind) => kind switch
    {
        EmailKind.CapitalCallNotice => TargetKind.CapitalCall,
        EmailKind.DistributionNotice => TargetKind.Distribution,
        _ => TargetKind.Publication,
    };
}
