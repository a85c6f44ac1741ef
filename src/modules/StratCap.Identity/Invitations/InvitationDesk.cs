using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Investors;
using StratCap.Identity.Passwords;
using StratCap.Identity.Users;

namespace StratCap.Identity.Invitations;

/// <summary>Makes invitations, within the transaction of whoever asks.</summary>
internal sealed class InvitationDesk(IdentityDbContext db, UserManager<User> users, Seal seal, Outbox outbox, Audit audit, TimeProvider clock)
{
    /// <summary>Invites a user with roles, or renews his invitation; null for one who chose a password already or is disabled.</summary>
    /// <param name="investors">Known ones whose interests he may see; null leaves those of an earlier invitation.</param>
    /// <param name="origin">Scheme and host of the firm, in the link that is sent to him.</param>
    public async Task<Invitation?> Invite(string email, string name, IReadOnlyList<string> roles, string origin, CancellationToken ct, IReadOnlyList<Guid>? investors = null)
    {
        var now = clock.GetUtcNow();
        var user = await users.FindByEmailAsync(email);
        if (user is { HasJoined: true } or { DisabledAt: not null }) return null;
        var isNew = user is null;
        user ??= new User { Name = name, Email = email, UserName = email, InvitedAt = now };
        user.Name = name;
        if (isNew) await Create(user);
        await db.UserRoles.Where(r => r.UserId == user.Id).ExecuteDeleteAsync(ct);
        db.UserRoles.AddRange(roles.Distinct(StringComparer.Ordinal).Select(role => new UserRole { UserId = user.Id, Role = role }));
        if (investors is not null) await ChangeInvestors.Set(db, user.Id, investors, ct);
        await db.Invitations.Where(i => i.UserId == user.Id && i.ClosedAt == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.ClosedAt, now), ct);
        var token = UserInvitation.NewToken();
        var invitation = new UserInvitation { Id = Guid.CreateVersion7(), UserId = user.Id, TokenHash = UserInvitation.Hash(token), ExpiresAt = now + UserInvitation.Lifetime };
        db.Invitations.Add(invitation);
        audit.Record(db, isNew ? "identity.user.invite" : "identity.user.invite_again", ("user", user.Id), null, new { user.Email, user.Name, Roles = roles, Investors = investors, invitation.ExpiresAt });
        var link = $"{origin}{InvitationPage.Path}?token={Uri.EscapeDataString(token)}";
        outbox.Add(db, new UserChanged(user.Id));
        outbox.Add(db, AccountLinks.Mail(seal, AccountMail.Invitation, user, link, invitation.ExpiresAt));
        return new Invitation(user.Id, token, link, invitation.ExpiresAt);
    }

    private async Task Create(User user)
    {
        var created = await users.CreateAsync(user);
        if (!created.Succeeded) throw new InvalidOperationException(string.Join(" ", created.Errors.Select(e => e.Description)));
    }
}

/// <summary>Answers other modules: in the scope of the tenant that they name, in a transaction of its own.</summary>
internal sealed class Invitations(IServiceScopeFactory scopes, CurrentTenant tenant) : IUserInvitations
{
    public async Task<Invitation?> Invite(Guid tenantId, string email, string name, IReadOnlyList<string> roles, string origin, CancellationToken ct)
    {
        if (RightsRules.Roles("roles", roles, tenantId) is { } refusal) throw new ArgumentException(refusal.Detail, nameof(roles));
        using var _ = tenant.Use(tenantId);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var invitation = await scope.ServiceProvider.GetRequiredService<InvitationDesk>().Invite(email, name, roles, origin, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return invitation;
    }
}
