using System.Text;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A person is to get a message about his account: invitation, new password.</summary>
internal sealed class WhenAccountMailWanted(Notifier notifier, Seal seal) : IEventHandler<AccountMailWanted, NotificationsDbContext>
{
    public Task Handle(AccountMailWanted what, EventContext context, NotificationsDbContext db, CancellationToken ct) => notifier.Account(
        db, what, context.EventId, what.SealedLink is { } link ? Encoding.UTF8.GetString(seal.Open(AccountMailWanted.LinkPurpose, Convert.FromBase64String(link))) : null, ct);
}
