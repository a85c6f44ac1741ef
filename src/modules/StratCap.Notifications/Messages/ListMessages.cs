using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Messages;

/// <summary>Lists messages, newest first.</summary>
internal static class ListMessages
{
    internal sealed record Query(Guid? FundId, Guid? SubjectId, Guid? InvestorId, EmailState? State, EmailKind? Kind);

    internal static readonly Listing<Email> List = new Listing<Email>("messages")
        .By("createdAt", e => e.Id).By("investorName", e => e.InvestorName).By("subject", e => e.Subject).By("toAddress", e => e.ToAddress, nullable: true).By("kind", e => e.Kind).By("state", e => e.State)
        .By("attempts", e => e.Attempts).By("sentAt", e => e.SentAt)
        .Unique(e => e.Id).Usually("-createdAt").Searched(e => e.InvestorName, e => e.Subject, e => e.ToName, e => e.ToAddress);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/messages", Handle)
        .Lists(List, EmailView.Of)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ListMessages")
        .WithSummary("Messages to investors, newest first")
        .WithDescription("Filter by fundId, subjectId (the call, distribution or publication), investorId, kind, state (Queued, Sent, Failed, Bounced, Suppressed, NoAddress).");

    private static Task<Answer<IReadOnlyList<EmailView>>> Handle([AsParameters] Query query, [AsParameters] ListQuery asked, NotificationsDbContext db, CancellationToken ct)
    {
        IQueryable<Email> found = db.Emails;
        if (query.FundId is { } fundId) found = found.Where(e => e.FundId == fundId);
        if (query.SubjectId is { } subjectId) found = found.Where(e => e.SubjectId == subjectId);
        if (query.InvestorId is { } investorId) found = found.Where(e => e.InvestorId == investorId);
        if (query.State is { } state) found = found.Where(e => e.State == state);
        if (query.Kind is { } kind) found = found.Where(e => e.Kind == kind);
        return List.Show(found, asked, EmailView.Of, ct);
    }
}
