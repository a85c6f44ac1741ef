using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Server;

/// <summary>The OpenAPI document: version 3.1, decimals as strings, schema ids from declaring type and name so that two use cases cannot collide.</summary>
internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaId;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type != typeof(decimal)) return Task.CompletedTask;
            schema.Type = context.JsonTypeInfo.Type == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "decimal";
            schema.Pattern = null;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            // One spelling for all: those of a bound class would come with its capitals, which the binding does not ask for.
            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
                parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ListRoute>().FirstOrDefault() is { } list)
                operation.Description = $"{operation.Description}\n\nSorts by `{string.Join("`, `", list.Sorts)}`; usually `{list.Usual}`.{(list.Searched ? "" : " No search.")}\n\nColumns of its file: `{string.Join("`, `", list.Columns)}`.".Trim();
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredPermission>().FirstOrDefault() is { } needs)
                operation.Description = $"{operation.Description}\n\nPermission: `{needs.Permission}`.".Trim();
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "StratCap API";
            document.Info.Version = "v1";
            document.Servers = [];
            return Task.CompletedTask;
        });
    });

    // Two types of one name would merge without a word, and one of them be described wrongly.
    private static readonly ConcurrentDictionary<string, Type> Named = new(StringComparer.Ordinal);

    private static string? SchemaId(JsonTypeInfo json)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(json) is null) return null;
        var id = Name(json.Type);
        return Named.GetOrAdd(id, json.Type) == json.Type ? id : throw new InvalidOperationException($"{json.Type} and {Named[id]} would be one schema, '{id}': rename one of them.");
    }

    private static string Name(Type type)
    {
        var bare = type.Name.Split('`')[0];
        var own = type.IsNested ? Name(type.DeclaringType!) + bare : bare;
        return type.IsGenericType && !type.IsNested ? own + "Of" + string.Concat(type.GetGenericArguments().Select(Name)) : own;
    }
}
