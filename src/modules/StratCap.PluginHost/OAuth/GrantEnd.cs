using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.OAuth;

/// <summary>Gives a grant back to the vendor once it is deleted here.</summary>
internal sealed partial class GrantEnd(SecretBox box, OAuthClient oauth, ILogger<GrantEnd> log)
{
    /// <summary>Reads in the running transaction what revoking needs; the returned work is for after the commit. Null when there is nothing to give back.</summary>
    public async Task<Func<Task>?> Prepare(PluginHostDbContext db, Guid connectionId, CancellationToken ct)
    {
        if (await db.OAuthGrants.AsNoTracking().SingleOrDefaultAsync(g => g.ConnectionId == connectionId, ct) is not { } grant) return null;
        if (await ConnectionFacts.Read(db, connectionId, ct) is not { Manifest.OAuth2: { RevokeUrl: not null } need } facts) return null;
        var (name, closed) = grant.RefreshToken is { } refresh ? (TokenKeeper.Refreshing, refresh) : (TokenKeeper.Access, grant.AccessToken);
        var token = await box.Open(db, connectionId, name, grant.KeyNumber, closed, ct);
        try
        {
            var app = await OAuthApplications.Of(db, box, facts, ct);
            return async () =>
            {
                if (!await oauth.Revoke(need, app, token, CancellationToken.None)) NotRevoked(connectionId);
            };
        }
        catch (ConnectorException)
        {
            return null; // Without a client id nothing can be asked of the vendor.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vendor did not take back the token of the removed connection {ConnectionId}; it ends by itself")]
    private partial void NotRevoked(Guid connectionId);
}
