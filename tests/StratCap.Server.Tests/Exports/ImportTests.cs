using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Exports.Archives;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Exports;

/// <summary>An archive of a firm with a fund and a document, and another installation that it may go to.</summary>
public sealed class ImportStage : IAsyncLifetime
{
    private readonly House _here = new();

    internal House Elsewhere { get; private set; } = null!;
    internal Firm Firm { get; private set; } = null!;
    internal string File { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _here.InitializeAsync();
        Firm = await _here.Provision("Leaving");
        var life = await FundLife.Sold(Firm);
        await FundLife.LedgerCaughtUp(Firm, life.Id);
        var letter = new ByteArrayContent("A side letter"u8.ToArray()) { Headers = { ContentType = new("text/plain") } };
        (await Firm.Accountant.Post($"/api/v1/documents?fundId={life.Id}&kind=SideLetter&title=Letter&fileName=letter.txt", letter)).Ok();
        var export = await Archive.Ask(Firm.Admin);
        File = await Archive.Save(Firm.Admin, $"/api/v1/exports/{export.Text("exportId")}/content", _here.Folder);
        Elsewhere = await Archive.Elsewhere();
    }

    public async ValueTask DisposeAsync()
    {
        await Elsewhere.DisposeAsync();
        await _here.DisposeAsync();
    }
}

