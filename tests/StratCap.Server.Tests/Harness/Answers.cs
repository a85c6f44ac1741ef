using System.Globalization;
using System.Text.Json.Nodes;

namespace StratCap.Server.Tests.Harness;

/// <summary>Reading the API's answers.</summary>
internal static class Answers
{
    /// <summary>The amount of money under a name; money is a string with its currency.</summary>
    public static decimal Money(this JsonNode node, string name) => Amount(node[name]);

    /// <summary>The amount of a money view.</summary>
    public static decimal Amount(JsonNode? money) => decimal.Parse(money?["amount"]?.GetValue<string>() ?? throw new InvalidOperationException("No money here."), CultureInfo.InvariantCulture);

    /// <summary>A decimal that the API writes as a string.</summary>
    public static decimal Decimal(this JsonNode node, string name) => decimal.Parse(node.Text(name), CultureInfo.InvariantCulture);

    public static string Text(this JsonNode node, string name) => node[name]?.GetValue<string>() ?? throw new InvalidOperationException($"No '{name}' in {node.ToJsonString()}");

    public static Guid Id(this JsonNode node, string name) => Guid.Parse(node.Text(name));

    public static List<JsonNode> Rows(this JsonNode reply) => [.. reply["data"]!.AsArray().Select(r => r!)];

    /// <summary>All rows of a list, page by page by its own links.</summary>
    public static async Task<List<JsonNode>> All(this Api api, string path)
    {
        var rows = new List<JsonNode>();
        for (string? next = path; next is not null;)
        {
            var page = (await api.Get(next)).Ok();
            rows.AddRange(page.Rows());
            next = page["links"]?["next"]?.GetValue<string>();
        }
        return rows;
    }
}
