using System.Text.Json;

namespace StratCap.Notifications.People;

/// <summary>A notification as its user sees it.</summary>
/// <param name="Parameters">Values for the words that the page finds for the kind.</param>
/// <param name="Target">What it leads to.</param>
internal sealed record NotificationView(Guid Id, NotificationKind Kind, IReadOnlyDictionary<string, string> Parameters, Target Target, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt)
{
    public static NotificationView Of(UserNotification n) => new(n.Id, n.Kind, JsonSerializer.Deserialize<Dictionary<string, string>>(n.Parameters)!, new Target(n.TargetKind, n.TargetId, n.FundId), n.CreatedAt, n.ReadAt);
}
