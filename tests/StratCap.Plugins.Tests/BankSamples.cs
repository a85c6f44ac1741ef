using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests;

/// <summary>Bank files of others with what a reader must find in them (Vendor/README.md).</summary>
internal static class BankSamples
{
    public static string Vendor { get; } = Path.Combine(Root(), "tests", "StratCap.Plugins.Tests", "Vendor");

    public static IEnumerable<TheoryDataRow<string>> In(string folder) =>
        Names(folder).Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(Path.Combine(Vendor, "samples", folder)).Where(f => !f.EndsWith(".expected.json", StringComparison.Ordinal))
        .Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal);

    public static BankFile File(string name) => new(Path.GetFileName(name), System.IO.File.ReadAllBytes(Path.Combine(Vendor, "samples", name)));

    public static JsonNode Expected(string name) => JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Vendor, "samples", name + ".expected.json")))!["expected"]!;

    /// <summary>A connection of a plugin that sends nothing.</summary>
    public static Connection Connection(object? settings = null) => TestConnection.To(new Uri("http://127.0.0.1:9/"), settings);

    public static decimal? Decimal(JsonNode? node) => node is null ? null : decimal.Parse(node.ToString(), CultureInfo.InvariantCulture);

    /// <summary>The day of a date or of a date with time, as written.</summary>
    public static DateOnly? Day(JsonNode? node) => node is null ? null : DateOnly.ParseExact(node.ToString()[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}
