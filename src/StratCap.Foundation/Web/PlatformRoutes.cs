using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Web;

/// <summary>Routes of the platform's operators.</summary>
public static class PlatformRoutes
{
    /// <summary>Refuses whoever is in a firm's scope. The platform's permissions cannot be granted there; this holds even if a row said otherwise.</summary>
    public static RouteGroupBuilder PlatformOnly(this RouteGroupBuilder routes) => routes.AddEndpointFilter((context, next) =>
    {
        var tenant = context.HttpContext.RequestServices.GetRequiredService<CurrentTenant>().IdOrNull;
        return tenant is null || tenant == PlatformTenant.Id
            ? next(context)
            : ValueTask.FromResult<object?>(RefusalResult.Of(new Refusal(403, "auth.platform_only", "Only the platform's own operators may do this.")));
    });
}
