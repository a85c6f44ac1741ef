using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.OAuth;

/// <summary>
/// Keeps access tokens good. One refresher per connection, over all copies of the server: whoever comes second waits at the lock and finds the new token. The new refresh token is stored in
/// the transaction in which the old one was used, since a vendor that rotates takes the old one no more.
/// </summary>
internal sealed class TokenKeeper(IServiceScopeFactory scopes, SecretBox box, OAuthClient oauth, TimeProvider clock)
{
    public const string Access = "access_token";
    public const string Refreshing = "refresh_token";

    /// <summary>So long before its end a token is refreshed: a request must reach the vendor with it.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>The access token of a connection of the firm in scope; null when nobody connected it.</summary>
    /// <exception cref="ConnectorException">It had to be refreshed, and the vendor refused or could not be reached.</exception>
    public async Task<string?> Token(ConnectionFacts facts, CancellationToken ct)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var grant = await db.OAuthGrants.AsNoTracking().SingleOrDefaultAsync(g => g.ConnectionId == facts.Id, ct);
            if (grant is null) return null;
            if (grant.ExpiresAt - clock.GetUtcNow() > Margin) return await Open(db, grant, Access, grant.AccessToken, ct);
        }
        return await Refresh(facts, null, ct);
    }

    /// <summary>A token other than the one that the vendor refused; null when there can be none and a person must connect again.</summary>
    /// <param name="facts">The connection.</param>
    /// <param name="refused">The token that the vendor did not take; null: the stored one is about to end.</param>
    /// <param name="ct">Stops it before the vendor is asked.</param>
    /// <exception cref="ConnectorException">The vendor refused, or could not be reached.</exception>
    public async Task<string?> Refresh(ConnectionFacts facts, string? refused, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Lock(db, facts.Id, ct);
        if (facts.Manifest.OAuth2 is not { } need || await db.OAuthGrants.SingleOrDefaultAsync(g => g.ConnectionId == facts.Id, ct) is not { } grant) return null;
        var stored = await Open(db, grant, Access, grant.AccessToken, ct);
        if (refused is null ? grant.ExpiresAt - clock.GetUtcNow() > Margin : stored != refused) return stored;
        if (grant.RefreshToken is not { } sealedToken) return null;
        var refreshToken = await Open(db, grant, Refreshing, sealedToken, ct);
        var app = await OAuthApplications.Of(db, box, facts, ct);
        try
        {
            // From here on nobody may stop it: an answer that is not stored is a connection lost.
            var answer = await oauth.Refresh(need, app, refreshToken, CancellationToken.None);
            await Store(db, grant, answer, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return answer.AccessToken;
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Auth)
        {
            await db.Connections.Where(c => c.Id == facts.Id).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.Health, ConnectionHealth.ReconnectNeeded).SetProperty(c => c.HealthText, e.Message).SetProperty(c => c.CheckedAt, clock.GetUtcNow()), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>One at a time changes a connection's tokens. Taken before the grant is read: what is given back to the vendor is then the last token that it gave.</summary>
    public static Task<int> Lock(PluginHostDbContext db, Guid connectionId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"plugin_host.tokens " + db.TenantId + connectionId}, 0))", ct);

    private async Task Store(PluginHostDbContext db, OAuthGrant grant, TokenAnswer answer, CancellationToken ct)
    {
        await Fill(db, box, grant, answer, ct);
        grant.Number++;
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Puts an answer's tokens into a grant, sealed. A refresh token that the vendor did not renew stays.</summary>
    public static async Task Fill(PluginHostDbContext db, SecretBox box, OAuthGrant grant, TokenAnswer answer, CancellationToken ct)
    {
        var kept = answer.RefreshToken is null && grant.RefreshToken is { } old ? await box.Open(db, grant.ConnectionId, Refreshing, grant.KeyNumber, old, ct) : answer.RefreshToken;
        (grant.KeyNumber, grant.AccessToken) = await box.Close(db, grant.ConnectionId, Access, answer.AccessToken, ct);
        grant.RefreshToken = kept is null ? null : (await box.Close(db, grant.ConnectionId, Refreshing, kept, ct)).Sealed;
        grant.ExpiresAt = answer.ExpiresAt;
        grant.RefreshEndsAt = answer.RefreshEndsAt ?? grant.RefreshEndsAt;
    }

    private Task<string> Open(PluginHostDbContext db, OAuthGrant grant, string name, byte[] closed, CancellationToken ct) => box.Open(db, grant.ConnectionId, name, grant.KeyNumber, closed, ct);
}

/// <summary>The firm's application at a vendor: the id is a setting, the secret a secret.</summary>
internal static class OAuthApplications
{
    public const string ClientIdSetting = "clientId";
    public const string ClientSecretName = "client_secret";

    /// <summary>Reads it in the running transaction.</summary>
    /// <exception cref="ConnectorException">The setting is missing (<see cref="ErrorClass.Validation"/>).</exception>
    public static async Task<OAuthApplication> Of(PluginHostDbContext db, SecretBox box, ConnectionFacts facts, CancellationToken ct)
    {
        if (!facts.Settings.TryGetProperty(ClientIdSetting, out var id) || id.GetString() is not { Length: > 0 } clientId)
            throw new ConnectorException(ErrorClass.Validation, $"The setting '{ClientIdSetting}' is missing.");
        var secret = await db.Secrets.AsNoTracking().SingleOrDefaultAsync(s => s.ConnectionId == facts.Id && s.Name == ClientSecretName, ct);
        return new OAuthApplication(clientId, secret is null ? null : await box.Open(db, facts.Id, secret.Name, secret.KeyNumber, secret.Sealed, ct));
    }
}
