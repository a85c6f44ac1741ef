using System.Text.Json;
using MailKit.Net.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.Bounces;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.Sending;

/// <summary>
/// Sends what is queued, over all tenants, one transaction a message. Several copies may send at once: a locked message is skipped. A crash between
/// the mail server's answer and the commit sends the message once more, with the same Message-Id.
/// </summary>
internal sealed class MailSender(
    PlatformConnections platform, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, BounceTokens bounces, TimeProvider clock, IOptions<SmtpOptions> options, ILogger<MailSender> log)
{
    private const int Batch = 100;

    /// <summary>Sends everything that is due and returns how many messages went out.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        await using var session = new MailSession(options);
        var sent = 0;
        while (true)
        {
            var due = await Due(ct);
            var handled = 0;
            foreach (var (tenantId, emailId) in due)
            {
                if (await Guarded(session, tenantId, emailId, ct) is not { } attempt) continue;
                handled++;
                if (attempt == Attempt.Sent) sent++;
                if (attempt == Attempt.ServerOutOfReach) return sent;
            }
            if (due.Count < Batch || handled == 0) return sent;
        }
    }

    private Task<List<(Guid TenantId, Guid EmailId)>> Due(CancellationToken ct) =>
        platform.Due(NotificationsDbContext.Module, $"select tenant_id, email_id from notifications.email_queue where due_at <= $1 order by due_at limit {Batch}", clock.GetUtcNow(), ct);

    // One that cannot be handled, by our fault, is tried again behind the others.
    private async Task<Attempt?> Guarded(MailSession session, Guid tenantId, Guid emailId, CancellationToken ct)
    {
        try
        {
            return await Handle(session, tenantId, emailId, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "Message {EmailId} could not be handled", emailId);
            using var _ = tenant.Use(tenantId);
            await using var scope = scopes.CreateAsyncScope();
            await QueueTurn.Postpone(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>(), db => db.Queue.Where(q => q.EmailId == emailId).ExecuteUpdateAsync(set => set.SetProperty(q => q.DueAt, clock.GetUtcNow() + QueueTurn.Behind), ct), ct);
            return null;
        }
    }

    /// <summary>Sends one message; null when another copy has it or it is due no more.</summary>
    private async Task<Attempt?> Handle(MailSession session, Guid tenantId, Guid emailId, CancellationToken ct)
    {
        using var _ = tenant.Use(tenantId);
        using var __ = actor.Use(Actor.System);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var queued = await db.Queue
            .FromSql($"select * from notifications.email_queue where tenant_id = {tenantId} and email_id = {emailId} for update skip locked")
            .SingleOrDefaultAsync(ct);
        if (queued is null || queued.DueAt > clock.GetUtcNow()) return null;
        OutgoingMail email = queued.ForUser ? await db.UserEmails.SingleAsync(e => e.Id == emailId, ct) : await db.Emails.SingleAsync(e => e.Id == emailId, ct);
        var attempt = await Try(session, scope.ServiceProvider, db, queued, email, ct);
        // What a message to a user said is kept no longer than it takes to send it.
        if (attempt is Attempt.Sent or Attempt.Failed && email is UserEmail told)
        {
            if (told.Kind == UserMails.Digest) await DigestMaker.Settle(db, told, ct);
            told.Body = null;
        }
        if (attempt == Attempt.Failed && email is Email notice) await scope.ServiceProvider.GetRequiredService<FailureNews>().Tell(db, [notice], ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return attempt;
    }

    /// <summary>Somebody asked for it this moment and cannot enter without it, so it is tried whatever came back before.</summary>
    private static bool IsOfAccount(OutgoingMail email) => email is UserEmail told && Enum.TryParse<AccountMail>(told.Kind, out _);

    private async Task<Attempt> Try(MailSession session, IServiceProvider services, NotificationsDbContext db, QueuedEmail queued, OutgoingMail email, CancellationToken ct)
    {
        email.Version++;
        try
        {
            if (!IsOfAccount(email) && await SuppressedAddress.Of(db, email.ToAddress, ct) is not null) return Fail(db, queued, email, SuppressedAddress.Why, EmailState.Suppressed);
            if (await Made(services, db, email, ct) is not { } message)
                return Fail(db, queued, email, email is UserEmail ? "The user has left, or was disabled." : "The investor has no part in it any more, so there is no notice to send.");
            var bouncesTo = bounces.AddressOf(email);
            email.SentTo = await session.Send(message, bouncesTo, FileName(email), ct);
            email.Attempts++;
            (email.State, email.SentAt, email.Reason) = (EmailState.Sent, clock.GetUtcNow(), null);
            db.Queue.Remove(queued);
            if (bouncesTo is not null) await SentMail.Note(db, queued, clock.GetUtcNow(), ct);
            return Attempt.Sent;
        }
        catch (MailServerOutOfReachException e)
        {
            // However long it lasts, it uses up no message's attempts.
            log.LogWarning(e, "Messages wait");
            (email.Reason, queued.DueAt) = (Cut(e.Message), clock.GetUtcNow() + options.Value.WaitAfter(1));
            return Attempt.ServerOutOfReach;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            email.Attempts++;
            log.LogWarning(e, "Message {EmailId} could not be sent, attempt {Attempt}", email.Id, email.Attempts);
            if (IsFinal(e) || email.Attempts >= options.Value.MaxAttempts) return Fail(db, queued, email, e.Message);
            (email.Reason, queued.DueAt) = (Cut(e.Message), clock.GetUtcNow() + options.Value.WaitAfter(email.Attempts));
            return Attempt.Postponed;
        }
    }

    private async Task<MimeMessage?> Made(IServiceProvider services, NotificationsDbContext db, OutgoingMail mail, CancellationToken ct) => mail switch
    {
        // Gathered for days: who has left meanwhile, or may be told no more, is told no more.
        UserEmail { Kind: UserMails.Digest } digest when (await services.GetRequiredService<IPeople>().Of([digest.UserId], ct)).Count == 0 => null,
        UserEmail { Kind: UserMails.Digest } digest => MimeMaker.Make(digest, options.Value.From, await DigestMaker.Make(db, digest, services.GetRequiredService<Seal>(), ct)),
        UserEmail told => MimeMaker.Make(told, options.Value.From, JsonSerializer.Deserialize<RenderedMessage>(services.GetRequiredService<Seal>().Open(UserEmail.Purpose, told.Body))!),
        Email { Kind: EmailKind.ReportsPublished } news => MimeMaker.Make(news, options.Value.From, null),
        Email notice => await Attachment(services.GetRequiredService<INotices>(), notice, ct) is { } attachment ? MimeMaker.Make(notice, options.Value.From, attachment) : null,
        _ => throw new InvalidOperationException($"Nobody knows how to send a {mail.GetType().Name}."),
    };

    private static Task<InvestorDocument?> Attachment(INotices notices, Email email, CancellationToken ct) => email.Kind == EmailKind.CapitalCallNotice
        ? notices.CapitalCall(email.FundId, email.SubjectId, email.InvestorId, ct)
        : notices.Distribution(email.FundId, email.SubjectId, email.InvestorId, ct);

    // 5xx on this very message or address: the server will say the same tomorrow (RFC 5321 4.2.1).
    private static bool IsFinal(Exception e) => e is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } refused && (int)refused.StatusCode >= 500;

    private static Attempt Fail(NotificationsDbContext db, QueuedEmail queued, OutgoingMail email, string reason, EmailState state = EmailState.Failed)
    {
        (email.State, email.Reason) = (state, Cut(reason));
        db.Queue.Remove(queued);
        return Attempt.Failed;
    }

    private static string Cut(string reason) => Addresses.OneLine(reason, OutgoingMail.MaxReason);

    private static string FileName(OutgoingMail email) => FormattableString.Invariant($"{email.CreatedAt.UtcDateTime:yyyyMMdd-HHmmss}-{email.MessageKey}.eml");

    private enum Attempt
    {
        Sent,
        Postponed,
        Failed,
        ServerOutOfReach,
    }
}
