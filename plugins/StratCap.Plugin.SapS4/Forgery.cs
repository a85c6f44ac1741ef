using System.Net;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.SapS4;

/// <summary>
/// A token against cross-site forgery with the cookies that came with it. Behind a balancer a token of one session and a cookie of another fail at random, so the two travel together, are
/// used for one write and thrown away.
/// </summary>
internal sealed record Forgery(string? Value, string Cookies)
{
    internal static async Task<Forgery> Token(Connection connection, string root, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, root + "/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV/");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic {{basic:user,password}}");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-CSRF-Token", "Fetch");
        var answer = await connection.Ask(request, ct);
        if (OData.Refusal(answer, null, connection.Clock) is { } refusal) throw refusal;
        var cookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(c => c.Split(';')[0])) : "";
        return new(answer.Header("X-CSRF-Token"), cookies);
    }

    /// <summary>Whether the system refused a write for its token alone, before doing anything.</summary>
    internal static bool IsDropped(VendorAnswer? answer) =>
        answer is { Status: HttpStatusCode.Forbidden } && string.Equals(answer.Header("X-CSRF-Token"), "Required", StringComparison.OrdinalIgnoreCase);

    internal void PutOn(HttpRequestMessage request)
    {
        if (Value is not null) request.Headers.TryAddWithoutValidation("X-CSRF-Token", Value);
        if (Cookies.Length > 0) request.Headers.TryAddWithoutValidation("Cookie", Cookies);
    }
}
