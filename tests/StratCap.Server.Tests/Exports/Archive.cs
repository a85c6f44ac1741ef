using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Exports;
using StratCap.Identity;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Exports;

/// <summary>Archives as a test takes them out and in.</summary>
internal static class Archive
{
    /// <summary>Asks for an export and waits until it can be downloaded.</summary>
    public static async Task<JsonNode> Ask(Api caller, string path = "/api/v1/exports")
    {
        var id = (await caller.Post(path)).Ok()["data"]!.Text("exportId");
        return await Written(caller, id);
    }

    /// <summary>An operator's export of a firm.</summary>
    public static async Task<JsonNode> AskAsOperator(Api operators, Guid tenantId)
    {
        var id = (await operators.Post($"/api/v1/platform/tenants/{tenantId}/export")).Ok()["data"]!.Text("exportId");
        var list = await operators.Until($"/api/v1/platform/tenants/{tenantId}/exports", l => l.Rows().Single(e => e.Text("exportId") == id).Text("state") is "Completed" or "Failed", 180);
        return Completed(list.Rows().Single(e => e.Text("exportId") == id));
    }

    public static async Task<JsonNode> Written(Api caller, string id) =>
        Completed((await caller.Until($"/api/v1/exports/{id}", e => e["data"]!.Text("state") is "Completed" or "Failed", 180))["data"]!);

    private static JsonNode Completed(JsonNode export)
    {
        export.Text("state").ShouldBe("Completed", export.ToJsonString());
        return export;
    }

    /// <summary>Downloads an archive into a file of a house's folder.</summary>
    public static async Task<string> Save(Api caller, string path, string folder)
    {
        var reply = await caller.Get(path);
        ((int)reply.Status).ShouldBe(200, reply.Request);
        var file = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".zip");
        await File.WriteAllBytesAsync(file, reply.Bytes);
        return file;
    }

    /// <summary>What an archive says of itself.</summary>
    public static JsonNode Manifest(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        using var stream = zip.GetEntry("manifest.json")!.Open();
        return JsonNode.Parse(stream)!;
    }

    /// <summary>Hash of each table's file that is part of the content.</summary>
    public static List<string> Tables(string file) => [.. Manifest(file)["tables"]!.AsArray().Where(t => t!["counted"]!.GetValue<bool>()).Select(t => $"{t!.Text("name")} {t!["rows"]} {t!.Text("sha256")}")];

    /// <summary>Another installation: a database of its own, another key, other folders, and the platform's first operator.</summary>
    public static async Task<House> Elsewhere(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null)
    {
        var house = new House(await PostgresServer.CreateDatabaseAsync(), new Dictionary<string, string?>(settings ?? []) { ["Identity:KeySecret"] = "a key of another installation" }, change);
        await house.InitializeAsync();
        await IdentityModule.SeedPlatformAdmin(house.Services, House.PlatformAdmin, House.Password, CancellationToken.None);
        return house;
    }

    /// <summary>Takes an archive in; what was said, and how it ended.</summary>
    public static async Task<(int Code, string Said)> Import(House house, string file, bool withWorkUnderWay = false)
    {
        await using var said = new StringWriter();
        var code = await ExportsModule.ImportTenant(house.Services, file, withWorkUnderWay, said, TestContext.Current.CancellationToken);
        return (code, said.ToString());
    }

    /// <summary>Looks an archive through; what was said, and how it ended.</summary>
    public static async Task<(int Code, string Said)> Check(string file)
    {
        await using var said = new StringWriter();
        var code = await ExportsModule.CheckArchive(file, said, TestContext.Current.CancellationToken);
        return (code, said.ToString());
    }

    /// <summary>Writes an archive anew with other files in it.</summary>
    /// <param name="adapt">With the hashes that a forger can make: all but those of the facts' chain.</param>
    public static async Task<string> Forge(string file, Func<string, byte[], byte[]> change, bool adapt = true)
    {
        var forged = Path.Combine(Path.GetDirectoryName(file)!, Guid.NewGuid().ToString("N") + ".zip");
        var contents = new List<(string Name, byte[] Bytes)>();
        await using (var zip = await ZipFile.OpenReadAsync(file))
            foreach (var entry in zip.Entries)
            {
                using var memory = new MemoryStream();
                await using (var stream = await entry.OpenAsync()) await stream.CopyToAsync(memory);
                contents.Add((entry.FullName, change(entry.FullName, memory.ToArray())));
            }
        var manifest = JsonNode.Parse(contents.Single(c => c.Name == "manifest.json").Bytes)!;
        if (adapt) Adapt(manifest, contents);
        await using var target = new MemoryStream();
        await using (var closing = new StratCap.Exports.Archives.ClosingHash(target))
        {
            await using (var zip = await ZipArchive.CreateAsync(closing, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null))
            {
                zip.Comment = StratCap.Exports.Archives.ClosingHash.Comment;
                foreach (var (name, bytes) in contents)
                {
                    await using var stream = await zip.CreateEntry(name).OpenAsync();
                    await stream.WriteAsync(name == "manifest.json" ? System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()) : bytes);
                }
            }
            await closing.Finish(CancellationToken.None);
        }
        await File.WriteAllBytesAsync(forged, target.ToArray());
        return forged;
    }

    private static void Adapt(JsonNode manifest, List<(string Name, byte[] Bytes)> contents)
    {
        foreach (var table in manifest["tables"]!.AsArray())
        {
            var bytes = contents.Single(c => c.Name == table!.Text("file")).Bytes;
            (table!["bytes"], table["sha256"], table["rows"]) = (bytes.Length, Hash(bytes), bytes.Count(b => b == '\n'));
        }
        manifest["blobs"]!["sha256"] = Hash(contents.Single(c => c.Name == "blobs.ndjson").Bytes);
        var counted = manifest["tables"]!.AsArray().Where(t => t!["counted"]!.GetValue<bool>()).Select(t => (t!.Text("file"), t!.Text("sha256"))).Append(("blobs.ndjson", manifest["blobs"]!.Text("sha256")));
        manifest["contentHash"] = Hash(System.Text.Encoding.UTF8.GetBytes(string.Concat(counted.OrderBy(c => c.Item1, StringComparer.Ordinal).Select(c => $"{c.Item2}  {c.Item1}\n"))));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
