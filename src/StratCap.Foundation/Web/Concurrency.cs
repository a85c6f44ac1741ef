using Microsoft.AspNetCore.Http;

namespace StratCap.Foundation.Web;

/// <summary>Optimistic concurrency by entity tags.</summary>
public static class Concurrency
{
    /// <summary>The refusal (412) when the request's If-Match names another version than the current one; null when it may go on.</summary>
    public static Refusal? Stale(this HttpContext http, object currentVersion)
    {
        var wanted = http.Request.Headers.IfMatch.ToString();
        return wanted.Length == 0 || wanted == "*" || wanted == $"\"{currentVersion}\""
            ? null
            : new Refusal(412, "resource.changed", "Somebody changed this in the meantime: read it again and repeat your change.");
    }
}
