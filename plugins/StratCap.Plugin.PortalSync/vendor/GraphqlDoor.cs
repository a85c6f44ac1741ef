using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.PortalSync.Vendor;

/// <summary>The portal by GraphQL: errors of use stand in the answer. It does not know one key from another: what is written twice is twice, and can be asked for by its reference.</summary>
internal sealed class GraphqlDoor(Portal portal)
{
    internal VendorAnswer Answer(JsonObject asked)
    {
        var (query, variables) = (asked["query"]!.ToString(), asked["variables"]!.AsObject());
        return query.Split(' ', '(')[..2] switch
        {
            ["mutation", "Publish"] => Publish(variables["input"]!.AsObject()),
            ["mutation", _] => Upsert(variables["input"]!.AsObject()),
            ["query", "FindEvent"] => Data(new { @event = Event(variables["key"]!.ToString()) }),
            ["query", "Find"] => Data(new { investor = portal.Investors.Where(i => i["reference"]?.ToString() == variables["key"]!.ToString()).Select(i => new { id = i["id"] }).FirstOrDefault() }),
            _ => List(variables["after"]?.ToString(), variables["since"]?.ToString()),
        };
    }

    private static VendorAnswer Data(object data) => VendorAnswer.Of(new { data });

    private object? Event(string key) => portal.Events.FindIndex(e => e.Key == key) is >= 0 and var index ? new { id = FormattableString.Invariant($"event-{index + 1}") } : null;

    private VendorAnswer Publish(JsonObject input) => Data(new { publish = new { @event = new { id = portal.Publish(input["key"]!.ToString(), input) }, userErrors = Array.Empty<object>() } });

    private VendorAnswer Upsert(JsonObject input)
    {
        var name = input["name"]!.ToString();
        if (name == "Refused LLC") return Data(new { upsert = new { investor = (object?)null, userErrors = new[] { new { code = "TAKEN", field = new[] { "name" } } } } });
        var id = portal.Create(new() { ["name"] = name, ["reference"] = input["key"]!.ToString() });
        return Data(new { upsert = new { investor = new { id }, userErrors = Array.Empty<object>() } });
    }

    private VendorAnswer List(string? after, string? since)
    {
        var (page, next) = portal.Cut(after, since);
        return Data(new { investors = new { edges = page.Select(node => new { node }), pageInfo = new { hasNextPage = next is not null, endCursor = next ?? "end" } } });
    }
}
