using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Notifications.Messages;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.People;

/// <summary>Whom a mail is to, and how soon he wants it.</summary>
internal sealed record MailWish(Person Person, MailRhythm Rhythm);

/// <summary>A mail to users.</summary>
/// <param name="CauseId">What it tells of: one for each cause and person.</param>
/// <param name="Link">The page to open, or null.</param>
/// <param name="Waits">Whether it may wait for a rhythm or the end of quiet hours; what concerns the safety of an account never does.</param>
internal sealed record UserMail(string Kind, Guid CauseId, IReadOnlyDictionary<string, string> Values, string? Link, bool Waits);

/// <summary>Writes mails to users: to be sent at once, at the end of their quiet hours, or gathered into one that says all of them.</summary>
internal sealed class UserMails(ITenantBrand brands, Seal seal, TimeProvider clock)
{
    /// <summary>The kind of the mail that says what was gathered.</summary>
    public const string Digest = "Digest";

    /// <summary>How a digest is begun and ended, sealed in its body.</summary>
    internal sealed record Frame(string? Language, string Name, string Firm, string ContactLine);

    /// <summary>Writes a mail to each who does not have it yet; how many that were.</summary>
    public async Task<int> Write(NotificationsDbContext db, UserMail mail, IReadOnlyList<MailWish> to, CancellationToken ct)
    {
        var ids = to.Select(w => w.Person.UserId).ToList();
        var told = (await db.UserEmails.Where(e => e.CauseId == mail.CauseId && e.Kind == mail.Kind && ids.Contains(e.UserId)).Select(e => e.UserId).ToListAsync(ct)).ToHashSet();
        var fresh = to.Where(w => !told.Contains(w.Person.UserId)).ToList();
        if (fresh.Count == 0) return 0;
        var brand = await brands.Of(ct);
        var own = await MailTexts.Own(db, mail.Kind, ct);
        var quiet = mail.Waits ? await db.QuietHours.AsNoTracking().Where(q => ids.Contains(q.UserId)).ToDictionaryAsync(q => q.UserId, ct) : [];
        // In one order for everybody, so that two who gather for the same people do not wait for each other.
        foreach (var wish in fresh.OrderBy(w => w.Person.UserId))
        {
            var email = NewEmail(mail, wish.Person, brand, own);
            db.UserEmails.Add(email);
            if (email.ToAddress is null) continue;
            var (zone, hours) = (MailPace.ZoneOf(wish.Person.TimeZone), quiet.GetValueOrDefault(wish.Person.UserId));
            DateTimeOffset Due(DateTimeOffset at) => hours is null ? at : MailPace.AfterQuiet(at, hours.From, hours.Until, zone);
            if (mail.Waits && wish.Rhythm != MailRhythm.AtOnce) await Gather(db, email, wish, brand, zone, Due, ct);
            else db.Queue.Add(new QueuedEmail { EmailId = email.Id, DueAt = Due(clock.GetUtcNow()), ForUser = true });
        }
        return fresh.Count;
    }

    /// <summary>Keeps a digest from being sent, or added to, by anybody else until the transaction ends.</summary>
    public static Task Lock(NotificationsDbContext db, Guid digestId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({digestId.ToString()}, 0))", ct);

    private UserEmail NewEmail(UserMail mail, Person person, TenantBrand brand, IReadOnlyDictionary<string, MailText> own)
    {
        var values = new Dictionary<string, string>(mail.Values, StringComparer.Ordinal) { ["name"] = person.Name, ["firm"] = brand.Name, ["contactLine"] = brand.ContactLine ?? "" };
        var said = own.GetValueOrDefault(Words.Spoken(person.Language));
        var message = Words.Render(mail.Kind, person.Language, values, mail.Link, said);
        var email = Empty(Guid.CreateVersion7(), mail.Kind, mail.CauseId, person, brand, message.Subject, said?.Version);
        if (email.ToAddress is not null) email.Body = seal.Close(UserEmail.Purpose, JsonSerializer.SerializeToUtf8Bytes(message));
        return email;
    }

    private async Task Gather(NotificationsDbContext db, UserEmail email, MailWish wish, TenantBrand brand, TimeZoneInfo zone, Func<DateTimeOffset, DateTimeOffset> due, CancellationToken ct)
    {
        email.State = EmailState.Gathered;
        for (var morning = MailPace.DigestAt(wish.Rhythm, clock.GetUtcNow(), zone); ; morning = MailPace.DigestAt(wish.Rhythm, morning, zone))
        {
            var id = DigestId(wish, morning);
            await Lock(db, id, ct);
            var digest = db.UserEmails.Local.FirstOrDefault(e => e.Id == id) ?? await db.UserEmails.SingleOrDefaultAsync(e => e.Id == id, ct);
            // Sent at this moment: what comes now is for the next one.
            if (digest is { State: not EmailState.Queued }) continue;
            email.DigestId = id;
            // One without its body came with the firm from another installation, where its place in the queue stayed.
            if (digest?.Body is not null) return;
            var frame = new Frame(wish.Person.Language, wish.Person.Name, brand.Name, brand.ContactLine ?? "");
            if (digest is null) db.UserEmails.Add(digest = Empty(id, Digest, id, wish.Person, brand, Words.Subject(Digest, wish.Person.Language, new Dictionary<string, string> { ["firm"] = brand.Name }), null));
            digest.Body = seal.Close(UserEmail.Purpose, JsonSerializer.SerializeToUtf8Bytes(frame));
            db.Queue.Add(new QueuedEmail { EmailId = id, DueAt = due(morning), ForUser = true });
            return;
        }
    }

    private UserEmail Empty(Guid id, string kind, Guid causeId, Person person, TenantBrand brand, string subject, int? textVersion) => new()
    {
        Id = id,
        UserId = person.UserId,
        Kind = kind,
        CauseId = causeId,
        ToName = Addresses.OneLine(person.Name, 200),
        ToAddress = Addresses.Plain(person.Email),
        FromName = Addresses.OneLine(brand.Name, 200),
        Subject = subject,
        TextVersion = textVersion,
        State = Addresses.Plain(person.Email) is null ? EmailState.NoAddress : EmailState.Queued,
        CreatedAt = clock.GetUtcNow(),
    };

    /// <summary>The same for all that is gathered for one person and morning.</summary>
    private static Guid DigestId(MailWish wish, DateTimeOffset morning) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{wish.Person.UserId:N}|{wish.Rhythm}|{morning.UtcTicks}")).AsSpan(0, 16));
}
