using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Http;

/// <summary>Calls to the portal's host, signed in as the settings say.</summary>
internal static partial class PortalHttp
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = SecretRef.JsonText };

    /// <summary>A body as it is sent: braces in texts escaped, so that the host takes none of them for a placeholder.</summary>
    internal static string Body(JsonObject json) => json.ToJsonString(Json);

    internal static HttpRequestMessage Request(Connection connection, string method, string path, string? body = null)
    {
        var host = connection.Required("host");
        if (!HostName().IsMatch(host) || !path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal)) throw new ConnectorException(ErrorClass.Validation, "The host or a path of the mapping is none.");
        var request = new HttpRequestMessage(new HttpMethod(method), $"https://{host}{path}");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        SignIn(connection, request);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    /// <summary>Sends, and reads JSON; an empty answer is null.</summary>
    /// <exception cref="ConnectorException">The portal refused, or no whole answer came (<see cref="ErrorClass.Transient"/>).</exception>
    internal static async Task<JsonNode?> Send(Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        var text = await Deliver(connection, request, ct);
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw NoAnswer(request, e);
        }
    }

    /// <summary>Sends; what the portal says besides its status is text.</summary>
    /// <exception cref="ConnectorException">As for <see cref="Send"/>.</exception>
    internal static async Task<string> Deliver(Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var response = await connection.Http.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            return response.IsSuccessStatusCode ? text : throw Refused(Named(request), response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw NoAnswer(request, e);
        }
    }

    private static ConnectorException NoAnswer(HttpRequestMessage request, Exception e) => new(ErrorClass.Transient, $"The portal gave no whole answer to {Named(request)}.", inner: e);

    private static string Named(HttpRequestMessage request) => $"{request.Method} {request.RequestUri!.AbsolutePath}";

    /// <summary>Puts our words where a path has their names in braces, each escaped.</summary>
    internal static string Filled(string path, JsonObject words) => Word().Replace(path, found =>
        Uri.EscapeDataString(Pointer.Text(Pointer.Get(words, found.Groups[1].Value)) ?? throw new ConnectorException(ErrorClass.Validation, $"The path needs '{found.Groups[1].Value}', which has no value.")));

    private static ConnectorException Refused(string what, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var kind = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ErrorClass.Auth,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => ErrorClass.NotFound,
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => ErrorClass.Conflict,
            HttpStatusCode.TooManyRequests => ErrorClass.RateLimited,
            HttpStatusCode.RequestTimeout => ErrorClass.Transient,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge => ErrorClass.Validation,
            _ => status >= 500 ? ErrorClass.Transient : ErrorClass.Permanent,
        };
        var retryAfter = kind == ErrorClass.RateLimited ? response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(30) : (TimeSpan?)null;
        return new(kind, $"The portal answered {what} with {status}.", status.ToString(System.Globalization.CultureInfo.InvariantCulture), RequestId(response), retryAfter);
    }

    private static string? RequestId(HttpResponseMessage response) => response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.First() : null;

    private static void SignIn(Connection connection, HttpRequestMessage request)
    {
        var (name, value) = (connection.Text("auth") ?? "bearer") switch
        {
            "bearer" => ("Authorization", "Bearer " + new SecretRef("token")),
            "basic" => ("Authorization", "Basic {{basic:user,password}}"),
            "header" => (connection.Required("authHeader"), new SecretRef("token").ToString()),
            "none" => ("", ""),
            _ => throw new ConnectorException(ErrorClass.Validation, "The setting 'auth' is bearer, basic, header or none."),
        };
        if (name.Length > 0 && !request.Headers.TryAddWithoutValidation(name, value)) throw new ConnectorException(ErrorClass.Validation, "The setting 'authHeader' is no header's name.");
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?$", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