/// <summary>What is not as it was written is refused and named, and nothing of it stays.</summary>
public sealed class ImportTests(ImportStage stage) : IClassFixture<ImportStage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneChangedByte_AnywhereInTheArchive_IsRefused()
    {
        var bytes = await File.ReadAllBytesAsync(stage.File, Stop);
        var changed = stage.File + ".changed";
        var random = new Random(20);
        int[] places = [0, 5, 10, 30, bytes.Length - 1, bytes.Length - 63, bytes.Length - 70, bytes.Length - 100, bytes.Length - 500, .. Enumerable.Range(0, 60).Select(_ => random.Next(bytes.Length))];
        foreach (var place in places)
        {
            bytes[place] ^= 1;
            await File.WriteAllBytesAsync(changed, bytes, Stop);
            bytes[place] ^= 1;
            var (code, said) = await Archive.Check(changed);
            code.ShouldBe(1, $"byte {place}: {said}");
            // The byte may lie in a file's name: then the name that stands there is the one that is told.
            said.ShouldMatch("^(\\S+:|blobs[./]|manifest\\.json|[0-9a-f]{32}\\.zip\\.changed)", $"byte {place}");
        }
        await File.WriteAllBytesAsync(changed, bytes.AsMemory(0, bytes.Length / 2), Stop);
        (await Archive.Check(changed)).Said.ShouldContain("cut off");
        (await Archive.Check(stage.File)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task AChangedFile_IsNamed_WhicheverItIs()
    {
        var manifest = Archive.Manifest(stage.File);
        var files = manifest["tables"]!.AsArray().Where(t => t!["rows"]!.GetValue<long>() > 0).Select(t => t!.Text("file")).ToList();
        foreach (var file in files)
        {
            var forged = await Archive.Forge(stage.File, (name, bytes) => name == file ? Changed(bytes) : bytes, adapt: false);
            (await Archive.Check(forged)).Said.ShouldStartWith(file);
            File.Delete(forged);
        }
        var letter = await Archive.Forge(stage.File, (name, bytes) => name.StartsWith("blobs/documents/", StringComparison.Ordinal) ? Changed(bytes) : bytes, adapt: false);
        (await Archive.Check(letter)).Said.ShouldStartWith("blobs/documents/");
    }

    [Fact]
    public async Task WhatAForgerMadeFit_IsFoundOutByTheBookTheDatabaseAndTheWalls_AndNothingStays()
    {
        var stranger = Guid.CreateVersion7().ToString();
        await Refused("data/funds/facts.ndjson:", "no longer gives its hash", Row("funds/facts", r => r["cause"] = "a forger"));
        await Refused("data/funds/facts.ndjson:2", "stands where 2 belongs", (name, bytes) => name == "data/funds/facts.ndjson" ? Lines(bytes, lines => lines.RemoveAt(1)) : bytes);
        await Refused("data/funds/investors.ndjson:1", "belongs to another firm", Row("funds/investors", r => r["tenant_id"] = stranger));
        await Refused("data/accounting/", "does not balance", Row("accounting/journal_lines", r => r["amount"] = "0.01"));
        await Refused("data/accounting/", "has lines of another fund or day", Row("accounting/journal_lines", r => r["effective_date"] = "2020-01-01"));
        await Refused("data/identity/user_roles.ndjson:1", "The database refuses this row", Row("identity/user_roles", r => r["user_id"] = stranger));
        await Refused("data/funds/investors.ndjson:1", "other columns", Row("funds/investors", r => r["more"] = "x"));
        await Refused("data/funds/investors.ndjson", "is no row", (name, bytes) => name == "data/funds/investors.ndjson" ? "{\n"u8.ToArray() : bytes);
        await Refused("blobs.ndjson:1", "no line of the list", (name, bytes) => name == "blobs.ndjson" ? Encoding.UTF8.GetBytes("""{"file":"blobs/../../outside","bytes":1,"sha256":"x"}""" + "\n") : bytes);
        await Refused("The column '", "another version of the product", Manifest(m => m["tables"]![0]!["columns"]![0]!["type"] = "uuid[]"));
        await Refused("manifest.json", "version 2 of the format", Manifest(m => m["formatVersion"] = 2));
        await Refused("manifest.json", "The books that it names", Manifest(m => m["books"]![0]!["hash"] = new string('0', 64)));
        await Refused("manifest.json", "is no firm", Manifest(m => m["tenantId"] = PlatformTenant.Id.ToString()));
        await Refused("manifest.json", "while work was under way (funds.outbox: 3)", Manifest(m => m["underWay"] = new JsonArray(new JsonObject { ["what"] = "funds.outbox", ["count"] = 3 })));
        var (code, said) = await Archive.Import(stage.Elsewhere, "README.md");
        (code, said.Length > 0).ShouldBe((1, true));

        // Nothing of the above stands in the way of the archive as it was written; and then not a second one, and of two at once one.
        var both = await Task.WhenAll(Archive.Import(stage.Elsewhere, stage.File), Archive.Import(stage.Elsewhere, stage.File));
        both.Count(r => r.Code == 0).ShouldBe(1, string.Join("\n", both.Select(b => b.Said)));
        both.Single(r => r.Code != 0).Said.ShouldMatch("is being imported at this moment|has rows of this firm already");
        await Resting();
    }

    /// <summary>The firm works on where it arrived: people are invited, and the book goes on from its hash.</summary>
    private async Task Resting()
    {
        var operators = await stage.Elsewhere.Operator();
        var invited = (await operators.Post($"/api/v1/platform/tenants/{stage.Firm.Id}/invitations", new { email = $"admin@{stage.Firm.Domain}.example", name = "Ada Admin" })).Ok()["data"]!.Text("invitationToken");
        var admin = await stage.Elsewhere.Accept(stage.Firm.Domain, $"admin@{stage.Firm.Domain}.example", invited);
        var accountant = (await admin.Post("/api/v1/users", new { email = $"accountant@{stage.Firm.Domain}.example", name = "Alan Accountant", roles = new[] { "accountant" } })).Ok()["data"]!.Text("invitationToken");
        var alan = await stage.Elsewhere.Accept(stage.Firm.Domain, $"accountant@{stage.Firm.Domain}.example", accountant);
        var fund = (await alan.Get("/api/v1/funds")).Ok().Rows()[0].Text("id");
        (await alan.Post($"/api/v1/funds/{fund}/expenses", new { date = "2026-09-30", category = "Audit", amount = 100m })).Ok();
        (await stage.Firm.Accountant.Get($"/api/v1/funds/{fund}/book?size=500")).Ok().Rows().Count.ShouldBe((await alan.Get($"/api/v1/funds/{fund}/book?size=500")).Ok().Rows().Count - 1);
        (await operators.Post("/api/v1/platform/tenants", new { name = "Squatter", domain = stage.Firm.Domain, firstAdmin = new { email = "s@squatter.example", name = "Sam" } })).Refused(HttpStatusCode.Conflict, "tenancy.domain_taken");
    }

    [Fact]
    public async Task AHostThatLeadsToAnotherFirm_IsNotTaken()
    {
        await using var taken = await Archive.Elsewhere();
        (await (await taken.Operator()).Post("/api/v1/platform/tenants", new { name = "Squatter", domain = stage.Firm.Domain, firstAdmin = new { email = "s@squatter.example", name = "Sam" } })).Ok();
        var (code, said) = await Archive.Import(taken, stage.File);
        (code, said.Contains("data/tenancy/tenant_domains.ndjson:1: This host name leads to another firm here", StringComparison.Ordinal)).ShouldBe((1, true), said);
        await Nothing(taken);
    }

    /// <summary>An entry and its lines that were dated anew together fit each other, and not their fact.</summary>
    [Fact]
    public async Task AnEntryOfAnotherDay_IsNamedByVerification()
    {
        await using var elsewhere = await Archive.Elsewhere();
        var (code, said) = await Archive.Import(elsewhere, await Archive.Forge(stage.File, Rows("accounting/journal_", EntryOf(stage.File), "2020-01-01")));
        (code, said.Contains("is not what its fact posts: its date, the date of its lines", StringComparison.Ordinal)).ShouldBe((1, true), said);
    }

    private async Task Refused(string where, string why, Func<string, byte[], byte[]> change)
    {
        var forged = await Archive.Forge(stage.File, change);
        var (code, said) = await Archive.Import(stage.Elsewhere, forged);
        code.ShouldBe(1, said);
        said.ShouldContain(where);
        said.ShouldContain(why);
        await Nothing(stage.Elsewhere);
        File.Delete(forged);
    }

    private async Task Nothing(House house)
    {
        foreach (var table in house.Services.GetRequiredService<TenantTables>().Exported)
            (await house.Scalar<long>($"select count(*) from {table.Quoted} where tenant_id = $1", stage.Firm.Id)).ShouldBe(0, table.Full);
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        (await house.Services.GetRequiredService<Blobs>().Keys(Stop).ToListAsync(Stop)).ShouldBeEmpty();
    }

    private static byte[] Changed(byte[] bytes)
    {
        var copy = bytes.ToArray();
        copy[copy.Length / 2] ^= 1;
        return copy;
    }

    private static Func<string, byte[], byte[]> Row(string table, Action<JsonObject> change) => (name, bytes) => name != $"data/{table}.ndjson" ? bytes : Lines(bytes, lines =>
    {
        var row = JsonNode.Parse(lines[0])!.AsObject();
        change(row);
        lines[0] = row.ToJsonString();
    });

    /// <summary>The first entry of the archive.</summary>
    private static string EntryOf(string file)
    {
        using var zip = System.IO.Compression.ZipFile.OpenRead(file);
        using var reader = new StreamReader(zip.GetEntry("data/accounting/journal_entries.ndjson")!.Open());
        return JsonNode.Parse(reader.ReadLine()!)!.Text("id");
    }

    /// <summary>Entry and lines of another day, so that they fit each other.</summary>
    private static Func<string, byte[], byte[]> Rows(string tables, string entry, string day) => (name, bytes) => !name.StartsWith($"data/{tables}", StringComparison.Ordinal) ? bytes : Lines(bytes, lines =>
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var row = JsonNode.Parse(lines[i])!.AsObject();
            if ((row["entry_id"] ?? row["id"])!.GetValue<string>() == entry) row["effective_date"] = day;
            lines[i] = row.ToJsonString();
        }
    });

    private static Func<string, byte[], byte[]> Manifest(Action<JsonObject> change) => (name, bytes) =>
    {
        if (name != "manifest.json") return bytes;
        var manifest = JsonNode.Parse(bytes)!.AsObject();
        change(manifest);
        return Encoding.UTF8.GetBytes(manifest.ToJsonString());
    };

    private static byte[] Lines(byte[] bytes, Action<List<string>> change)
    {
        List<string> lines = [.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        change(lines);
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));
    }
}
