using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.OAuth;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Secrets;

/// <summary>Makes the sources from which requests that leave are filled.</summary>
internal sealed class SecretSources(IServiceScopeFactory scopes, SecretBox box, TokenKeeper tokens, CurrentTenant current)
{
    /// <summary>The secrets of one connection: those that its plugin's manifest names, itself or as a family of links, and no others.</summary>
    public ISecretSource Of(ConnectionFacts facts) => new Source(this, facts);

    // The runtime asks from flows of its own, in which no firm is in scope: the one that the call was made for is entered.
    private sealed class Source(SecretSources house, ConnectionFacts facts) : ISecretSource
    {
        public async Task<string?> Get(string name, CancellationToken ct)
        {
            using var _ = house.current.Use(facts.TenantId);
            if (name == TokenKeeper.Access && facts.Manifest.OAuth2 is not null) return await house.tokens.Token(facts, ct);
            return facts.Manifest.HasSecret(name) ? await house.Read(facts, name, ct) : null;
        }

        public async Task<bool> Refresh(string refused, CancellationToken ct)
        {
            using var _ = house.current.Use(facts.TenantId);
            return facts.Manifest.OAuth2 is not null && await house.tokens.Refresh(facts, refused, ct) is not null;
        }
    }

    private readonly CurrentTenant current = current;
    private readonly TokenKeeper tokens = tokens;

    private async Task<string?> Read(ConnectionFacts facts, string name, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await db.Secrets.AsNoTracking().SingleOrDefaultAsync(s => s.ConnectionId == facts.Id && s.Name == name, ct) is { } secret
            ? await box.Open(db, facts.Id, name, secret.KeyNumber, secret.Sealed, ct)
            : null;
    }
}
