using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Foundation.Web;

namespace StratCap.Server.Tests.Harness;

/// <summary>A caller of the API: JSON in, JSON out, an idempotency key with every write unless told otherwise.</summary>
internal sealed class Api(HttpClient http)
{
    public HttpClient Http { get; } = http;

    public string? Bearer
    {
        get => Http.DefaultRequestHeaders.Authorization?.Parameter;
        set => Http.DefaultRequestHeaders.Authorization = value is null ? null : new AuthenticationHeaderValue("Bearer", value);
    }

    public Task<Reply> Get(string path) => Send(HttpMethod.Get, path, null, "");

    public Task<Reply> Post(string path, object? body = null, string? key = null, string? ifMatch = null) => Send(HttpMethod.Post, path, body, key, ifMatch);

    public Task<Reply> Put(string path, object? body = null, string? key = null, string? ifMatch = null) => Send(HttpMethod.Put, path, body, key, ifMatch);

    public Task<Reply> Delete(string path, string? key = null, string? ifMatch = null) => Send(HttpMethod.Delete, path, null, key, ifMatch);

    /// <summary>Sends; a null key is a fresh one, an empty key is none.</summary>
    public async Task<Reply> Send(HttpMethod method, string path, object? body, string? key, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is HttpContent content) request.Content = content;
        else if (body is string raw) request.Content = new StringContent(raw, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body, ApiJson.Options), Encoding.UTF8, "application/json");
        if (key != "" && method != HttpMethod.Get) request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString("N"));
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await Http.SendAsync(request);
        return new Reply(response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, response.Content.Headers, $"{method} {path}");
    }

    /// <summary>Asks again until the answer is as wanted; what the house does after a write happens a moment later.</summary>
    public async Task<JsonNode> Until(string path, Func<JsonNode, bool> wanted, int seconds = 60)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            var reply = (await Get(path)).Ok();
            if (wanted(reply)) return reply;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"GET {path} did not come to the wanted state; last: {reply.ToJsonString()}");
            await Task.Delay(50);
        }
    }
}

/// <summary>An answer.</summary>
internal sealed record Reply(HttpStatusCode Status, byte[] Bytes, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Request)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException($"{Request}: empty");

    public string? ETag => Headers.ETag?.ToString();

    public string? Code => Bytes.Length == 0 ? null : Json["code"]?.GetValue<string>();

    /// <summary>The body of a success; fails the test otherwise, with what was answered.</summary>
    public JsonNode Ok()
    {
        ((int)Status).ShouldBeInRange(200, 299, $"{Request}: {Text}");
        return Json;
    }

    /// <summary>Fails the test unless it was refused with this status and code.</summary>
    public Reply Refused(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, $"{Request}: {Text}");
        Code.ShouldBe(code, $"{Request}: {Text}");
        return this;
    }
}
