using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Sample;

/// <summary>Requests to the ledger, and its errors in the host's classes.</summary>
internal static class LedgerClient
{
    /// <summary>Reads. A read may fail by exception: the host tries it again where the class of error allows.</summary>
    internal static async Task<T> Get<T>(Connection connection, string path, CancellationToken ct)
    {
        using var request = Request(connection, HttpMethod.Get, path);
        using var response = await Send(connection, request, ct);
        if (!response.IsSuccessStatusCode) throw Error(response, await Fault(response, ct));
        return await Body<T>(response, ct);
    }

    /// <summary>Writes once per key. A write that broke off is uncertain: it may be there.</summary>
    internal static async Task<WriteOutcome> Post<T>(Connection connection, string path, string key, object body, Func<T, WriteOutcome.Accepted> accepted, CancellationToken ct)
    {
        using var request = Request(connection, HttpMethod.Post, path);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = PlainBody.Json(JsonSerializer.Serialize(body, JsonSerializerOptions.Web));
        try
        {
            using var response = await connection.Http.SendAsync(request, ct);
            if (response.IsSuccessStatusCode) return accepted(await Body<T>(response, ct));
            if ((int)response.StatusCode >= 500) return new WriteOutcome.Uncertain($"The ledger answered {(int)response.StatusCode}.");
            var fault = await Fault(response, ct);
            return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict
                ? new WriteOutcome.Rejected(fault?.Code ?? "ledger.refused", fault?.Message ?? "The ledger refused it.", fault?.Field)
                : throw Error(response, fault);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return new WriteOutcome.Uncertain("The connection broke before the ledger answered.");
        }
    }

    private static HttpRequestMessage Request(Connection connection, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"https://ledger.sample.example/v1/companies/{Uri.EscapeDataString(connection.Required("company"))}/{path}");
        // The host puts the key in; the plugin never has it.
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer {{secret:api_key}}");
        return request;
    }

    private static async Task<HttpResponseMessage> Send(Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await connection.Http.SendAsync(request, ct);
        }
        catch (HttpRequestException error)
        {
            throw new ConnectorException(ErrorClass.Transient, "The ledger cannot be reached.", inner: error);
        }
        catch (TaskCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new ConnectorException(ErrorClass.Transient, "The ledger did not answer in time.", inner: error);
        }
    }

    private static async Task<T> Body<T>(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, ct) ?? throw new ConnectorException(ErrorClass.Transient, "The ledger's answer is empty.");
        }
        catch (JsonException error)
        {
            throw new ConnectorException(ErrorClass.Transient, "The ledger's answer cannot be read.", inner: error);
        }
    }

    private static async Task<LedgerFault?> Fault(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<LedgerFault>(JsonSerializerOptions.Web, ct);
        }
        catch (JsonException)
        {
            // The status says enough.
            return null;
        }
    }

    private static ConnectorException Error(HttpResponseMessage response, LedgerFault? fault) => new(
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ErrorClass.Auth,
            HttpStatusCode.TooManyRequests => ErrorClass.RateLimited,
            HttpStatusCode.NotFound => ErrorClass.NotFound,
            HttpStatusCode.Conflict => ErrorClass.Conflict,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ErrorClass.Validation,
            >= HttpStatusCode.InternalServerError => ErrorClass.Transient,
            _ => ErrorClass.Permanent,
        },
        $"The ledger answered {(int)response.StatusCode}.", fault?.Code, retryAfter: response.Headers.RetryAfter?.Delta);

    private sealed record LedgerFault(string? Code, string? Message, string? Field);
}
