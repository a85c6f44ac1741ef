using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Security;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Webhooks;

/// <summary>How an attempt ended.</summary>
/// <param name="Status">Null when there was no answer.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="RetryAfter">What the receiver asks for.</param>
internal sealed record WebhookAnswer(int? Status, int Milliseconds, string? Error, TimeSpan? RetryAfter = null);

/// <summary>Sends over a checked connection: no redirect, no proxy, no cookie, a bounded time, and of the answer nothing but its status is read.</summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly WebhookOptions _options;
    private readonly HttpClient _http;

    public WebhookClient(IOptions<WebhookOptions> options)
    {
        _options = options.Value;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ConnectCallback = Connect,
        })
        { Timeout = TimeSpan.FromSeconds(_options.TimeoutSeconds) };
    }

    /// <summary>Sends once.</summary>
    public async Task<WebhookAnswer> Send(string url, string messageId, DateTimeOffset now, string signature, string body, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        int Spent() => (int)Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("StratCap-Webhooks", "1"));
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)response.StatusCode;
            return new(status, Spent(), response.IsSuccessStatusCode ? null : $"It answered {status}.", response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, Spent(), $"It did not answer within {_options.TimeoutSeconds} seconds.");
        }
        catch (HttpRequestException e)
        {
            return new(null, Spent(), Addresses.OneLine(e.InnerException is NotPublicException refused ? refused.Message : $"No connection: {e.HttpRequestError}.", WebhookDelivery.MaxError));
        }
    }

    // The addresses that were judged are those that are connected to: a name that answers otherwise a moment later changes nothing.
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = _options.AllowLoopback && context.InitialRequestMessage.RequestUri!.IsLoopback ? [IPAddress.Loopback] : await PublicAddresses.Resolve(host, ct) ?? throw new NotPublicException(host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses], port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private sealed class NotPublicException(string host) : Exception($"The host '{host}' has an address that is not public: nothing is sent there.");
}
