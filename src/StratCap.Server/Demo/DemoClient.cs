using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Foundation.Web;

namespace StratCap.Server.Demo;

/// <summary>The API answered something else than the demonstration expects.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);

/// <summary>A named user at the public API. Writes carry keys that name their step, so that a second run is answered from what is there.</summary>
internal sealed class DemoClient(HttpClient http, string host, string who)
{
    private string? _token;

    public string Who { get; } = who;

    /// <summary>Signs in; false when the user does not exist yet.</summary>
    public async Task<bool> SignIn(string email, string password)
    {
        var (status, body) = await Send(HttpMethod.Post, "/auth/login", new { email, password }, null);
        if (status == 401) return false;
        _token = Need(status, body, "/auth/login")["data"]!["accessToken"]!.GetValue<string>();
        return true;
    }

    public async Task<JsonNode> Get(string path)
    {
        var (status, body) = await Send(HttpMethod.Get, path, null, null);
        return Need(status, body, path);
    }

    public async Task<JsonNode> Post(string path, object body, string step) => await Write(HttpMethod.Post, path, body, step);

    public async Task<JsonNode> Put(string path, object body, string step) => await Write(HttpMethod.Put, path, body, step);

    /// <summary>Does what must be refused, and returns the refusal's code.</summary>
    public async Task<string> MustBeRefused(HttpMethod method, string path, object body, string step)
    {
        var (status, answer) = await Send(method, path, body, KeyOf(step));
        if (status < 400) throw new DemoFailedException($"{Who}: {path} went through and should have been refused.");
        return JsonNode.Parse(answer)!["code"]!.GetValue<string>();
    }

    public async Task<byte[]> Download(string path)
    {
        using var request = Request(HttpMethod.Get, path);
        using var response = await http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? bytes : throw new DemoFailedException($"{Who}: GET {path} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
    }

    /// <summary>All rows of a list, page by page.</summary>
    public async Task<List<JsonNode>> All(string path)
    {
        var rows = new List<JsonNode>();
        for (var next = path; next is not null;)
        {
            var page = await Get(next);
            rows.AddRange(page["data"]!.AsArray().Select(r => r!));
            next = page["links"]?["next"]?.GetValue<string>();
            if (next is not null && next.StartsWith("/api/v1", StringComparison.Ordinal)) next = next["/api/v1".Length..];
        }
        return rows;
    }

    public async Task<JsonNode> Upload(string path, string fileName, byte[] content, string? step, params (string Name, string Value)[] fields)
    {
        using var request = Request(HttpMethod.Post, path);
        if (step is not null) request.Headers.Add("Idempotency-Key", KeyOf(step));
        // One boundary for one file: the same request again must have the same bytes to be recognised.
        var form = new MultipartFormDataContent("stratcap-demo-boundary");
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", fileName);
        request.Content = form;
        using var response = await http.SendAsync(request);
        return Need((int)response.StatusCode, await response.Content.ReadAsStringAsync(), path);
    }

    /// <summary>Asks again until the house has come to the wanted state.</summary>
    public async Task<JsonNode> Until(string path, Func<JsonNode, bool> wanted, string what)
    {
        var deadline = DateTime.UtcNow.AddMinutes(3);
        while (true)
        {
            var answer = await Get(path);
            if (wanted(answer)) return answer;
            if (DateTime.UtcNow > deadline) throw new DemoFailedException($"{what} did not come within three minutes; GET {path} answers {answer.ToJsonString()}");
            await Task.Delay(100);
        }
    }

    private async Task<JsonNode> Write(HttpMethod method, string path, object body, string step)
    {
        var (status, answer) = await Send(method, path, body, KeyOf(step));
        return Need(status, answer, path);
    }

    private async Task<(int Status, string Body)> Send(HttpMethod method, string path, object? body, string? key)
    {
        using var request = Request(method, path);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body, ApiJson.Options), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string KeyOf(string step) => "demo:" + new string([.. step.Select(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '@' or '.' ? c : '-')]);

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, "/api/v1" + path);
        request.Headers.Host = host;
        if (_token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return request;
    }

    private JsonNode Need(int status, string body, string path) => status is >= 200 and < 300
        ? JsonNode.Parse(body)!
        : throw new DemoFailedException($"{Who}: {path} answered {status}: {body}");
}
