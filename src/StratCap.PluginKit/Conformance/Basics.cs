using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginKit.Conformance;

/// <summary>Asked of every plugin: its package, its settings, its connection.</summary>
internal static class Basics
{
    internal static IEnumerable<Check> Checks(Func<string, CancellationToken, Task<PluginPackage>> verify) =>
    [
        new("package.changed", null, "A package in which one byte was changed is refused, with the file named.", (bench, ct) => Changed(bench, verify, ct)),
        new("settings.valid", null, "The script's settings are valid against the plugin's schema.", Valid),
        new("settings.required", null, "Each required setting that is missing, and one that nobody knows, are refused by the schema.", Required),
        new("connection.check", null, "With right settings and secrets the check tells which account was reached.", Reached),
        new("connection.wrong_secret", null, "A wrong secret is an Auth error, and nothing else.", WrongSecret),
    ];

    private static async Task Changed(Bench bench, Func<string, CancellationToken, Task<PluginPackage>> verify, CancellationToken ct)
    {
        foreach (var name in Names(bench.File))
        {
            var copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".scplug");
            try
            {
                ChangeOneByte(bench.File, copy, name);
                await verify(copy, ct);
                throw new NotConformant($"One byte of {name} was changed, and the package was taken all the same.");
            }
            catch (PackageRefused e)
            {
                NotConformant.Unless(e.File is not null || name.StartsWith("MANIFEST", StringComparison.Ordinal), $"One byte of {name} was changed; the refusal names no file: {e.Message}");
            }
            finally
            {
                File.Delete(copy);
            }
        }
    }

    // Every file but the many of lib/, of which the first stands for all: each is hashed alike.
    private static List<string> Names(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        var names = zip.Entries.Where(e => e.Length > 0).Select(e => e.FullName).ToList();
        return [.. names.Where(n => !n.StartsWith("lib/", StringComparison.Ordinal)), .. names.Where(n => n.StartsWith("lib/", StringComparison.Ordinal)).Take(1)];
    }

    private static void ChangeOneByte(string from, string to, string name)
    {
        using var source = ZipFile.OpenRead(from);
        using var target = ZipFile.Open(to, ZipArchiveMode.Create);
        foreach (var entry in source.Entries)
        {
            using var bytes = new MemoryStream();
            using (var read = entry.Open()) read.CopyTo(bytes);
            if (entry.FullName == name) bytes.GetBuffer()[bytes.Length / 2] ^= 1;
            using var write = target.CreateEntry(entry.FullName).Open();
            write.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
    }

    private static Task Valid(Bench bench, CancellationToken ct)
    {
        var result = Schema(bench).Evaluate(JsonSerializer.SerializeToElement(bench.Script.Settings), new EvaluationOptions { OutputFormat = OutputFormat.List });
        NotConformant.Unless(result.IsValid, "The script's settings are refused by the plugin's own schema.");
        return Task.CompletedTask;
    }

    private static Task Required(Bench bench, CancellationToken ct)
    {
        var schema = Schema(bench);
        using var text = JsonDocument.Parse(bench.Package.SettingsSchema);
        var required = text.RootElement.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToList() : [];
        foreach (var name in required)
        {
            var without = bench.Script.Settings.DeepClone().AsObject();
            without.Remove(name);
            NotConformant.Unless(!schema.Evaluate(JsonSerializer.SerializeToElement(without)).IsValid, $"Without the required setting {name} the settings are taken all the same.");
        }
        var more = bench.Script.Settings.DeepClone().AsObject();
        more["no_such_setting"] = "x";
        NotConformant.Unless(!schema.Evaluate(JsonSerializer.SerializeToElement(more)).IsValid, "A setting that the schema does not know is taken: say \"additionalProperties\": false, or a misspelt one passes in silence.");
        return Task.CompletedTask;
    }

    private static JsonSchema Schema(Bench bench) => JsonSchema.FromText(bench.Package.SettingsSchema);

    private static async Task Reached(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var check = await bench.Caller.Check(bench.Scope, ct);
        NotConformant.Unless(!string.IsNullOrWhiteSpace(check.AccountName), "The check does not tell which account was reached.");
    }

    private static async Task WrongSecret(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        if (bench.Script.Secrets.Count == 0) throw new NotApplicable("The plugin has no secrets.");
        if (bench.Folder is not null) throw new NotApplicable("The plugin exchanges files: the host signs in, and what it is refused is asked by the checks of files.");
        var refused = 0;
        foreach (var name in bench.Script.Secrets.Keys)
        {
            var wrong = bench.Script.Secrets.ToDictionary(s => s.Key, s => s.Key == name ? "wrong-" + Guid.NewGuid().ToString("N") : s.Value);
            try
            {
                await bench.Caller.Check(bench.ScopeWith(bench.Script.Settings, wrong), ct);
            }
            catch (ConnectorException e)
            {
                NotConformant.Unless(e.Class == ErrorClass.Auth, $"With a wrong {name} the error's class is {e.Class} and should be Auth: {e.Message}");
                refused++;
            }
        }
        NotConformant.Unless(refused > 0, "Every secret was made wrong in turn, and the check passed each time: it does not ask the vendor for anything that needs them.");
    }
}
