using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;

namespace StratCap.Foundation.Web;

/// <summary>
/// How a use case meets HTTP. Each endpoint is a read or a write of one module's store and says which permission it needs;
/// the filters give it a transaction behind the walls and, for a write, key, audit and outbox in the same one.
/// </summary>
public static class UseCase
{
    /// <summary>A read: a permission and one read-only transaction.</summary>
    public static RouteHandlerBuilder Reads<TDb>(this RouteHandlerBuilder route, string permission) where TDb : ModuleDbContext => route
        .WithMetadata(new RequiredPermission(permission))
        .AddEndpointFilter(new PermissionFilter(permission))
        .AddEndpointFilter(new ReadFilter<TDb>());

    /// <summary>A write: a permission, an idempotency key, an audit row, one transaction.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="permission">What the caller must hold.</param>
    /// <param name="keyRequired">Money moves or rights change: refuse without a key (400).</param>
    public static RouteHandlerBuilder Writes<TDb>(this RouteHandlerBuilder route, string permission, bool keyRequired = true) where TDb : ModuleDbContext => route
        .WithMetadata(new RequiredPermission(permission))
        .AddEndpointFilter(new PermissionFilter(permission))
        .WithMetadata(new WriteRoute(keyRequired))
        .AddEndpointFilter(new WriteFilter<TDb>(keyRequired));

    /// <summary>A use case that handles its own transactions (streams, several stores) but needs a permission all the same.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, string permission) => route
        .WithMetadata(new RequiredPermission(permission))
        .AddEndpointFilter(new PermissionFilter(permission));

    /// <summary>A read of one's own: signed in, no permission.</summary>
    public static RouteHandlerBuilder ReadsOwn<TDb>(this RouteHandlerBuilder route, string reason) where TDb : ModuleDbContext => route
        .WithMetadata(new OwnRoute(reason))
        .AddEndpointFilter(new PermissionFilter(null))
        .AddEndpointFilter(new ReadFilter<TDb>());

    /// <summary>A write of one's own: signed in, no permission; otherwise as any write.</summary>
    public static RouteHandlerBuilder WritesOwn<TDb>(this RouteHandlerBuilder route, string reason, bool keyRequired = true) where TDb : ModuleDbContext => route
        .WithMetadata(new OwnRoute(reason))
        .AddEndpointFilter(new PermissionFilter(null))
        .WithMetadata(new WriteRoute(keyRequired))
        .AddEndpointFilter(new WriteFilter<TDb>(keyRequired));

    /// <summary>A route that works without sign-in, and why.</summary>
    public static TBuilder Public<TBuilder>(this TBuilder route, string reason) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new PublicRoute(reason));
}
