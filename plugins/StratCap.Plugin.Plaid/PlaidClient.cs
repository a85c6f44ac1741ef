using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Plaid;

/// <summary>Posts JSON to Plaid and reads its answers and errors.</summary>
internal sealed class PlaidClient(Connection connection)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = SecretRef.JsonText,
    };

    internal static string Environment(Connection connection) => connection.Required("environment") switch
    {
        "production" => "production",
        "sandbox" => "sandbox",
        _ => throw new ConnectorException(ErrorClass.Validation, "The setting 'environment' is production or sandbox."),
    };

    /// <summary>One call.</summary>
    /// <exception cref="ConnectorException">Plaid refused, or no whole answer came (<see cref="ErrorClass.Transient"/>).</exception>
    internal async Task<T> Post<T>(string path, object body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{Environment(connection)}.plaid.com{path}");
        request.Headers.TryAddWithoutValidation("PLAID-CLIENT-ID", connection.Required("clientId"));
        request.Headers.TryAddWithoutValidation("PLAID-SECRET", new SecretRef("secret").ToString());
        request.Headers.TryAddWithoutValidation("Plaid-Version", "2020-09-14");
        request.Content = new StringContent(JsonSerializer.Serialize(body, Json), Encoding.UTF8, "application/json");
        try
        {
            using var response = await connection.Http.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            if (!response.IsSuccessStatusCode) throw PlaidErrors.Of(path, response.StatusCode, text, response.Headers.RetryAfter);
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException("The answer is null.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ConnectorException(ErrorClass.Transient, $"Plaid gave no whole answer to {path}.", inner: e);
        }
    }
}

/// <summary>Plaid's errors in the host's classes: https://plaid.com/docs/errors.</summary>
internal static class PlaidErrors
{
    internal const string MutationDuringPagination = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION";

    internal static ConnectorException Of(string path, HttpStatusCode status, string body, RetryConditionHeaderValue? retry)
    {
        var (type, code, shown, requestId) = Read(body);
        var kind = Class(status, type, code);
        var message = $"Plaid refused {path}: {code ?? ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)}." + (shown is null ? "" : " " + shown);
        return new(kind, message, code, requestId, kind == ErrorClass.RateLimited ? retry?.Delta ?? TimeSpan.FromMinutes(1) : null);
    }

    private static ErrorClass Class(HttpStatusCode status, string? type, string? code) => (type, code) switch
    {
        ("RATE_LIMIT_EXCEEDED", _) => ErrorClass.RateLimited,
        _ when status == HttpStatusCode.TooManyRequests => ErrorClass.RateLimited,
        (_, "INVALID_API_KEYS" or "UNAUTHORIZED_ENVIRONMENT" or "INVALID_ACCESS_TOKEN") => ErrorClass.Auth,
        (_, "ITEM_LOGIN_REQUIRED" or "ACCESS_NOT_GRANTED" or "INVALID_CREDENTIALS" or "INSUFFICIENT_CREDENTIALS" or "ITEM_LOCKED" or "USER_SETUP_REQUIRED" or "USER_PERMISSION_REVOKED") => ErrorClass.Auth,
        (_, "PRODUCT_NOT_READY" or "PLANNED_MAINTENANCE") => ErrorClass.Transient,
        (_, MutationDuringPagination or "TRANSFER_NOT_CANCELLABLE") => ErrorClass.Conflict,
        (_, "NOT_FOUND" or "ITEM_NOT_FOUND") => ErrorClass.NotFound,
        ("INSTITUTION_ERROR", "INSTITUTION_NO_LONGER_SUPPORTED" or "UNSUPPORTED_RESPONSE") => ErrorClass.Permanent,
        ("INSTITUTION_ERROR" or "API_ERROR", _) => ErrorClass.Transient,
        // A gateway before Plaid refuses in words of its own.
        (null, _) when status == HttpStatusCode.Unauthorized => ErrorClass.Auth,
        _ when (int)status >= 500 || status == HttpStatusCode.RequestTimeout => ErrorClass.Transient,
        (null, _) => ErrorClass.Permanent,
        _ => ErrorClass.Validation,
    };

    private static (string? Type, string? Code, string? Shown, string? RequestId) Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            string? Text(string name) => json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
            return (Text("error_type"), Text("error_code"), Text("display_message"), Text("request_id"));
        }
        catch (JsonException)
        {
            // A gateway in between answers in HTML: the status alone decides.
            return default;
        }
    }
}
