using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginSdk.Connections;

/// <summary>A vendor's answer, whole.</summary>
/// <param name="Status">The HTTP status; vendors put refusals into a 200 too, so the body decides.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Body">The body, read as UTF-8.</param>
public sealed record VendorAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, string Body)
{
    /// <summary>The status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>What the status alone says; for vendors whose body says more, only the fallback.</summary>
    public ErrorClass StatusClass => (int)Status switch
    {
        401 or 403 => ErrorClass.Auth,
        404 or 410 => ErrorClass.NotFound,
        409 or 412 => ErrorClass.Conflict,
        429 => ErrorClass.RateLimited,
        408 or >= 500 => ErrorClass.Transient,
        >= 400 => ErrorClass.Validation,
        _ => ErrorClass.Permanent,
    };

    /// <summary>A header's values joined with a comma; null when it is absent.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    /// <summary>How long the vendor asks to wait (<c>Retry-After</c> in seconds or as a date); null when it does not say.</summary>
    public TimeSpan? RetryAfter(TimeProvider clock)
    {
        if (Headers.RetryAfter is not { } asked) return null;
        var wait = asked.Delta ?? asked.Date - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}

/// <summary>Sends to a vendor and tells apart what the host must: a question that may be asked again from a command that may have been obeyed.</summary>
public static class VendorCalls
{
    /// <summary>Asks something that changes nothing.</summary>
    /// <exception cref="ConnectorException">No whole answer came (<see cref="ErrorClass.Transient"/>), or the host refused to send.</exception>
    public static async Task<VendorAnswer> Ask(this Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await Send(connection, request, ct);
        }
        catch (Exception e) when (IsBroken(e, ct))
        {
            throw new ConnectorException(ErrorClass.Transient, "The vendor did not answer, or not to the end.", inner: e);
        }
    }

    /// <summary>Sends a command that changes something at the vendor's.</summary>
    /// <returns>Null when it may have left and no whole answer came: <see cref="WriteOutcome.Uncertain"/>.</returns>
    /// <exception cref="ConnectorException">It never left: no connection could be made (<see cref="ErrorClass.Transient"/>), or the host refused to send.</exception>
    public static async Task<VendorAnswer?> Tell(this Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await Send(connection, request, ct);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new ConnectorException(ErrorClass.Transient, "The vendor could not be reached; nothing was sent.", inner: e);
        }
        catch (Exception e) when (IsBroken(e, ct) || e is ConnectorException { Class: ErrorClass.Transient } or ConnectorException { VendorCode: EgressCodes.TooLarge })
        {
            return null;
        }
    }

    private static async Task<VendorAnswer> Send(Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
        return new(response.StatusCode, response.Headers, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    private static bool IsBroken(Exception e, CancellationToken ct) => e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested);
}
