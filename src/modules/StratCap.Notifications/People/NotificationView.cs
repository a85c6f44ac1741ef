using System.Text.Json;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.People;

/// <summary>A notification as its user sees it.</summary>
/// <param name="Subject">What it tells, in one line, as the subject of a mail would.</param>
/// <param name="Parameters">Values for the words that the page finds for the kind.</param>
/// <param name="Target">What it leads to.</param>
internal sealed record NotificationView(Guid Id, NotificationKind Kind, string Subject, IReadOnlyDictionary<string, string> Parameters, Target Target, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt)
{
    public static NotificationView Of(UserNotification n, string? language = null)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(n.Parameters)!;
        return new(n.Id, n.Kind, Words.Subject(n.Kind.ToString(), language, values), values, new Target(n.TargetKind, n.TargetId, n.FundId), n.CreatedAt, n.ReadAt);
    }
}
