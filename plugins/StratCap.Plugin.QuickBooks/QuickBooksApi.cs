using System.Net.Http.Headers;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.QuickBooks;

/// <summary>One company's API: addresses, credentials, and faults in the host's classes.</summary>
internal sealed class QuickBooksApi(Connection connection)
{
    /// <summary>The most that a query or a change data capture gives at once.</summary>
    internal const int PageSize = 1000;

    // The lowest that Intuit still serves, and so the only one whose shape does not move by itself.
    private const string MinorVersion = "minorversion=75";

    private readonly string company =
        $"https://{(connection.Text("environment") == "sandbox" ? "sandbox-" : "")}quickbooks.api.intuit.com/v3/company/{Uri.EscapeDataString(connection.Required("realmId"))}/";

    internal string HomeCurrency { get; } = connection.Required("homeCurrency");

    /// <summary>An answer to a <c>select</c>, whole: <c>QueryResponse</c> and <c>time</c>.</summary>
    internal Task<JsonElement> Query(string select, CancellationToken ct) => Get("query?query=" + Uri.EscapeDataString(select), ct);

    /// <exception cref="ConnectorException">The company refused, in the class of its fault; or half an answer came (<see cref="ErrorClass.Transient"/>).</exception>
    internal async Task<JsonElement> Get(string path, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, path);
        var answer = await connection.Ask(request, ct);
        var json = Parse(answer);
        if (Fault.Of(answer, json) is { } fault) throw fault.AsException(answer, connection.Clock);
        return json ?? throw new ConnectorException(ErrorClass.Transient, "QuickBooks answered something that is no whole JSON.", requestId: answer.Header("intuit_tid"));
    }

    /// <summary>Sends a command; null when it may have left and no whole answer came.</summary>
    internal async Task<VendorAnswer?> Post(string path, string json, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, path);
        request.Content = PlainBody.Json(json);
        return await connection.Tell(request, ct);
    }

    internal static JsonElement? Parse(VendorAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, company + path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + MinorVersion);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer {{secret:access_token}}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }
}

/// <summary>A refusal of QuickBooks, which comes with any HTTP status, 200 too.</summary>
internal sealed record Fault(ErrorClass Class, string Code, string Text, string? Field)
{
    /// <summary>The refusal in an answer; null when there is none.</summary>
    internal static Fault? Of(VendorAnswer answer, JsonElement? json)
    {
        var fault = json?.Get("Fault") is { ValueKind: JsonValueKind.Object } upper ? upper : json?.Get("fault") ?? default;
        if (fault.ValueKind != JsonValueKind.Object) return answer.IsSuccess ? null : new(answer.StatusClass, ((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture), "QuickBooks refused without saying why.", null);
        var error = (fault.Get("Error").ValueKind == JsonValueKind.Array ? fault.Get("Error") : fault.Get("error")).Items().FirstOrDefault();
        var code = error.TextOf("code") ?? "";
        // Its detail quotes names and figures of the books; the message is the general sentence.
        var text = error.TextOf("Message") ?? error.TextOf("message") ?? "QuickBooks refused without saying why.";
        return new(ClassOf(answer, fault.TextOf("type"), code), code, text.Length > 200 ? text[..200] : text, error.TextOf("element") is { Length: > 0 } field ? field : null);
    }

    internal ConnectorException AsException(VendorAnswer answer, TimeProvider clock) => new(
        Class, "QuickBooks: " + Text, Code, answer.Header("intuit_tid"), Class == ErrorClass.RateLimited ? answer.RetryAfter(clock) ?? TimeSpan.FromMinutes(1) : null);

    // The type "AuthorizatonFault" is spelt so in Intuit's own schema.
    private static ErrorClass ClassOf(VendorAnswer answer, string? type, string code) => (code, type?.ToUpperInvariant()) switch
    {
        ("003001" or "3001", _) => ErrorClass.RateLimited,
        ("003100" or "003200" or "3100" or "3200", _) => ErrorClass.Auth,
        ("5010" or "6140" or "6210", _) => ErrorClass.Conflict,
        ("610", _) => ErrorClass.NotFound,
        _ when answer.StatusClass is ErrorClass.Auth or ErrorClass.RateLimited => answer.StatusClass,
        (_, "AUTHENTICATIONFAULT" or "AUTHORIZATIONFAULT" or "AUTHORIZATONFAULT" or "AUTHENTICATION" or "AUTHORIZATION") => ErrorClass.Auth,
        (_, "SYSTEMFAULT" or "SERVICE") => ErrorClass.Transient,
        (_, "VALIDATIONFAULT") => ErrorClass.Validation,
        _ => answer.IsSuccess ? ErrorClass.Permanent : answer.StatusClass,
    };
}
