using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Identity;

/// <summary>A person's browser at one domain: keeps cookies, follows nothing by itself.</summary>
internal sealed partial class Browser(House house, string host, string? languages = null)
{
    private readonly HttpClient _http = house.Anonymous(host).Http;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    public async Task<(HttpResponseMessage Response, string Body)> Send(HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (form is not null) request.Content = new FormUrlEncodedContent(form);
        return await Send(request);
    }

    private async Task<(HttpResponseMessage Response, string Body)> Send(HttpRequestMessage request)
    {
        if (languages is not null) request.Headers.TryAddWithoutValidation("Accept-Language", languages);
        if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        var response = await _http.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set.Select(c => c.Split(';')[0].Split('=', 2)))
                if (cookie[1].Length == 0) _cookies.Remove(cookie[0]);
                else _cookies[cookie[0]] = cookie[1];
        return (response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Writes to the API as a page does, with its token beside the browser's cookies.</summary>
    public async Task<HttpStatusCode> Put(string path, string token, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Authorization", "Bearer " + token);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return (await Send(request)).Response.StatusCode;
    }

    /// <summary>Posts the page's form as the page has it, with what a person typed.</summary>
    public Task<(HttpResponseMessage Response, string Body)> Submit(string page, params (string Name, string Value)[] typed)
    {
        var fields = Hidden().Matches(page).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
        foreach (var (name, value) in typed) fields[name] = value;
        return Send(HttpMethod.Post, Action().Match(page).Groups["path"].Value, fields);
    }

    /// <summary>Goes from the authorization endpoint over the sign-in page to the code.</summary>
    public async Task<string> Authorize(string authorizePath, string email)
    {
        var (first, _) = await Send(HttpMethod.Get, authorizePath);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var (_, page) = await Send(HttpMethod.Get, first.Headers.Location!.ToString());
        var (signedIn, body) = await Submit(page, ("email", email), ("password", House.Password));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect, body);
        var (back, answer) = await Send(HttpMethod.Get, signedIn.Headers.Location!.ToString());
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect, answer);
        return QueryHelpers.ParseQuery(back.Headers.Location!.Query)["code"].ToString();
    }

    /// <summary>Posts to the token endpoint.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Json)> Token(params (string Name, string Value)[] form)
    {
        var (response, body) = await Send(HttpMethod.Post, "/connect/token", form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return (response.StatusCode, JsonNode.Parse(body)!);
    }

    [GeneratedRegex("""<form method="post" action="(?<path>[^"]+)""")]
    private static partial Regex Action();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)">""")]
    private static partial Regex Hidden();
}

/// <summary>A proof key for the code flow.</summary>
internal sealed record ProofKey(string Verifier)
{
    public static ProofKey New() => new(WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32)));

    public string Challenge => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}
