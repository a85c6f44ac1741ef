using StratCap.Contracts.Identity;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Web;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.Handlers;

/// <summary>Reports were published: each investor who has some gets a message that says which, and no more: no document, no link.</summary>
internal sealed class WhenReportsPublished(IPublications publications, NoticeWriter writer) : IEventHandler<ReportsPublished, NotificationsDbContext>
{
    public async Task Handle(ReportsPublished what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (await publications.Find(what.PublicationId, ct) is not { } publication) return;
        await writer.Write(db, new NoticeRound(EmailKind.ReportsPublished, publication.FundId, publication.PublicationId,
            [.. publication.Investors.Select(i => new NoticePart(i.InvestorId, i.InvestorName, figures => Values(publication, i, figures)))]), ct);
    }

    private static Dictionary<string, string> Values(PublicationEntry publication, PublishedFor investor, LocalFigures figures) => new(StringComparer.Ordinal)
    {
        ["fund"] = publication.FundName,
        ["quarter"] = publication.Period,
        ["reports"] = string.Join('\n', investor.Kinds.Select(k => ListWords.Of(k, figures.Language))),
    };
}

/// <summary>The portal's users are told who look for one of those investors.</summary>
internal sealed class TellOfReports(IPublications publications, IPeople people, Notifier notifier) : IEventHandler<ReportsPublished, NotificationsDbContext>
{
    public async Task Handle(ReportsPublished what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (await publications.Find(what.PublicationId, ct) is not { } publication) return;
        var to = await people.LookingFor([.. publication.Investors.Select(i => i.InvestorId)], ct);
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["fund"] = publication.FundName, ["quarter"] = publication.Period };
        await notifier.Tell(db, new News(NotificationKind.ReportsPublished, publication.PublicationId, new Target(TargetKind.Publication, publication.PublicationId, publication.FundId), values), [.. to.Select(p => p.Person)], ct);
    }
}
