using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Identity.Users;

/// <summary>Somebody changed: the pages of those who manage users read again.</summary>
internal sealed class WhenUserChanged(IPush push) : IEventHandler<UserChanged, IdentityDbContext>
{
    public Task Handle(UserChanged what, EventContext context, IdentityDbContext db, CancellationToken ct) => push.Send(Permissions.UserManage, "people.changed", new { what.UserId }, ct);
}
