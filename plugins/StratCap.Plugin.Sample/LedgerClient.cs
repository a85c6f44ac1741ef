using System.Net;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Sample;

/// <summary>Requests to the ledger, and its errors in the host's classes.</summary>
internal static class LedgerClient
{
    /// <summary>Reads. A read may fail by exception: the host tries it again where the class of error allows.</summary>
    internal static async Task<T> Get<T>(Connection connection, string path, CancellationToken ct)
        where T : class
    {
        using var request = Request(connection, HttpMethod.Get, path);
        var answer = await connection.Ask(request, ct);
        if (!answer.IsSuccess) throw Error(connection, answer);
        return Read<T>(answer) ?? throw new ConnectorException(ErrorClass.Transient, "The ledger's answer cannot be read.");
    }

    /// <summary>Writes once per key. A write that broke off, or whose answer cannot be read, is uncertain: it may be there.</summary>
    internal static async Task<WriteOutcome> Post(Connection connection, string path, string key, object body, CancellationToken ct)
    {
        using var request = Request(connection, HttpMethod.Post, path);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = PlainBody.Json(JsonSerializer.Serialize(body, JsonSerializerOptions.Web));
        if (await connection.Tell(request, ct) is not { } answer) return new WriteOutcome.Uncertain("The ledger did not answer, or not to the end.");
        if (answer.IsSuccess) return Read<Made>(answer) is { Id.Length: > 0 } made ? new WriteOutcome.Accepted(made.Id, made.Version) : new WriteOutcome.Uncertain("The ledger's answer cannot be read.");
        if (answer.StatusClass == ErrorClass.Transient) return new WriteOutcome.Uncertain($"The ledger answered {(int)answer.Status}.");
        if (answer.Status is not (HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict)) throw Error(connection, answer);
        var fault = Read<LedgerFault>(answer);
        return new WriteOutcome.Rejected(fault?.Code ?? "ledger.refused", fault?.Message ?? "The ledger refused it.", fault?.Field);
    }

    private static HttpRequestMessage Request(Connection connection, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"https://ledger.sample.example/v1/companies/{Uri.EscapeDataString(connection.Required("company"))}/{path}");
        // The host puts the key in; the plugin never has it.
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer {{secret:api_key}}");
        return request;
    }

    /// <summary>The answer's body; null when it is empty or out of form.</summary>
    private static T? Read<T>(VendorAnswer answer)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(answer.Body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ConnectorException Error(Connection connection, VendorAnswer answer) =>
        new(answer.StatusClass, $"The ledger answered {(int)answer.Status}.", Read<LedgerFault>(answer)?.Code, retryAfter: answer.RetryAfter(connection.Clock));

    private sealed record Made(string? Id, string? Version);

    private sealed record LedgerFault(string? Code, string? Message, string? Field);
}
