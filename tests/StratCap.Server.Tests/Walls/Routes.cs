using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Walls;

/// <summary>A method and a route of the running server.</summary>
internal sealed record Route(string Method, RouteEndpoint Endpoint)
{
    /// <summary>Method and pattern without constraints, such as <c>GET /api/v1/funds/{fundId}</c>.</summary>
    public string Name { get; } = $"{Method} /{string.Join('/', Endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Written))))}";

    public IReadOnlyList<string> PathParameters { get; } = [.. Endpoint.RoutePattern.Parameters.Select(p => p.Name)];

    /// <summary>Simple values that the handler takes from the query string, by themselves or bound together, with whether it needs them.</summary>
    public IReadOnlyList<(string Name, bool Needed)> QueryParameters { get; } =
    [
        .. (Endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            .Where(p => IsSimple(p.ParameterType) && Endpoint.RoutePattern.GetParameter(p.Name!) is null)
            .Select(p => (p.Name!, !p.HasDefaultValue && Nullable.GetUnderlyingType(p.ParameterType) is null && new NullabilityInfoContext().Create(p).ReadState == NullabilityState.NotNull)),
        .. (Endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            .Where(p => p.GetCustomAttribute<AsParametersAttribute>() is not null)
            .SelectMany(p => p.ParameterType.GetProperties().Where(q => IsSimple(q.PropertyType)).Select(q => (JsonNamingPolicy.CamelCase.ConvertName(q.Name), false))),
    ];

    /// <summary>What the route says of itself as a list.</summary>
    public ListRoute? List => Endpoint.Metadata.GetMetadata<ListRoute>();

    public string? Permission => Endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission;

    public bool IsPublic => Endpoint.Metadata.GetMetadata<PublicRoute>() is not null;

    public bool IsOwn => Endpoint.Metadata.GetMetadata<OwnRoute>() is not null;

    public WriteRoute? Write => Endpoint.Metadata.GetMetadata<WriteRoute>();

    public bool Changes => Method is "POST" or "PUT" or "PATCH" or "DELETE";

    /// <summary>Every method of every route, from the running server itself.</summary>
    public static IReadOnlyList<Route> Of(House house) =>
    [
        .. house.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET", "POST"]).Select(m => new Route(m, e)))
            .OrderBy(r => r.Name, StringComparer.Ordinal),
    ];

    /// <summary>The path with values in it.</summary>
    public string Path(Func<string, string> value) =>
        "/" + string.Join('/', Endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p is RoutePatternParameterPart parameter ? Uri.EscapeDataString(value(parameter.Name)) : Written(p)))));

    private static string Written(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => throw new InvalidOperationException($"Unknown part {part}"),
    };

    private static bool IsSimple(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsPrimitive || bare.IsEnum || bare == typeof(string) || bare == typeof(Guid) || bare == typeof(decimal) || bare == typeof(DateOnly) || bare == typeof(DateTimeOffset);
    }
}
