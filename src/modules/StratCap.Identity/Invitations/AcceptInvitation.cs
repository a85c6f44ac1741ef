using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Passwords;
using StratCap.Identity.Users;

namespace StratCap.Identity.Invitations;

/// <summary>Lets an invited person choose a password. Runs in the transaction that <see cref="IdentityTransaction"/> opens for the domain's firm.</summary>
internal static class AcceptInvitation
{
    internal sealed record Request(string Token, string Password);

    internal sealed record Response(Guid Id, string Email, string Name);

    internal static void Map(RouteGroupBuilder auth) => auth
        .MapPost("/invitations/accept", Handle)
        .Public("Whoever holds an invitation has no account yet; the token is the proof.")
        .WithName("AcceptInvitation")
        .WithSummary("Accept an invitation")
        .WithDescription("Sets the invited person's password. The invitation is good once, for seven days. Passwords have 15 characters or more.");

    private static Task<Answer<Response>> Handle(Request request, Acceptance acceptance, CancellationToken ct) => acceptance.Accept(request, ct);
}

/// <summary>Takes an invitation, from the page or the API, in the transaction of the request.</summary>
internal sealed class Acceptance(IdentityDbContext db, UserManager<User> users, CurrentActor actor, Audit audit, Outbox outbox, TimeProvider clock)
{
    private const int TokenLength = 200;

    /// <summary>Whom an invitation that is good is for, or null. Locks it.</summary>
    public async Task<(UserInvitation Invitation, User User)?> Find(string token, CancellationToken ct)
    {
        if (token.Length > TokenLength) return null;
        var hash = UserInvitation.Hash(token);
        var invitation = await db.Invitations.FromSql($"select * from identity.invitations where token_hash = {hash} for update").SingleOrDefaultAsync(ct);
        if (invitation is null || invitation.ClosedAt is not null || invitation.ExpiresAt <= clock.GetUtcNow()) return null;
        var user = await db.Users.SingleAsync(u => u.Id == invitation.UserId, ct);
        return user.HasJoined || user.DisabledAt is not null ? null : (invitation, user);
    }

    /// <summary>Sets the invited person's password.</summary>
    public async Task<Answer<AcceptInvitation.Response>> Accept(AcceptInvitation.Request request, CancellationToken ct)
    {
        if (PasswordRules.TooLong(request.Password)) return PasswordRefused($"A password has at most {PasswordRules.MaxLength} characters.");
        if (await Find(request.Token, ct) is not var (invitation, user)) return NotGood;
        var set = await users.AddPasswordAsync(user, PasswordRules.Stable(request.Password));
        if (!set.Succeeded) return PasswordRefused(set.Errors.First().Description);
        (user.EmailConfirmed, invitation.ClosedAt) = (true, clock.GetUtcNow());
        using var _ = actor.Use(actor.Value with { Id = user.Id, Name = user.Name });
        outbox.Add(db, new UserChanged(user.Id));
        audit.Record(db, "identity.invitation.accept", ("user", user.Id), null, null);
        await db.SaveChangesAsync(ct);
        return new AcceptInvitation.Response(user.Id, user.Email!, user.Name);
    }

    public static Refusal NotGood => Refusal.Rule("identity.invitation_invalid", "This invitation is not good any more: it was used, replaced or is older than seven days. Ask for a new one.");

    private static Refusal PasswordRefused(string sentence) => new(400, "identity.password_refused", sentence, new Dictionary<string, string[]> { ["password"] = [sentence] });
}
