using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Identity.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Known = OpenIddict.Abstractions.OpenIddictConstants.Permissions;

namespace StratCap.Identity.Clients;

/// <summary>Gives a partner's system its own access to the firm: client id, secret and permissions.</summary>
internal static class CreateClient
{
    internal sealed record Request(string Name, IReadOnlyList<string> Permissions);

    /// <summary>The new client.</summary>
    /// <param name="ClientSecret">Told this once, kept only as a hash; null when the request is repeated.</param>
    internal sealed record Response(Guid Id, string Name, string ClientId, string? ClientSecret, IReadOnlyList<string> Permissions);

    /// <summary>What a person must be for, mostly a second one: a system made by the first would be no second one.</summary>
    private static readonly string[] OfPeople =
    [
        Foundation.Security.Permissions.CallApprove, Foundation.Security.Permissions.AccountConfirm, Foundation.Security.Permissions.PaymentRelease, Foundation.Security.Permissions.UserManage,
        Foundation.Security.Permissions.PluginManage,
    ];

    internal static void Map(RouteGroupBuilder clients) => clients
        .MapPost("", Handle)
        .Writes<IdentityDbContext>(Foundation.Security.Permissions.UserManage)
        .WithName("CreateClient")
        .WithSummary("Create a client for a partner's system")
        .WithDescription("Answers the client id and, once, the secret for the OAuth 2.0 client credentials grant at /connect/token of the firm's domain.");

    private static async Task<OnceAnswer<Response>> Handle(
        Request request, HttpContext http, IdentityDbContext db, OpenIddictApplicationManager<Client> manager, CurrentTenant tenant, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > Client.NameLength) return Refusal.Field("name", $"A client's name has 1 to {Client.NameLength} characters.");
        if (RightsRules.Given("permissions", request.Permissions, tenant.Id) is { } invalid) return invalid;
        if (request.Permissions.Intersect(OfPeople).Any()) return Refusal.Field("permissions", "Systems neither approve, nor confirm, nor release payments, nor manage users or plugins: that takes a person.");
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var client = new Client { CreatedAt = clock.GetUtcNow(), GrantedPermissions = [.. request.Permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
        await manager.PopulateAsync(client, new OpenIddictApplicationDescriptor
        {
            ClientId = $"client-{client.Id:N}",
            DisplayName = request.Name.Trim(),
            ClientType = ClientTypes.Confidential,
            Permissions = { Known.Endpoints.Token, Known.Endpoints.Revocation, Known.GrantTypes.ClientCredentials },
        }, ct);
        await manager.CreateAsync(client, secret, ct);
        audit.Record(db, "identity.client.create", ("client", client.Id), null, new { client.ClientId, Name = client.DisplayName, client.GrantedPermissions });
        var kept = new Response(client.Id, client.DisplayName!, client.ClientId!, null, client.GrantedPermissions);
        var location = $"{http.Request.Path}/{client.Id}";
        return new OnceAnswer<Response>(Answer<Response>.Created(kept with { ClientSecret = secret }, location), Answer<Response>.Created(kept, location));
    }
}
