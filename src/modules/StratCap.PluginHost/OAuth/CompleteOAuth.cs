using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.OAuth;

/// <summary>
/// Completes a grant with what the vendor sent the browser back with. The state is used up before the vendor is asked, so that a code is changed once; no transaction is held meanwhile.
/// </summary>
internal static class CompleteOAuth
{
    private const int MaxText = 4_000;

    /// <param name="State">As it came back.</param>
    /// <param name="Code">As it came back.</param>
    /// <param name="Parameters">What else came back; the plugin says which of them become settings.</param>
    internal sealed record Request(string State, string Code, IReadOnlyDictionary<string, string>? Parameters = null);

    internal sealed record Response(Guid ConnectionId, GrantView Grant);

    internal static void Map(RouteGroupBuilder plugins) => plugins
        .MapPost("/oauth/complete", Handle)
        .Needs(Permissions.PluginManage)
        .WithName("CompleteOAuth")
        .WithSummary("Complete a grant with what the vendor sent back")
        .WithDescription("Only by whom began it, once, and within the quarter of an hour.");

    private static async Task<Answer<Response>> Handle(
        Request request, PluginHostDbContext db, SecretBox box, OAuthClient oauth, ConnectionGuards guards, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (request.State is not { Length: > 0 and <= MaxText } || request.Code is not { Length: > 0 and <= MaxText }) return Refusal.Field("code", "Send state and code as the vendor gave them.");
        if (await Begun(db, box, request.State, actor.Value.Id, clock, ct) is not { } begun)
            return Refusal.Rule("plugins.oauth.state_unknown", "This grant was not begun by you, was completed already, or took too long: begin again.");
        var need = begun.Facts.Manifest.OAuth2!;
        TokenAnswer answer;
        try
        {
            answer = await oauth.Exchange(need, begun.App, request.Code, begun.RedirectUri, need.Pkce ? begun.Verifier : null, ct);
        }
        catch (ConnectorException e)
        {
            return Refusal.Rule("plugins.oauth.refused", e.Message);
        }
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var (grant, refused) = await Store(db, box, begun.Facts, answer, request.Parameters, actor.Value.Name, clock, CancellationToken.None);
        if (grant is null)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            await oauth.Revoke(need, begun.App, answer.RefreshToken ?? answer.AccessToken, CancellationToken.None);
            return refused!;
        }
        audit.Record(db, "plugins.oauth.complete", ("connection", begun.Facts.Id), null, new { grant.ExpiresAt, grant.RefreshEndsAt });
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        guards.Forget(begun.Facts.TenantId, begun.Facts.Id);
        return new Response(begun.Facts.Id, new GrantView(true, grant.ExpiresAt, grant.RefreshEndsAt, grant.GrantedByName, grant.GrantedAt));
    }

    private sealed record Started(ConnectionFacts Facts, OAuthApplication App, string Verifier, string RedirectUri);

    /// <summary>Uses a state up, and reads what it stood for.</summary>
    private static async Task<Started?> Begun(PluginHostDbContext db, SecretBox box, string state, Guid user, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var hash = BeginOAuth.HashOf(state);
        var row = await db.OAuthStates.AsNoTracking().SingleOrDefaultAsync(s => s.StateHash == hash && s.UserId == user && s.ExpiresAt > clock.GetUtcNow(), ct);
        if (row is null || await db.OAuthStates.Where(s => s.StateHash == hash).ExecuteDeleteAsync(ct) != 1) return null;
        var facts = await ConnectionFacts.Read(db, row.ConnectionId, ct);
        if (facts?.Manifest.OAuth2 is null) return null;
        var verifier = await box.Open(db, row.ConnectionId, BeginOAuth.VerifierName, row.KeyNumber, row.Verifier, ct);
        var app = await OAuthApplications.Of(db, box, facts, ct);
        await transaction.CommitAsync(ct);
        return new Started(facts, app, verifier, row.RedirectUri);
    }

    private static async Task<(OAuthGrant? Grant, Refusal? Refused)> Store(
        PluginHostDbContext db, SecretBox box, ConnectionFacts facts, TokenAnswer answer, IReadOnlyDictionary<string, string>? parameters, string by, TimeProvider clock, CancellationToken ct)
    {
        await ChoosePlugin.Lock(db, facts.Manifest.Id, ct);
        await TokenKeeper.Lock(db, facts.Id, ct);
        if (await db.Connections.SingleOrDefaultAsync(c => c.Id == facts.Id, ct) is not { } connection) return (null, Refusal.NotFound("connection"));
        // Another version may serve since the vendor was asked.
        if (await ConnectionFacts.Read(db, facts.Id, ct) is not { } served) return (null, Refusal.NotFound("connection"));
        if (await FillSettings(db, connection, served, parameters ?? new Dictionary<string, string>(), ct) is { } refused) return (null, refused);
        var grant = await db.OAuthGrants.SingleOrDefaultAsync(g => g.ConnectionId == facts.Id, ct);
        if (grant is null) db.OAuthGrants.Add(grant = new OAuthGrant { ConnectionId = facts.Id, AccessToken = [], GrantedByName = by, Number = 0 });
        // The old grant's refresh token is no part of a new grant.
        grant.RefreshToken = null;
        await TokenKeeper.Fill(db, box, grant, answer, ct);
        (grant.RefreshEndsAt, grant.GrantedByName, grant.GrantedAt) = (answer.RefreshEndsAt, by, clock.GetUtcNow());
        grant.Number++;
        connection.Changed();
        return (grant, null);
    }

    private static async Task<Refusal?> FillSettings(PluginHostDbContext db, FirmConnection connection, ConnectionFacts facts, IReadOnlyDictionary<string, string> parameters, CancellationToken ct)
    {
        var settings = JsonNode.Parse(connection.Settings)!.AsObject();
        foreach (var (parameter, setting) in facts.Manifest.OAuth2?.CallbackSettings ?? new Dictionary<string, string>())
            if (parameters.TryGetValue(parameter, out var value)) settings[setting] = value;
        var text = settings.ToJsonString();
        if (text == connection.Settings) return null;
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Hash == facts.Hash, ct);
        if (SettingsRules.Problem(version.SettingsSchema, facts.Manifest, JsonSerializer.Deserialize<JsonElement>(text)) is { } problem) return problem;
        connection.Settings = text;
        return null;
    }
}
