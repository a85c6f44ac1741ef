using System.Globalization;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Bounces;

/// <summary>Tells those who can send a mail again, and the user whose address it is, that it came back: once for each call, distribution or publication, however many come back.</summary>
internal sealed class BounceNews(IPeople people, Notifier notifier)
{
    public async Task Tell(NotificationsDbContext db, OutgoingMail mail, CancellationToken ct)
    {
        // A mail that says so and comes back itself would say so for ever.
        if (mail is UserEmail { Kind: nameof(NotificationKind.MailReturned) }) return;
        var notice = mail as Email;
        var cause = notice?.SubjectId ?? mail.Id;
        var others = notice is null ? 0 : await db.Emails.CountAsync(e => e.Kind == notice.Kind && e.SubjectId == notice.SubjectId && e.State == EmailState.Bounced && e.Id != notice.Id, ct);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["address"] = mail.ToAddress!,
            ["reason"] = mail.Reason!,
            ["others"] = others.ToString(CultureInfo.InvariantCulture),
        };
        // He first: of what is told twice, a person is told the first.
        if (mail is UserEmail told) await Tell(TargetKind.OwnAddress, await people.Of([told.UserId], ct), again: false);
        await Tell(notice is null ? TargetKind.SuppressedAddresses : TargetKind.SentMail, await people.Holding(Permissions.CallPrepare, ct), again: notice is not null);

        Task Tell(TargetKind target, IReadOnlyList<Person> to, bool again) => notifier.Tell(db, new News(NotificationKind.MailReturned, cause, new Target(target, mail.Id), values), to, ct, again);
    }
}
