using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Clients;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Connect;

/// <summary>
/// The token server's view of clients: the product's own exist in every firm and are made when first asked for; disabled ones do not exist; and
/// the product's own may be sent back exactly to their paths on the firm's own domains.
/// </summary>
internal sealed class ClientManager(
    IOpenIddictApplicationCache<Client> cache,
    ILogger<OpenIddictApplicationManager<Client>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<Client> store,
    IdentityDbContext db,
    ITenantDirectory directory,
    IHttpContextAccessor http,
    IHostEnvironment environment,
    TimeProvider clock) : OpenIddictApplicationManager<Client>(cache, logger, options, store)
{
    public override async ValueTask<Client?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken = default)
    {
        var client = await base.FindByClientIdAsync(identifier, cancellationToken);
        if (client is null && FirstPartyClients.Find(identifier) is { } known) client = await Make(known, cancellationToken);
        return client is { DisabledAt: null } ? client : null;
    }

    public override async ValueTask<bool> ValidateRedirectUriAsync(Client application, string uri, CancellationToken cancellationToken = default) =>
        FirstPartyClients.Find(application.ClientId) is { } known
            ? await IsOwn(known, uri, cancellationToken)
            : await base.ValidateRedirectUriAsync(application, uri, cancellationToken);

    public override async ValueTask<bool> ValidatePostLogoutRedirectUriAsync(Client application, string uri, CancellationToken cancellationToken = default) =>
        FirstPartyClients.Find(application.ClientId) is { } known
            ? await IsOwn(known, uri, cancellationToken)
            : await base.ValidatePostLogoutRedirectUriAsync(application, uri, cancellationToken);

    // Two first sign-ins at once: the second waits for the first's transaction and finds its row.
    private async Task<Client> Make(FirstPartyClient known, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"client:{db.TenantId}:{known.Id}"}, 0))", ct);
        if (await db.Clients.FirstOrDefaultAsync(c => c.ClientId == known.Id, ct) is { } made) return made;
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = known.Id,
            DisplayName = known.Name,
            ClientType = ClientTypes.Public,
            ConsentType = ConsentTypes.Implicit,
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession, Permissions.Endpoints.Revocation,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
                Permissions.Scopes.Email, Permissions.Scopes.Profile, Permissions.Scopes.Roles,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        if (known.Id == FirstPartyClients.Console) descriptor.Permissions.Add(Permissions.Prefixes.GrantType + OidcServer.SignInGrant);
        var client = new Client { CreatedAt = clock.GetUtcNow() };
        await PopulateAsync(client, descriptor, ct);
        await CreateAsync(client, ct);
        return client;
    }

    private async Task<bool> IsOwn(FirstPartyClient known, string address, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.AbsoluteUri != address || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0) return false;
        if (!known.Paths.Contains(uri.AbsolutePath)) return false;
        var request = http.HttpContext?.Request ?? throw new InvalidOperationException("Addresses are checked within a request.");
        // The request came to one of the firm's own domains, or there would be no tenant in scope.
        if (uri.GetLeftPart(UriPartial.Authority) == $"{request.Scheme}://{request.Host}") return true;
        // A developer's page served by another program on the same machine.
        if (environment.IsDevelopment() && uri is { Scheme: "http", IsLoopback: true }) return true;
        return uri is { Scheme: "https", IsDefaultPort: true } && (await directory.ByDomain(uri.Host, ct))?.Id == db.TenantId;
    }
}
