using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace StratCap.Server.Tests.Plugins;

/// <summary>
/// A vendor's OAuth provider: codes good once and with PKCE, refresh tokens that rotate and whose second use ends the grant, revocation. It keeps what it gave and counts what it was asked.
/// </summary>
internal sealed class OAuthProvider : IAsyncDisposable
{
    internal const string ClientId = "client-of-the-firm";
    internal const string ClientSecret = "oauth-client-secret-canary-5519";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string RedirectUri)> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _refreshTokens = new(StringComparer.Ordinal);

    private OAuthProvider(WebApplication app) => _app = app;

    internal Uri Address => new(_app.Urls.First());
    internal ConcurrentBag<string> Given { get; } = [];
    internal ConcurrentBag<string> Revoked { get; } = [];
    internal int Refreshes;

    /// <summary>Seconds that an access token lives.</summary>
    internal int Lifetime { get; set; } = 3600;

    /// <summary>How long it thinks before it answers a refresh.</summary>
    internal TimeSpan Thinks { get; set; } = TimeSpan.Zero;

    /// <summary>What it waits for before it answers a refresh.</summary>
    internal Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Whether it sends an answer's headers and then nothing more.</summary>
    internal bool Stalls { get; set; }

    /// <summary>A status that it answers the next refresh with, without using the token up; 0: it works.</summary>
    internal int FailNext;

    internal static async Task<OAuthProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var provider = new OAuthProvider(builder.Build());
        provider._app.MapPost("/token", provider.Token);
        provider._app.MapPost("/revoke", async (HttpRequest request) =>
        {
            provider.Revoked.Add((await request.ReadFormAsync())["token"].ToString());
            return Results.Ok();
        });
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A person agrees at the address that the server gave: the state and the code that the browser brings back.</summary>
    internal (string State, string Code) Consent(string authorizationUrl)
    {
        var query = QueryHelpers.ParseQuery(new Uri(authorizationUrl).Query);
        query["client_id"].ToString().ShouldBe(ClientId);
        query["code_challenge_method"].ToString().ShouldBe("S256");
        var code = "code-" + Guid.NewGuid().ToString("N");
        _codes[code] = (query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        return (query["state"].ToString(), code);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Token(HttpRequest request)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"));
        if (request.Headers.Authorization != expected) return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        var form = await request.ReadFormAsync();
        if (Stalls) return Results.Stream(body => Stall(body, request.HttpContext.RequestAborted), "application/json");
        if (form["grant_type"] == "refresh_token") return await Refresh(form["refresh_token"].ToString());
        var good = _codes.TryRemove(form["code"].ToString(), out var begun)
            && begun.RedirectUri == form["redirect_uri"]
            && begun.Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return good ? Tokens() : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private async Task<IResult> Refresh(string token)
    {
        Interlocked.Increment(ref Refreshes);
        await Task.Delay(Thinks);
        await Hold;
        if (Interlocked.Exchange(ref FailNext, 0) is var status and not 0) return Results.StatusCode(status);
        return _refreshTokens.TryUpdate(token, false, true) ? Tokens() : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private static async Task Stall(Stream body, CancellationToken aborted)
    {
        await body.WriteAsync("{"u8.ToArray(), aborted);
        await body.FlushAsync(aborted);
        await Task.Delay(Timeout.Infinite, aborted);
    }

    private IResult Tokens()
    {
        var (access, refresh) = ("access-canary-" + Guid.NewGuid().ToString("N"), "refresh-canary-" + Guid.NewGuid().ToString("N"));
        _refreshTokens[refresh] = true;
        Given.Add(access);
        Given.Add(refresh);
        return Results.Json(new { access_token = access, refresh_token = refresh, expires_in = Lifetime, x_refresh_token_expires_in = 8_640_000, token_type = "bearer" });
    }
}
