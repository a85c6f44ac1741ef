using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Notifications.Bounces;

namespace StratCap.Notifications.Messages;

/// <summary>Sends a message again, to the address that the investor has now.</summary>
internal static class ResendMessage
{
    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapPost("/messages/{messageId:guid}/resend", Handle)
        .Writes<NotificationsDbContext>(Permissions.CallPrepare)
        .WithName("ResendMessage")
        .WithSummary("Send a message again")
        .WithDescription("Goes to the address that the investor has now. A message that still waits to be sent is refused (409 notifications.message.queued), one to an address to which nothing is sent too (409 notifications.message.suppressed).");

    private static async Task<Answer<EmailView>> Handle(
        Guid messageId, HttpContext http, NotificationsDbContext db, IInvestorContacts contacts, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var email = await db.Emails.FromSql($"select * from notifications.emails where tenant_id = {db.TenantId} and id = {messageId} for update").SingleOrDefaultAsync(ct);
        if (email is null) return Refusal.NotFound("message");
        if (http.Stale(email.Version) is { } stale) return stale;
        // One that waits in no queue came with the firm from another installation, which sends it or not.
        if (email.State == EmailState.Queued && await db.Queue.AnyAsync(q => q.EmailId == messageId, ct)) return Refusal.Conflict("notifications.message.queued", "It waits to be sent already.");

        var before = EmailView.Of(email);
        var contact = (await contacts.Of(email.FundId, ct)).FirstOrDefault(c => c.InvestorId == email.InvestorId);
        NoticeWriter.Address(email, contact);
        if (email.State != EmailState.Queued) return Refusal.Rule("notifications.message.no_address", email.Reason!);
        if (await SuppressedAddress.Of(db, email.ToAddress, ct) is not null) return Refusal.Conflict("notifications.message.suppressed", SuppressedAddress.Why);
        email.Resends++;
        email.Attempts = 0;
        email.Version++;
        db.Queue.Add(new QueuedEmail { EmailId = email.Id, DueAt = clock.GetUtcNow() });
        var after = EmailView.Of(email);
        audit.Record(db, "notifications.message.resend", ("message", email.Id), before, after);
        return ((Answer<EmailView>)after).Tagged(after.Version);
    }
}
