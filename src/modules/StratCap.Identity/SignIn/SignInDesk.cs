using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Keys;
using StratCap.Identity.Passwords;
using StratCap.Identity.Users;

namespace StratCap.Identity.SignIn;

/// <summary>What came of an attempt: a user, or why not. <paramref name="Ticket"/> is set when only the app's code is missing.</summary>
internal sealed record SignInOutcome(User? User, Refusal? Refused, string? Ticket = null);

/// <summary>
/// Checks who somebody is, in the transaction of the request. Attempts on one address stand in line (a row lock), so that many at once have no more
/// guesses than one after the other. Unknown addresses are treated as known ones in answer, time and lock-out.
/// </summary>
internal sealed class SignInDesk(IdentityDbContext db, UserManager<User> users, IPasswordHasher<User> hasher, IDataProtectionProvider protection, Seal seal, CurrentActor actor, Audit audit, TimeProvider clock)
{
    public const string TotpPurpose = "totp";
    private const int TextLength = 2 * PasswordRules.MaxLength;
    private static readonly TimeSpan TicketFor = TimeSpan.FromMinutes(5);
    private static readonly User Nobody = new() { Name = "", PasswordHash = null };
    private static string? _nobodysHash;

    /// <summary>Checks a password and, for a user who has an authenticator app, its code.</summary>
    public async Task<SignInOutcome> Check(string email, string password, string? code, CancellationToken ct)
    {
        if (email.Length > User.EmailLength || password.Length > TextLength) return Refused(Wrong);
        var failures = await StandInLine(email, ct);
        if (Locked(failures) is { } locked) return Refused(locked);
        var user = await users.FindByEmailAsync(email);
        if (!PasswordIsRight(user, PasswordRules.Stable(password))) return await Failed(failures, user, Wrong, ct);
        if (user!.TotpSecret is null) return await SignedIn(failures, user, ct);
        if (string.IsNullOrEmpty(code)) return new SignInOutcome(null, CodeMissing, TicketOf(user));
        return await CheckCode(failures, user, code, ct);
    }

    /// <summary>Second step of the sign-in page: the ticket says whose password was right a moment ago.</summary>
    public async Task<SignInOutcome> CheckTicket(string ticket, string code, CancellationToken ct)
    {
        if (await UserOf(ticket, ct) is not { } user) return Refused(Wrong);
        var failures = await StandInLine(user.Email!, ct);
        return Locked(failures) is { } locked ? Refused(locked) : await CheckCode(failures, user, code, ct);
    }

    private async Task<SignInOutcome> CheckCode(SignInFailures failures, User user, string code, CancellationToken ct)
    {
        // Read again behind the line: a code that another request used meanwhile must not work twice.
        await db.Entry(user).ReloadAsync(ct);
        if (Totp.Match(seal.Open(TotpPurpose, Convert.FromBase64String(user.TotpSecret!)), code, clock.GetUtcNow(), user.TotpLastStep) is not { } step)
            return await Failed(failures, user, CodeMissing, ct) with { Ticket = TicketOf(user) };
        user.TotpLastStep = step;
        return await SignedIn(failures, user, ct);
    }

    private async Task<SignInFailures> StandInLine(string email, CancellationToken ct)
    {
        var account = SignIn.SignInFailures.AccountOf(users.NormalizeEmail(email));
        await db.Database.ExecuteSqlAsync($"""
            insert into identity.sign_in_failures (tenant_id, account, count, at) values ({db.TenantId}, {account}, 0, {clock.GetUtcNow()})
            on conflict (tenant_id, account) do update set at = excluded.at
            """, ct);
        return await db.SignInFailures.AsTracking().SingleAsync(f => f.Account == account, ct);
    }

    private Refusal? Locked(SignInFailures failures) => failures.LockedUntil > clock.GetUtcNow()
        ? new Refusal(401, "identity.locked_out", "There were too many wrong attempts: wait a quarter of an hour and try again.", RetryAfterSeconds: (int)Math.Ceiling((failures.LockedUntil.Value - clock.GetUtcNow()).TotalSeconds))
        : null;

    // A hash is computed for nobody too, so that time does not tell who has an account.
    private bool PasswordIsRight(User? user, string password)
    {
        var known = user is { DisabledAt: null, PasswordHash: not null };
        var hash = known ? user!.PasswordHash! : _nobodysHash ??= hasher.HashPassword(Nobody, Invitations.UserInvitation.NewToken());
        var result = hasher.VerifyHashedPassword(known ? user! : Nobody, hash, password);
        if (known && result == PasswordVerificationResult.SuccessRehashNeeded) user!.PasswordHash = hasher.HashPassword(user, password);
        return known && result != PasswordVerificationResult.Failed;
    }

    private async Task<SignInOutcome> Failed(SignInFailures failures, User? user, Refusal refusal, CancellationToken ct)
    {
        if (failures.Add(clock.GetUtcNow())) audit.Record(db, "identity.sign_in.lock", ("account", user?.Id ?? Guid.Empty), null, new { failures.LockedUntil });
        await db.SaveChangesAsync(ct);
        return Refused(refusal);
    }

    private async Task<SignInOutcome> SignedIn(SignInFailures failures, User user, CancellationToken ct)
    {
        db.SignInFailures.Remove(failures);
        user.LastSignInAt = clock.GetUtcNow();
        using var _ = actor.Use(actor.Value with { Id = user.Id, Name = user.Name });
        audit.Record(db, "identity.sign_in", ("user", user.Id), null, null);
        await db.SaveChangesAsync(ct);
        return new SignInOutcome(user, null);
    }

    private string TicketOf(User user) => Protector.Protect(string.Join('|', user.Id, user.SecurityStamp, (clock.GetUtcNow() + TicketFor).ToUnixTimeSeconds()));

    private async Task<User?> UserOf(string ticket, CancellationToken ct)
    {
        if (ticket.Length > 4096 || !TryUnprotect(ticket, out var parts) || long.Parse(parts[2], CultureInfo.InvariantCulture) < clock.GetUtcNow().ToUnixTimeSeconds()) return null;
        var id = Guid.Parse(parts[0]);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct);
        return user is { DisabledAt: null, TotpSecret: not null } && user.SecurityStamp == parts[1] ? user : null;
    }

    private bool TryUnprotect(string ticket, out string[] parts)
    {
        try
        {
            parts = Protector.Unprotect(ticket).Split('|');
            return parts.Length == 3;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            parts = [];
            return false;
        }
    }

    private IDataProtector Protector => protection.CreateProtector("stratcap.sign-in.ticket", db.TenantId.ToString());

    private static SignInOutcome Refused(Refusal refusal) => new(null, refusal);

    private static Refusal Wrong => new(401, "identity.sign_in_failed", "E-mail address or password is not right.");

    private static Refusal CodeMissing => new(401, "identity.mfa_required", "Send the six digits that your authenticator app shows now.");
}
