using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore;
using StratCap.Foundation.Security;

namespace StratCap.Identity.Clients;

/// <summary>The library's store, for keys of two parts: it looks others up by a single key, which is a query here.</summary>
internal sealed class AuthorizationStore(IOpenIddictEntityFrameworkCoreContext context, IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options, Microsoft.Extensions.Caching.Memory.IMemoryCache cache, IdentityDbContext db, CurrentActor actor)
    : OpenIddictEntityFrameworkCoreAuthorizationStore<Authorization, Client, Token, Guid>(cache, context, options)
{
    /// <summary>Keeps who signed in with what, so that he recognises his sessions.</summary>
    public override ValueTask CreateAsync(Authorization authorization, CancellationToken cancellationToken)
    {
        (authorization.Agent, authorization.Address) = (actor.Value.Agent, actor.Value.Address);
        return base.CreateAsync(authorization, cancellationToken);
    }

    public override async ValueTask SetApplicationIdAsync(Authorization authorization, string? identifier, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(identifier)) await base.SetApplicationIdAsync(authorization, identifier, cancellationToken);
        else authorization.Application = await Lookup.Client(db, identifier, cancellationToken);
    }
}

/// <summary>The library's store, for keys of two parts: it looks others up by a single key, which is a query here.</summary>
internal sealed class TokenStore(IOpenIddictEntityFrameworkCoreContext context, IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options, Microsoft.Extensions.Caching.Memory.IMemoryCache cache, IdentityDbContext db)
    : OpenIddictEntityFrameworkCoreTokenStore<Token, Client, Authorization, Guid>(cache, context, options)
{
    public override async ValueTask SetApplicationIdAsync(Token token, string? identifier, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(identifier)) await base.SetApplicationIdAsync(token, identifier, cancellationToken);
        else token.Application = await Lookup.Client(db, identifier, cancellationToken);
    }

    public override async ValueTask SetAuthorizationIdAsync(Token token, string? identifier, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(identifier))
        {
            await base.SetAuthorizationIdAsync(token, identifier, cancellationToken);
            return;
        }
        var id = Guid.Parse(identifier);
        token.Authorization = db.Set<Authorization>().Local.FirstOrDefault(a => a.Id == id) ?? await db.Set<Authorization>().AsTracking().SingleAsync(a => a.Id == id, cancellationToken);
    }
}

internal static class Lookup
{
    public static async Task<Client> Client(IdentityDbContext db, string identifier, CancellationToken ct)
    {
        var id = Guid.Parse(identifier);
        return db.Clients.Local.FirstOrDefault(c => c.Id == id) ?? await db.Clients.AsTracking().SingleAsync(c => c.Id == id, ct);
    }
}
