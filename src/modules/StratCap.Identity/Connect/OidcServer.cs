using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using OpenIddict.Validation.AspNetCore;
using StratCap.Identity.Clients;
using StratCap.Identity.Keys;
using StratCap.Identity.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Connect;

/// <summary>
/// The OpenID Connect server and the check of its tokens. The issuer is the domain that was asked, so that each firm's pages find the discovery
/// document where the issuer says. An access token is accepted whatever the issuer's domain, because only this installation's key signs it;
/// which firm's data it opens is decided by its tenant claim, and <see cref="DomainCheck"/> refuses it on another firm's domain.
/// </summary>
internal static class OidcServer
{
    /// <summary>Audience of access tokens.</summary>
    public const string Audience = "stratcap-api";

    /// <summary>The grant behind the JSON sign-in. Nothing but that endpoint can use it.</summary>
    public const string SignInGrant = "urn:stratcap:grant:sign-in";

    /// <summary>How long an access token is good.</summary>
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(2);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<TokenKeys>();
        services.AddAuthentication(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<IdentityDbContext>().ReplaceDefaultEntities<Client, Authorization, Scope, Token, Guid>();
                core.ReplaceApplicationManager<Client, ClientManager>();
                core.ReplaceAuthorizationStore<Authorization, AuthorizationStore>().ReplaceTokenStore<Token, TokenStore>();
                core.DisableEntityCaching();
            })
            .AddServer(Configure)
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
                validation.AddAudiences(Audience);
                validation.Configure(options => options.TokenValidationParameters.IssuerValidator = (issuer, _, _) => issuer);
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<TokenKeys>(UseKeys);
    }

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris("connect/authorize")
            .SetTokenEndpointUris("connect/token", JsonSignIn.LoginPath, JsonSignIn.RefreshPath)
            .SetUserInfoEndpointUris("connect/userinfo")
            .SetEndSessionEndpointUris("connect/logout")
            .SetRevocationEndpointUris("connect/revocation");
        server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowCustomFlow(SignInGrant);
        server.RequireProofKeyForCodeExchange();
        server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.Roles, Scopes.OfflineAccess);
        server.SetAccessTokenLifetime(AccessTokenLifetime).SetRefreshTokenLifetime(RefreshTokenLifetime).SetAuthorizationCodeLifetime(CodeLifetime);
        // A refresh token works once: whoever shows it again holds a copy, and everything that came of it is revoked.
        server.SetRefreshTokenReuseLeeway(TimeSpan.Zero);
        server.DisableAccessTokenEncryption();
        server.Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
        // Whether plain http will do is decided per host, by IdentityTransaction.
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .DisableTransportSecurityRequirement();
    }

    private static void UseKeys(OpenIddictServerOptions options, TokenKeys keys)
    {
        var (signing, encryption) = keys.Get();
        options.SigningCredentials.AddRange(signing.Select(key => new SigningCredentials(key, SecurityAlgorithms.RsaSha256)));
        options.EncryptionCredentials.AddRange(encryption.Select(key => new EncryptingCredentials(key, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512)));
    }
}
