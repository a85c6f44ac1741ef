using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Identity.Invitations;
using StratCap.Identity.Users;

namespace StratCap.Identity.Passwords;

/// <summary>
/// Somebody forgot a password: whoever has the address, if anybody, gets a link. Here, behind the page's answer, so that the page takes as long for an
/// address that nobody has.
/// </summary>
internal sealed class WhenPasswordForgotten(UserManager<User> users, Seal seal, Outbox outbox, Audit audit, TimeProvider clock) : IEventHandler<PasswordForgotten, IdentityDbContext>
{
    public async Task Handle(PasswordForgotten what, EventContext context, IdentityDbContext db, CancellationToken ct)
    {
        var email = Encoding.UTF8.GetString(seal.Open(PasswordForgotten.EmailPurpose, Convert.FromBase64String(what.SealedEmail)));
        if (await users.FindByEmailAsync(email) is not { DisabledAt: null, PasswordHash: not null } user) return;
        var now = clock.GetUtcNow();
        if (await db.PasswordResets.CountAsync(r => r.UserId == user.Id && r.ExpiresAt > now, ct) >= PasswordReset.MostAnHour) return;
        var token = UserInvitation.NewToken();
        var reset = new PasswordReset { Id = Guid.CreateVersion7(), UserId = user.Id, TokenHash = UserInvitation.Hash(token), ExpiresAt = now + PasswordReset.Lifetime };
        db.PasswordResets.Add(reset);
        outbox.Add(db, AccountLinks.Mail(seal, AccountMail.PasswordReset, user, $"{what.Origin}/reset-password?token={Uri.EscapeDataString(token)}", reset.ExpiresAt));
        audit.Record(db, "identity.password.forget", ("user", user.Id), null, new { reset.ExpiresAt });
    }
}

/// <summary>Messages with a link that opens an account.</summary>
internal static class AccountLinks
{
    /// <summary>The event that has it sent; the link lies in it sealed.</summary>
    public static AccountMailWanted Mail(Seal seal, AccountMail mail, User user, string link, DateTimeOffset until) => new(
        user.Id, mail, user.Name, user.Email!, user.Language, Convert.ToBase64String(seal.Close(AccountMailWanted.LinkPurpose, Encoding.UTF8.GetBytes(link))), until);
}
