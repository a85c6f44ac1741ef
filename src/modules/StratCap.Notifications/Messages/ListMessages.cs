using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Messages;

/// <summary>Lists messages, newest first.</summary>
internal static class ListMessages
{
    internal sealed record Query(Guid? FundId, Guid? SubjectId, Guid? InvestorId, EmailState? State, EmailKind? Kind, int? Size, string? Cursor);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapGet("/messages", Handle)
        .Reads<NotificationsDbContext>(Permissions.NotificationRead)
        .WithName("ListMessages")
        .WithSummary("Messages to investors, newest first")
        .WithDescription("Filter by fundId, subjectId (the call or distribution), investorId, kind, state (Queued, Sent, Failed, NoAddress).");

    private static async Task<Answer<IReadOnlyList<EmailView>>> Handle([AsParameters] Query query, NotificationsDbContext db, CancellationToken ct)
    {
        var before = Guid.Empty;
        if (query.Cursor is { } cursor && !Paging.TryUnpack(cursor, out before)) return Paging.BadCursor;
        IQueryable<Email> found = db.Emails;
        if (query.FundId is { } fundId) found = found.Where(e => e.FundId == fundId);
        if (query.SubjectId is { } subjectId) found = found.Where(e => e.SubjectId == subjectId);
        if (query.InvestorId is { } investorId) found = found.Where(e => e.InvestorId == investorId);
        if (query.State is { } state) found = found.Where(e => e.State == state);
        if (query.Kind is { } kind) found = found.Where(e => e.Kind == kind);
        if (query.Cursor is not null) found = found.Where(e => e.Id < before);

        var size = Paging.Size(query.Size);
        var rows = await found.OrderByDescending(e => e.Id).Take(size + 1).ToListAsync(ct);
        var page = rows.Take(size).ToList();
        return ((Answer<IReadOnlyList<EmailView>>)page.ConvertAll(EmailView.Of))
            .Paged(new PageMeta(page.Count, rows.Count > size ? Paging.Pack(page[^1].Id) : null));
    }
}
