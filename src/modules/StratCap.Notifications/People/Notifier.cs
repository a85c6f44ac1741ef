using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Notifications;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath;

namespace StratCap.Notifications.People;

/// <summary>What is told.</summary>
/// <param name="CauseId">What it tells of; told again, it is told to nobody who knows it.</param>
/// <param name="Parameters">Values for the words, the same in every language.</param>
internal sealed record News(NotificationKind Kind, Guid CauseId, Target Target, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>An amount as a value for the words: with its currency before it and its currency's places.</summary>
    public static string Money(decimal amount, string currency) => $"{currency} {amount.ToString("F" + new Currency(currency).MinorUnits, CultureInfo.InvariantCulture)}";
}

/// <summary>Tells users, each as he wishes: in the application, by mail, or not at all. In the transaction of whoever asks; the browsers are told after it.</summary>
internal sealed class Notifier(UserMails mails, Outbox outbox, Audit audit, TimeProvider clock)
{
    /// <summary>Tells people, once for each cause and person.</summary>
    /// <param name="again">Who knows it already gets it as unread once more, with its new values.</param>
    public async Task Tell(NotificationsDbContext db, News news, IReadOnlyCollection<Person> to, CancellationToken ct, bool again = false)
    {
        if (to.Count == 0) return;
        var people = to.DistinctBy(p => p.UserId).ToList();
        var ids = people.ConvertAll(p => p.UserId);
        var wishes = await db.Preferences.AsNoTracking().Where(p => ids.Contains(p.UserId) && p.Kind == news.Kind).ToDictionaryAsync(p => p.UserId, p => (p.InApp, p.Email, p.Rhythm), ct);
        (bool InApp, bool Email, MailRhythm Rhythm) Wish(Guid userId) => wishes.TryGetValue(userId, out var wish) ? wish : Preferences.Usual(news.Kind);

        var shown = await Show(db, news, [.. people.Where(p => Wish(p.UserId).InApp).Select(p => p.UserId)], again, ct);
        var mailed = await mails.Write(db, new UserMail(news.Kind.ToString(), news.CauseId, news.Parameters, null, Preferences.MayWait(news.Kind)), [.. people.Where(p => Wish(p.UserId).Email).Select(p => new MailWish(p, Wish(p.UserId).Rhythm))], ct);
        if (shown.Count == 0 && mailed == 0) return;
        await NotificationDay.Mark(db, clock.GetUtcNow(), ct);
        if (shown.Count > 0) outbox.Add(db, new UsersTold(news.CauseId, shown));
        audit.Record(db, "notifications.tell", (news.Kind.ToString(), news.CauseId), null, new { Shown = shown.Count, Mailed = mailed });
    }

    /// <summary>Takes a notification off everybody's unread ones: what it asked for was done.</summary>
    public async Task Settle(NotificationsDbContext db, NotificationKind kind, Guid causeId, CancellationToken ct)
    {
        var open = await db.UserNotifications.Where(n => n.CauseId == causeId && n.Kind == kind && n.ReadAt == null).ToListAsync(ct);
        if (open.Count == 0) return;
        foreach (var notification in open) notification.ReadAt = clock.GetUtcNow();
        outbox.Add(db, new UsersTold(causeId, [.. open.Select(n => n.UserId)]));
        audit.Record(db, "notifications.settle", (kind.ToString(), causeId), null, new { Count = open.Count });
    }

    /// <summary>Sends a message about a person's account.</summary>
    public async Task Account(NotificationsDbContext db, AccountMailWanted what, Guid eventId, string? link, CancellationToken ct)
    {
        var person = new Person(what.UserId, what.Name, what.Email, what.Language);
        var until = what.Until?.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture) ?? "";
        var mail = new UserMail(what.Mail.ToString(), eventId, new Dictionary<string, string>(StringComparer.Ordinal) { ["until"] = until }, link, Waits: false);
        if (await mails.Write(db, mail, [new MailWish(person, MailRhythm.AtOnce)], ct) == 0) return;
        await NotificationDay.Mark(db, clock.GetUtcNow(), ct);
        audit.Record(db, "notifications.account_mail", ("user", what.UserId), null, new { what.Mail });
    }

    private async Task<List<Guid>> Show(NotificationsDbContext db, News news, List<Guid> to, bool again, CancellationToken ct)
    {
        var there = await db.UserNotifications.Where(n => n.CauseId == news.CauseId && n.Kind == news.Kind && to.Contains(n.UserId)).ToListAsync(ct);
        var fresh = to.Except(there.Select(n => n.UserId)).ToList();
        var reopened = again ? there : [];
        // What happened again is told as it is now.
        foreach (var notification in reopened) (notification.ReadAt, notification.Parameters) = (null, JsonSerializer.Serialize(news.Parameters));
        db.UserNotifications.AddRange(fresh.Select(userId => new UserNotification
        {
            Id = Guid.CreateVersion7(),
            UserId = userId,
            Kind = news.Kind,
            CauseId = news.CauseId,
            Parameters = JsonSerializer.Serialize(news.Parameters),
            TargetKind = news.Target.Kind,
            TargetId = news.Target.Id,
            FundId = news.Target.FundId,
            CreatedAt = clock.GetUtcNow(),
        }));
        return [.. fresh, .. reopened.Select(n => n.UserId)];
    }
}
