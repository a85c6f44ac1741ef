using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using Stripe;

namespace StratCap.Plugin.Stripe;

/// <summary>Stripe's own client over the host's way out: it never holds the key, never tries again by itself, and tells Stripe nothing about itself.</summary>
internal static class StripeCalls
{
    // The host's word for an answer that it cut off: the order had left.
    private const string AnswerTooLarge = "egress.too_large";

    internal static async Task<T> Ask<T>(Connection connection, Func<StripeClient, Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call(Client(connection));
        }
        catch (Exception e) when (Told(e, ct) is { } told)
        {
            throw told;
        }
    }

    /// <summary>A list, page by page as it is read.</summary>
    internal static async IAsyncEnumerable<T> List<T>(Connection connection, Func<StripeClient, IAsyncEnumerable<T>> call, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var items = call(Client(connection)).GetAsyncEnumerator(ct);
        while (await Ask(connection, _ => items.MoveNextAsync().AsTask(), ct)) yield return items.Current;
    }

    private static ConnectorException? Told(Exception e, CancellationToken ct) => e switch
    {
        StripeException refused => StripeErrors.Of(refused),
        HttpRequestException or IOException or JsonException or Newtonsoft.Json.JsonException => new(ErrorClass.Transient, "Stripe gave no whole answer.", inner: e),
        OperationCanceledException when !ct.IsCancellationRequested => new(ErrorClass.Transient, "Stripe did not answer in time.", inner: e),
        _ => null,
    };

    /// <summary>A write: what may have reached Stripe without an answer is uncertain.</summary>
    internal static async Task<WriteOutcome> Write(Connection connection, Func<StripeClient, Task<WriteOutcome>> call, CancellationToken ct)
    {
        try
        {
            return await Ask(connection, call, ct);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Transient || e.VendorCode == AnswerTooLarge)
        {
            return new WriteOutcome.Uncertain(e.Message);
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Validation or ErrorClass.NotFound or ErrorClass.Conflict)
        {
            return new WriteOutcome.Rejected(e.VendorCode ?? "stripe.refused", e.Message, (e.InnerException as StripeException)?.StripeError?.Param);
        }
    }

    private static StripeClient Client(Connection connection) =>
        new(new SecretRef("api_key").ToString(), httpClient: new SystemNetHttpClient(connection.Http, maxNetworkRetries: 0, enableTelemetry: false));
}

/// <summary>Stripe's errors in the host's classes: https://docs.stripe.com/api/errors. Stripe's sentences may quote what was sent, so that only its codes are passed on.</summary>
internal static class StripeErrors
{
    internal static ConnectorException Of(StripeException e)
    {
        var error = e.StripeError;
        var code = error?.DeclineCode ?? error?.Code ?? error?.Type;
        var kind = Class(e.HttpStatusCode, error);
        var retryAfter = kind == ErrorClass.RateLimited ? e.StripeResponse?.Headers?.RetryAfter?.Delta ?? TimeSpan.FromSeconds(2) : (TimeSpan?)null;
        return new(kind, $"Stripe refused: {code ?? ((int)e.HttpStatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)}{(error?.Param is { } param ? $" ({param})" : "")}.", code, e.StripeResponse?.RequestId, retryAfter, e);
    }

    private static ErrorClass Class(HttpStatusCode status, StripeError? error) => (int)status switch
    {
        401 or 403 => ErrorClass.Auth,
        404 => ErrorClass.NotFound,
        // The first request under that key is still at work: what becomes of it is not known yet.
        409 => ErrorClass.Transient,
        429 => ErrorClass.RateLimited,
        400 when error?.Type == "idempotency_error" => ErrorClass.Conflict,
        400 or 402 or 422 => ErrorClass.Validation,
        >= 400 and < 500 => ErrorClass.Permanent,
        // A 2xx whose body could not be read, and all of Stripe's own failures.
        _ => ErrorClass.Transient,
    };
}

/// <summary>Stripe's minor units, which are not ISO 4217's everywhere: https://docs.stripe.com/currencies.</summary>
internal static class StripeMoney
{
    internal static Amount Of(long minor, string currency)
    {
        var code = currency.ToUpperInvariant();
        decimal value = minor;
        for (var i = 0; i < Places(code); i++) value /= 10;
        return new(value, code);
    }

    private static int Places(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "JPY" or "KMF" or "KRW" or "MGA" or "PYG" or "RWF" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "JOD" or "KWD" or "OMR" or "TND" => 3,
        _ => 2,
    };
}
