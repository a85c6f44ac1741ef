using System.Net;
using Google.Protobuf;
using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker;

/// <summary>The plugin's only way out: every request goes to the host, which checks, fills and sends it.</summary>
internal sealed class EgressHandler(string handle, HostDoor host) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var wire = new V1.EgressRequest { Handle = handle, Method = request.Method.Method, Url = request.RequestUri?.AbsoluteUri ?? "" };
        wire.Headers.Add(request.Headers.Select(Header));
        if (request.Content is { } content)
        {
            wire.Body = ByteString.CopyFrom(await content.ReadAsByteArrayAsync(cancellationToken));
            wire.ContentHeaders.Add(content.Headers.Where(h => !h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Select(Header));
        }
        try
        {
            return Answer(await host.Egress.SendAsync(wire, cancellationToken: cancellationToken), request);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Told(error);
        }
    }

    /// <summary>Plugins see what an HttpClient shows anywhere: time-outs as a cancelled task, a broken line as an HttpRequestException; a refusal of the host's in its own class.</summary>
    private static Exception Told(RpcException error) => error.ToSdk() switch
    {
        { VendorCode: EgressCodes.TimeOut } late => new TaskCanceledException(late.Message, new TimeoutException(late.Message)),
        { VendorCode: EgressCodes.Unreachable } none => new HttpRequestException(HttpRequestError.ConnectionError, none.Message),
        { VendorCode: EgressCodes.Broken } broken => new HttpRequestException(HttpRequestError.ResponseEnded, broken.Message),
        { } refused => refused,
        null => new HttpRequestException(HttpRequestError.Unknown, "The host did not answer.", error),
    };

    private static HttpResponseMessage Answer(V1.EgressAnswer answer, HttpRequestMessage request)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { ReasonPhrase = answer.Reason, RequestMessage = request, Content = new ReadOnlyMemoryContent(answer.Body.Memory) };
        foreach (var header in answer.Headers) response.Headers.TryAddWithoutValidation(header.Name, header.Values);
        foreach (var header in answer.ContentHeaders) response.Content.Headers.TryAddWithoutValidation(header.Name, header.Values);
        return response;
    }

    private static V1.Header Header(KeyValuePair<string, IEnumerable<string>> header) => new() { Name = header.Key, Values = { header.Value } };
}
