using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.Sending;

/// <summary>Makes one mail of those that were gathered for a person.</summary>
internal static class DigestMaker
{
    /// <summary>More are counted, not said: they are in the application.</summary>
    private const int Most = 50;

    /// <summary>What the digest says now; nothing is added to it any more.</summary>
    public static async Task<RenderedMessage> Make(NotificationsDbContext db, UserEmail digest, Seal seal, CancellationToken ct)
    {
        await UserMails.Lock(db, digest.Id, ct);
        T Opened<T>(byte[]? body) => JsonSerializer.Deserialize<T>(seal.Open(UserEmail.Purpose, body))!;
        var frame = Opened<UserMails.Frame>(digest.Body);
        var gathered = Gathered(db, digest);
        var count = await gathered.CountAsync(ct);
        var items = await gathered.OrderBy(e => e.Id).Take(Most).Select(e => e.Body).ToListAsync(ct);
        var lines = items.ConvertAll(body => Opened<RenderedMessage>(body).Subject);
        if (count > Most) lines.Add($"+ {count - Most}");
        return Words.Render(UserMails.Digest, frame.Language, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = frame.Name,
            ["firm"] = frame.Firm,
            ["contactLine"] = frame.ContactLine,
            ["items"] = string.Join('\n', lines.Select(l => "– " + l)),
        });
    }

    /// <summary>What became of the digest became of all that it says.</summary>
    public static Task Settle(NotificationsDbContext db, UserEmail digest, CancellationToken ct) => Gathered(db, digest).ExecuteUpdateAsync(
        set => set.SetProperty(e => e.State, digest.State).SetProperty(e => e.SentAt, digest.SentAt).SetProperty(e => e.Reason, digest.Reason).SetProperty(e => e.Body, (byte[]?)null), ct);

    private static IQueryable<UserEmail> Gathered(NotificationsDbContext db, UserEmail digest) => db.UserEmails.Where(e => e.DigestId == digest.Id && e.State == EmailState.Gathered);
}
