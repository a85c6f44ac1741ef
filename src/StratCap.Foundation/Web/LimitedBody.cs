using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace StratCap.Foundation.Web;

/// <summary>Bodies that are read whole, as their bytes.</summary>
public static class LimitedBody
{
    /// <summary>The body, or null when it is longer than may be.</summary>
    public static async Task<byte[]?> Read(HttpContext http, int maxBytes, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes;
        if (http.Request.ContentLength > maxBytes) return null;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        return body.Length <= maxBytes ? body.ToArray() : null;
    }
}
