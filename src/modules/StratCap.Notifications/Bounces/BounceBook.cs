using Microsoft.EntityFrameworkCore;
using Npgsql;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Bounces;

/// <summary>Takes reports of mails in: notes them, and marks what did not arrive.</summary>
internal sealed class BounceBook(PlatformConnections platform, BounceTokens tokens, BounceNews news, Audit audit, TimeProvider clock)
{
    private const int MostReports = 50;

    /// <summary>Whose mail a token is of; null when it is not one of ours, or too old to be known.</summary>
    public async Task<(Guid TenantId, bool ForUser)?> OwnerOf(BounceToken token, CancellationToken ct)
    {
        await using var connection = await platform.Open(NotificationsDbContext.Module, ct);
        // In one statement: a mail that is being sent at this moment stands in one or in the other.
        await using var command = new NpgsqlCommand(
            "select tenant_id, for_user from notifications.sent_mails where mail_id = $1 union select tenant_id, for_user from notifications.email_queue where email_id = $1", connection)
        { Parameters = { new() { Value = token.MailId } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            if (tokens.IsOurs(reader.GetGuid(0), token)) return (reader.GetGuid(0), reader.GetBoolean(1));
        return null;
    }

    /// <summary>Notes a report of a mail of the tenant in scope, in the caller's transaction; the same one again does nothing.</summary>
    public async Task Take(NotificationsDbContext db, BounceToken token, bool forUser, DeliveryNotice notice, CancellationToken ct)
    {
        // The sender's place in the queue first: a report that overtakes the sender's commit waits for it.
        await db.Database.ExecuteSqlAsync($"select 1 from notifications.email_queue where tenant_id = {db.TenantId} and email_id = {token.MailId} for update", ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"notifications.bounce " + db.TenantId + token.MailId}, 0))", ct);
        if (await db.Reports.AnyAsync(r => r.MailId == token.MailId && r.Sending == token.Sending && r.Digest == notice.Digest, ct)) return;
        if (await Mail(db, token.MailId, forUser, ct) is not { } mail) return;
        var tells = notice.Action == DeliveryAction.Failed && token.Sending == mail.Sending && mail.State == EmailState.Sent;
        // Whoever got a mail can make up reports of it without end: past some, only what it still has to tell is noted.
        if (!tells && await db.Reports.CountAsync(r => r.MailId == mail.Id, ct) >= MostReports) return;
        var report = new DeliveryReport
        {
            Id = Guid.CreateVersion7(),
            MailId = token.MailId,
            Sending = token.Sending,
            Action = notice.Action,
            Status = notice.Status,
            Diagnostic = notice.Diagnostic,
            RemoteMta = notice.RemoteMta,
            At = clock.GetUtcNow(),
            Digest = notice.Digest,
        };
        db.Reports.Add(report);
        audit.Record(db, "notifications.delivery_report", ("message", mail.Id), null, DeliveryReportView.Of(report));
        // Of an earlier sending it says nothing of where the mail stands now; what already came back does so once.
        if (!tells) return;
        (mail.State, mail.Reason) = (EmailState.Bounced, notice.Said);
        mail.Version++;
        if (notice.IsPermanent) await Suppress(db, mail, forUser, notice, ct);
        await db.SaveChangesAsync(ct);
        await news.Tell(db, mail, ct);
    }

    private static async Task<OutgoingMail?> Mail(NotificationsDbContext db, Guid mailId, bool forUser, CancellationToken ct) => forUser
        ? await db.UserEmails.FromSql($"select * from notifications.user_emails where tenant_id = {db.TenantId} and id = {mailId} for update").SingleOrDefaultAsync(ct)
        : await db.Emails.FromSql($"select * from notifications.emails where tenant_id = {db.TenantId} and id = {mailId} for update").SingleOrDefaultAsync(ct);

    private async Task Suppress(NotificationsDbContext db, OutgoingMail mail, bool forUser, DeliveryNotice notice, CancellationToken ct)
    {
        var address = SuppressedAddress.KeyOf(mail.ToAddress!);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"notifications.suppress " + db.TenantId + address}, 0))", ct);
        if (await db.Suppressed.AnyAsync(s => s.Address == address, ct)) return;
        var suppressed = new SuppressedAddress
        {
            Id = Guid.CreateVersion7(),
            Address = address,
            Status = notice.Status,
            Diagnostic = notice.Diagnostic,
            Since = clock.GetUtcNow(),
            MailId = mail.Id,
            OfUser = forUser,
        };
        db.Suppressed.Add(suppressed);
        audit.Record(db, "notifications.suppress", ("suppression", suppressed.Id), null, SuppressionView.Of(suppressed));
    }
}
