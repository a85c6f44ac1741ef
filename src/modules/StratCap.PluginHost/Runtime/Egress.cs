using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Google.Protobuf;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// The only way out of every worker: checks a request against the manifest, puts the secrets in, sends it over a checked address, and gives back an answer of bounded size and time.
/// Redirects are not followed: the plugin sees them, and a request to where they lead is checked like any other.
/// </summary>
internal sealed partial class Egress : IDisposable
{
    private readonly EgressLimits limits = new();
    private readonly IEgressRoutes routes;
    private readonly HttpClient client;

    public Egress(IEgressRoutes routes)
    {
        this.routes = routes;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = 64,
            ConnectCallback = Connect,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where names lead.</summary>
    internal IEgressRoutes Routes => routes;

    /// <summary>Waits until the connection may go out again by the manifest's limits; disposed of when what went out has ended.</summary>
    internal Task<IDisposable> Turn(ActiveCall call, CancellationToken ct) => limits.Enter(call, ct);

    internal async Task<V1.EgressAnswer> Send(ActiveCall call, V1.EgressRequest asked, CancellationToken ct)
    {
        var note = new Note(asked);
        try
        {
            var address = EgressRules.Allowed(call.Package.Manifest, call.Scope.Settings, asked.Method, asked.Url);
            using var place = await limits.Enter(call, ct);
            var answer = await SendFilled(call, asked, address, ct);
            note.Answered(answer);
            return answer;
        }
        catch (ConnectorException error)
        {
            note.Refused = error.Message;
            throw;
        }
        finally
        {
            call.Scope.Journal.Sent(note.Written());
        }
    }

    private async Task<V1.EgressAnswer> SendFilled(ActiveCall call, V1.EgressRequest asked, Uri address, CancellationToken ct)
    {
        var (answer, token) = await SendOnce(call, asked, address, ct);
        // One refresh: a second 401 is the vendor's word.
        if (answer.Status != 401 || token is null || !await call.Scope.Secrets.Refresh(token, ct)) return answer;
        return (await SendOnce(call, asked, address, ct)).Answer;
    }

    private async Task<(V1.EgressAnswer Answer, string? Token)> SendOnce(ActiveCall call, V1.EgressRequest asked, Uri address, CancellationToken ct)
    {
        var (request, token) = await SecretFill.Make(call, asked, address, ct);
        using (request)
        {
            if (routes.IsPlain(address.IdnHost))
            {
                request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = Uri.UriSchemeHttp, Port = address.Port }.Uri;
                request.Version = HttpVersion.Version11;
            }
            // Sooner than the call's own end, so that the plugin can still say that the outcome is uncertain.
            var seconds = call.Package.Manifest.Limits.CallSeconds * 5 / 6;
            using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
            time.CancelAfter(TimeSpan.FromSeconds(Math.Max(1, seconds)));
            call.Leaving(request.Method);
            return (await Answered(call, request, time.Token, ct), token);
        }
    }

    private async Task<V1.EgressAnswer> Answered(ActiveCall call, HttpRequestMessage request, CancellationToken time, CancellationToken ct)
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time);
            var body = await Body(response, call.Package.Manifest.Limits.AnswerMegabytes << 20, time);
            var answer = new V1.EgressAnswer { Status = (int)response.StatusCode, Reason = call.Masked(WireValues.Cut(response.ReasonPhrase ?? "", 200)), Body = UnsafeByteOperations.UnsafeWrap(call.Masked(body)) };
            answer.Headers.Add(response.Headers.Select(h => Header(call, h)));
            answer.ContentHeaders.Add(response.Content.Headers.Where(h => !h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Select(h => Header(call, h)));
            return answer;
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            call.NeverLeft(request.Method);
            throw error.InnerException as ConnectorException ?? new ConnectorException(ErrorClass.Transient, $"No connection to '{request.RequestUri!.Host}' ({error.HttpRequestError}).", EgressCodes.Unreachable);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ConnectorException(ErrorClass.Transient, $"The connection to '{request.RequestUri!.Host}' broke.", EgressCodes.Broken);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ConnectorException(ErrorClass.Transient, $"'{request.RequestUri!.Host}' did not answer in time.", EgressCodes.TimeOut);
        }
    }

    private static async Task<byte[]> Body(HttpResponseMessage response, int most, CancellationToken ct)
    {
        await using var content = await response.Content.ReadAsStreamAsync(ct);
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await content.ReadAsync(buffer, ct)) > 0;)
        {
            if (kept.Length + read > most) throw new ConnectorException(ErrorClass.Permanent, $"The answer is longer than the plugin's limit of {most >> 20} MB.", EgressCodes.TooLarge);
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private static V1.Header Header(ActiveCall call, KeyValuePair<string, IEnumerable<string>> header) => new() { Name = header.Key, Values = { header.Value.Select(call.Masked) } };

    /// <summary>Looks the name up, checks, and connects to what was checked: no second look-up can lead elsewhere.</summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var points = await routes.Resolve(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct);
        SocketException? last = null;
        foreach (var point in points)
        {
            var socket = new Socket(point.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(point, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException error)
            {
                last = error;
                socket.Dispose();
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                throw;
            }
        }
        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    public void Dispose()
    {
        client.Dispose();
        limits.Dispose();
    }

    /// <summary>A path as lines show it: long runs of digits may be an account's number.</summary>
    internal static string Shown(string path) => WireValues.Cut(Digits().Replace(path, "******"), 300);

    /// <summary>What the audit gets to know of a request.</summary>
    private sealed class Note(V1.EgressRequest asked)
    {
        private readonly long begun = Stopwatch.GetTimestamp();
        private int? status;
        private long received;

        internal string? Refused { get; set; }

        internal void Answered(V1.EgressAnswer answer) => (status, received) = (answer.Status, answer.Body.Length);

        internal SentRequest Written()
        {
            var known = Uri.TryCreate(asked.Url, UriKind.Absolute, out var uri);
            return new(WireValues.Cut(asked.Method, 20), known ? WireValues.Cut(uri!.Authority, 260) : "", known ? Shown(uri!.AbsolutePath) : "", status, asked.Body?.Length ?? 0, received, Stopwatch.GetElapsedTime(begun), Refused);
        }
    }

    [GeneratedRegex(@"\d{6,}", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
