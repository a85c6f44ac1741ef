using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.OAuth;

/// <summary>How the host itself reaches a vendor's OAuth addresses.</summary>
/// <param name="Http">Refuses private addresses and follows no redirect.</param>
internal sealed record OAuthTransport(HttpClient Http);

/// <summary>Who asks: the firm's own application at the vendor.</summary>
internal sealed record OAuthApplication(string ClientId, string? ClientSecret);

/// <summary>What a vendor gave.</summary>
/// <param name="AccessToken">For the plugin's requests.</param>
/// <param name="RefreshToken">Null: the vendor kept the old one good, or gives none.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
/// <param name="RefreshEndsAt">When the refresh token ends, where the vendor says.</param>
internal sealed record TokenAnswer(string AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt, DateTimeOffset? RefreshEndsAt);

/// <summary>
/// The token and revocation endpoints of a vendor (RFC 6749, 7009). Refused for good (<c>invalid_grant</c> and its like) is <see cref="ErrorClass.Auth"/>; what may pass is
/// <see cref="ErrorClass.Transient"/>. No token and no body of an answer is ever in a message.
/// </summary>
internal sealed partial class OAuthClient(OAuthTransport transport, CallOptions options, TimeProvider clock)
{
    private const int MaxAnswerBytes = 64 << 10;
    private static readonly TimeSpan WithoutExpiry = TimeSpan.FromHours(1);

    /// <summary>Changes a code for tokens.</summary>
    public Task<TokenAnswer> Exchange(OAuth2Need need, OAuthApplication app, string code, string redirectUri, string? verifier, CancellationToken ct)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri };
        if (verifier is not null) form["code_verifier"] = verifier;
        return Tokens(need, app, form, ct);
    }

    /// <summary>Changes a refresh token for a new access token, and often for a new refresh token.</summary>
    public Task<TokenAnswer> Refresh(OAuth2Need need, OAuthApplication app, string refreshToken, CancellationToken ct) =>
        Tokens(need, app, new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, ct);

    /// <summary>Gives a token back. False when the vendor did not take it back; it ends by itself then.</summary>
    public async Task<bool> Revoke(OAuth2Need need, OAuthApplication app, string token, CancellationToken ct)
    {
        if (need.RevokeUrl is null) return false;
        try
        {
            return await Send(need.RevokeUrl, need, app, new(StringComparer.Ordinal) { ["token"] = token }, (answer, _) => Task.FromResult(answer.IsSuccessStatusCode), ct);
        }
        catch (ConnectorException)
        {
            return false;
        }
    }

    private async Task<TokenAnswer> Tokens(OAuth2Need need, OAuthApplication app, Dictionary<string, string> form, CancellationToken ct)
    {
        var (status, body) = await Send(need.TokenUrl, need, app, form, async (answer, time) => ((int)answer.StatusCode, await Body(answer, time)), ct);
        if (status is < 200 or > 299) throw Refused(status, body);
        if (body is not { } json || Text(json, "access_token") is not { } access) throw new ConnectorException(ErrorClass.Transient, "The vendor's answer to the token request has no access token in it.");
        var now = clock.GetUtcNow();
        var refreshEnds = Seconds(json, "x_refresh_token_expires_in") ?? Seconds(json, "refresh_token_expires_in");
        return new TokenAnswer(access, Text(json, "refresh_token"), now + (Seconds(json, "expires_in") ?? WithoutExpiry), refreshEnds is { } left ? now + left : null);
    }

    /// <summary>Asks, and reads the answer within the same time: a lock may be held meanwhile.</summary>
    private async Task<T> Send<T>(string url, OAuth2Need need, OAuthApplication app, Dictionary<string, string> form, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Headers = { Accept = { new("application/json") } } };
        if (need.ClientAuth == "basic" && app.ClientSecret is { } secret)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(app.ClientId)}:{Uri.EscapeDataString(secret)}")));
        else
        {
            form["client_id"] = app.ClientId;
            if (app.ClientSecret is { } inForm) form["client_secret"] = inForm;
        }
        request.Content = new FormUrlEncodedContent(form);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(options.TokenWait);
        try
        {
            using var answer = await transport.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return await read(answer, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ConnectorException(ErrorClass.Transient, "The vendor did not answer the token request in time.");
        }
        catch (HttpRequestException e)
        {
            throw new ConnectorException(ErrorClass.Transient, "The vendor's token address could not be reached.", inner: e);
        }
    }

    private static async Task<JsonElement?> Body(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(ct);
            var bytes = new byte[MaxAnswerBytes];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
            using var document = JsonDocument.Parse(bytes.AsMemory(0, read));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ConnectorException(ErrorClass.Transient, "The vendor's answer to the token request broke off.", inner: e);
        }
    }

    private static ConnectorException Refused(int status, JsonElement? body)
    {
        var code = body is { } json && Text(json, "error") is { } error && ErrorCode().IsMatch(error) ? error : null;
        return status is >= 500 or 408 or 429
            ? new ConnectorException(status == 429 ? ErrorClass.RateLimited : ErrorClass.Transient, $"The vendor's token address answered {status}.", code)
            : new ConnectorException(ErrorClass.Auth, $"The vendor refused the token request{(code is null ? "" : $" ({code})")}: somebody must connect again.", code);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    // Some vendors write seconds as a text.
    private static TimeSpan? Seconds(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        var number = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var counted) ? counted
            : value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var written) ? written : 0;
        return number is > 0 and < 4_000_000_000 ? TimeSpan.FromSeconds(number) : null;
    }

    [GeneratedRegex("^[a-zA-Z0-9_.-]{1,60}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ErrorCode();
}
