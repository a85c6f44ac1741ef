using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.OAuth;

/// <summary>Begins a grant: makes the address at the vendor to which the person is sent, with a state that is good once, for him.</summary>
internal static class BeginOAuth
{
    /// <summary>The page to which the vendor sends the browser back; it posts what it was given to <see cref="CompleteOAuth"/>.</summary>
    internal const string CallbackPath = "/console/plugins/callback";

    /// <param name="AuthorizationUrl">Where the browser goes.</param>
    /// <param name="RedirectUri">Must be registered at the vendor for the firm's application.</param>
    internal sealed record Response(string AuthorizationUrl, string RedirectUri, DateTimeOffset ExpiresAt);

    internal static void Map(RouteGroupBuilder connections) => connections
        .MapPost("/{connectionId:guid}/oauth", Handle)
        .Writes<PluginHostDbContext>(Permissions.PluginManage, keyRequired: false)
        .WithMetadata(new SecretBody("The answer holds a state that is good once: it is not kept. A repeat makes another."))
        .WithName("BeginOAuth")
        .WithSummary("Begin to grant access at the vendor")
        .WithDescription($"The browser goes to the address; the vendor sends it back to {CallbackPath} on the firm's domain within {OAuthState.Lifetime.TotalMinutes:N0} minutes.");

    private static async Task<Answer<Response>> Handle(
        Guid connectionId, HttpContext http, PluginHostDbContext db, SecretBox box, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await ConnectionFacts.Read(db, connectionId, ct) is not { } facts) return Refusal.NotFound("connection");
        if (facts.Manifest.OAuth2 is not { } need) return Refusal.Rule("plugins.oauth.none", "This plugin needs no grant: set its secrets.");
        if (facts.Usable is { } why) return Refusal.Rule("plugins.connection.unusable", why);
        OAuthApplication app;
        try
        {
            app = await OAuthApplications.Of(db, box, facts, ct);
        }
        catch (ConnectorException e)
        {
            return Refusal.Rule("plugins.oauth.no_client", e.Message);
        }
        var (state, verifier) = (Random(), Random());
        var (keyNumber, closed) = await box.Close(db, connectionId, VerifierName, verifier, ct);
        var row = new OAuthState
        {
            StateHash = HashOf(state),
            ConnectionId = connectionId,
            UserId = actor.Value.Id,
            KeyNumber = keyNumber,
            Verifier = closed,
            RedirectUri = $"{http.Request.Scheme}://{http.Request.Host}{CallbackPath}",
            ExpiresAt = clock.GetUtcNow() + OAuthState.Lifetime,
        };
        await db.OAuthStates.Where(s => s.ExpiresAt < clock.GetUtcNow()).ExecuteDeleteAsync(ct);
        db.OAuthStates.Add(row);
        audit.Record(db, "plugins.oauth.begin", ("connection", connectionId), null, new { row.RedirectUri, need.Scopes });
        return new Response(Address(need, app, row.RedirectUri, state, verifier), row.RedirectUri, row.ExpiresAt);
    }

    internal const string VerifierName = "oauth verifier";

    internal static string HashOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    private static string Address(Packages.OAuth2Need need, OAuthApplication app, string redirectUri, string state, string verifier)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = app.ClientId,
            ["redirect_uri"] = redirectUri,
            ["scope"] = string.Join(' ', need.Scopes),
            ["state"] = state,
        };
        if (need.Pkce) (query["code_challenge"], query["code_challenge_method"]) = (Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), "S256");
        return QueryHelpers.AddQueryString(need.AuthorizationUrl, query);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
