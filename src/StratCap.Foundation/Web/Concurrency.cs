using Microsoft.AspNetCore.Http;

namespace StratCap.Foundation.Web;

/// <summary>Optimistic concurrency by entity tags.</summary>
public static class Concurrency
{
    private static readonly object Changes = new();

    /// <summary>Somebody was faster.</summary>
    public static Refusal Changed { get; } = new(412, "resource.changed", "Somebody changed this in the meantime: read it again and repeat your change.");

    /// <summary>The refusal (412) when the request's If-Match names another version than the current one; null when it may go on.</summary>
    /// <param name="changedBy">The audited actions that move this version, where others have the same subject: only whoever did one of them is named as the one who was faster.</param>
    public static Refusal? Stale(this HttpContext http, object currentVersion, params string[] changedBy)
    {
        http.Items[Changes] = changedBy;
        var wanted = http.Request.Headers.IfMatch.ToString();
        return wanted.Length == 0 || wanted == "*" || wanted == $"\"{currentVersion}\""
            ? null
            : Changed;
    }

    /// <summary>The audited actions that move the version which the request guards; none where its subject has no others.</summary>
    internal static IReadOnlyList<string> GuardedChanges(this HttpContext http) => http.Items[Changes] as string[] ?? [];
}
