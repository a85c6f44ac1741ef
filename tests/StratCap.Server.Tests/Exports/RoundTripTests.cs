using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Exports.Archives;
using StratCap.Foundation.Data;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Payments;
using StratCap.Server.Tests.Plugins;
using StratCap.Server.Tests.Walls;
using StratCap.Testing;

namespace StratCap.Server.Tests.Exports;

/// <summary>A firm with rows in every table leaves, arrives in another installation with another key, and is the same there.</summary>
[Collection(nameof(World))]
public sealed class RoundTripTests(World world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Columns that leave though their names sound as if they should not, and why.</summary>
    private static readonly Dictionary<string, string> Harmless = new(StringComparer.Ordinal)
    {
        ["accounting.sync_runs.body_hash"] = "Of a request.",
        ["identity.clients.json_web_key_set"] = "Public keys.",
        ["identity.clients.concurrency_token"] = "A version.",
        ["payments.account_links.secret_name"] = "The name under which a secret lies, not the secret.",
    };

    private TenantTables Tables => world.House.Services.GetRequiredService<TenantTables>();

    [Fact]
    public void EveryTable_LeavesOrSaysWhyItStays()
    {
        var all = world.Tables.Where(t => t.Table != "migrations").Select(t => t.Name).Order(StringComparer.Ordinal).ToList();
        Tables.Exported.Select(t => t.Full).Concat(Tables.LeftOut.Select(t => t.Name)).Order(StringComparer.Ordinal).ShouldBe(all);
        Tables.LeftOut.ShouldAllBe(t => t.Reason.Length > 20);
        world.Tables.Where(t => t.Kind != WallKind.Tenant && t.Table != "migrations").Select(t => t.Name).Except(Tables.LeftOut.Select(t => t.Name)).ShouldBeEmpty("what is not a firm's does not leave with it");
    }

    [Fact]
    public void EveryColumnOfBytes_SaysWhetherItIsSealed()
    {
        var silent = new List<string>();
        using var scope = world.House.Services.CreateScope();
        foreach (var store in world.House.Services.GetServices<ModuleStore>())
            foreach (var column in store.Open(scope.ServiceProvider).Model.GetRelationalModel().Tables.SelectMany(t => t.Columns).Where(c => c.StoreType == "bytea"))
                if (Tables.Exported.FirstOrDefault(t => t.Full == $"{column.Table.Schema}.{column.Table.Name}")?.Columns.Any(c => c.Name == column.Name && c.SealedFor is null) == true
                    && column.PropertyMappings.All(m => m.Property.FindAnnotation(ExportMarks.OpenBytes) is null))
                    silent.Add($"{column.Table.Schema}.{column.Table.Name}.{column.Name}");
        silent.ShouldBeEmpty("say with IsSealedFor, IsExportedAsBytes or NotExported what these bytes are");
    }

    [Fact]
    public void NothingThatSoundsLikeASecret_LeavesUnseen()
    {
        string[] words = ["secret", "password", "token", "totp", "credential", "private", "sealed"];
        var columns = from table in Tables.Exported
                      from column in table.Columns
                      where column.SealedFor is null && words.Any(w => column.Name.Contains(w, StringComparison.Ordinal)) && column.Name != "totp_last_step"
                      select $"{table.Full}.{column.Name}";
        columns.Except(Harmless.Keys, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryFolderOfFiles_IsNamedByItsModule()
    {
        using var _ = world.House.Services.GetRequiredService<CurrentTenant>().Use(world.A.Id);
        var folders = await world.House.Services.GetRequiredService<Blobs>().Keys(Stop).Select(k => k.Split('/')[0]).Distinct().ToListAsync(Stop);
        folders.ShouldContain("documents");
        folders.Except(world.House.Services.GetServices<BlobFolder>().Select(f => f.Name)).ShouldBeEmpty();
    }

    /// <summary>What is told, but for what is overdue, which the clock tells each house in its own time.</summary>
    private static string Told(Reply reply) => reply.Ok()["data"]!.ToJsonString().Replace("\"overdue\":true", "\"overdue\":false", StringComparison.Ordinal);

    [Fact]
    public async Task TakenOutAndInAgain_ItIsTheSame()
    {
        // What waits past its day is marked so by a timer, which counts as a change: not between the archive and the comparison.
        await Waiting.Until(async () => await world.House.Scalar<long>("select count(*) from workflows.workflows where ended_at is null and not overdue and deadline <= now()") == 0);
        var operators = await world.House.Operator();
        var first = await Archive.AskAsOperator(operators, world.A.Id);
        var file = await Archive.Save(operators, $"/api/v1/platform/tenants/{world.A.Id}/exports/{first.Text("exportId")}/content", world.House.Folder);
        var manifest = Archive.Manifest(file);
        manifest["tables"]!.AsArray().Where(t => t!["rows"]!.GetValue<long>() == 0).Select(t => t!.Text("name")).ShouldBeEmpty("a table without a row proves nothing");
        first.Text("sha256").ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file, Stop))));
        await CheckedByOthers(file, manifest);

        await using var elsewhere = await Archive.Elsewhere(MoneyHouse.Settings, MoneyHouse.Bank);
        await PlantedPlugin.Plant(elsewhere.Database, World.Plugin, "1.0.0");
        var underWay = manifest["underWay"]!.AsArray().Count > 0;
        var (code, said) = await Archive.Import(elsewhere, file, underWay);
        code.ShouldBe(0, said);
        said.ShouldContain("verify: clean");

        var there = await elsewhere.Operator();
        var second = await Archive.AskAsOperator(there, world.A.Id);
        var again = await Archive.Save(there, $"/api/v1/platform/tenants/{world.A.Id}/exports/{second.Text("exportId")}/content", elsewhere.Folder);
        Archive.Tables(again).ShouldBe(Archive.Tables(file));
        Archive.Manifest(again)["books"]!.ToJsonString().ShouldBe(manifest["books"]!.ToJsonString());
        Archive.Manifest(again)["blobs"]!.ToJsonString().ShouldBe(manifest["blobs"]!.ToJsonString());
        second.Text("contentHash").ShouldBe(first.Text("contentHash"));

        await SameToPeople(elsewhere, there);
        (await Archive.Import(elsewhere, file, underWay)).Said.ShouldContain("has rows of this firm already");
    }

    /// <summary>The hashes are those that anybody's tools give, and no secret of the firm lies in any file.</summary>
    private async Task CheckedByOthers(string file, JsonNode manifest)
    {
        (await Archive.Check(file)).ShouldSatisfyAllConditions(c => c.Code.ShouldBe(0, c.Said), c => c.Said.ShouldContain(manifest.Text("contentHash")));
        await using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(file, Stop);
        foreach (var table in manifest["tables"]!.AsArray())
        {
            using var memory = new MemoryStream();
            await using (var stream = await zip.GetEntry(table!.Text("file"))!.OpenAsync(Stop)) await stream.CopyToAsync(memory, Stop);
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(memory.ToArray())).ShouldBe(table!.Text("sha256"));
            var text = Encoding.UTF8.GetString(memory.ToArray());
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) JsonNode.Parse(line)!["tenant_id"]!.GetValue<string>().ShouldBe(world.A.Id.ToString());
            text.ShouldNotContain(world.B.Domain);
        }
        manifest["leftOutTables"]!.AsArray().Select(t => t!.Text("name")).ShouldContain("identity.tokens");
    }

    /// <summary>An administrator who is invited anew finds books, documents and accounts as they were.</summary>
    private async Task SameToPeople(House elsewhere, Api there)
    {
        (await elsewhere.Anonymous(world.A.Domain).Post("/api/v1/auth/login", new { email = $"admin@{world.A.Domain}.example", password = House.Password })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        var invited = (await there.Post($"/api/v1/platform/tenants/{world.A.Id}/invitations", new { email = $"admin@{world.A.Domain}.example", name = "Ada Admin" })).Ok()["data"]!.Text("invitationToken");
        var admin = await elsewhere.Accept(world.A.Domain, $"admin@{world.A.Domain}.example", invited);
        foreach (var path in (string[])[
            $"/api/v1/funds/{world.OfA["fundId"]}/book?size=500", $"/api/v1/accounting/journal?fundId={world.OfA["fundId"]}&size=500", $"/api/v1/reports/published?size=500", $"/api/v1/documents?size=500",
            "/api/v1/payments/payee-accounts?size=500", "/api/v1/workflows?size=500"])
            Told(await admin.Get(path)).ShouldBe(Told(await world.A.Admin.Get(path)), path);
        (await admin.Get($"/api/v1/documents/{world.OfA["documentId"]}/content")).Text.ShouldBe("Kestrel canary side letter");
        (await admin.Get($"/api/v1/reports/published/{world.OfA["reportId"]}/content")).Bytes.ShouldBe((await world.A.Admin.Get($"/api/v1/reports/published/{world.OfA["reportId"]}/content")).Bytes);
        // What was sealed under the other key is open to this one, and hashed under it.
        var whole = (await admin.Get($"/api/v1/payments/payee-accounts/{world.OfA["payeeAccountId"]}")).Ok()["data"]!;
        whole.ToJsonString().ShouldBe((await world.A.Admin.Get($"/api/v1/payments/payee-accounts/{world.OfA["payeeAccountId"]}")).Ok()["data"]!.ToJsonString());
        (await elsewhere.Scalar<long>("select count(*) from payments.payee_accounts where number_hash is null")).ShouldBe(0);
        var hash = await world.House.Scalar<string>("select number_hash from payments.payee_accounts where id = $1", Guid.Parse(world.OfA["payeeAccountId"]));
        (await elsewhere.Scalar<string>("select number_hash from payments.payee_accounts where id = $1", Guid.Parse(world.OfA["payeeAccountId"]))).ShouldNotBe(hash);
        (await elsewhere.Scalar<long>("select count(*) from exports.audit where action = 'exports.firm.import'")).ShouldBe(1);
    }
}
