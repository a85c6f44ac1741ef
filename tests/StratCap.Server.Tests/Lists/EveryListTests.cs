using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using StratCap.Foundation.Web;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Walls;

namespace StratCap.Server.Tests.Lists;

/// <summary>Every list that the running server says it has, walked in each of its orders, searched, and taken as a file.</summary>
[Collection(nameof(World))]
public sealed class EveryListTests(World world)
{
    /// <summary>The lists that the pages show.</summary>
    private static readonly string[] Shown =
    [
        "GET /api/v1/accounting/journal", "GET /api/v1/accounting/sync/links", "GET /api/v1/accounting/sync/links/{linkId}/accounts", "GET /api/v1/accounting/sync/links/{linkId}/drift",
        "GET /api/v1/accounting/sync/links/{linkId}/drift/entries", "GET /api/v1/accounting/sync/links/{linkId}/postings", "GET /api/v1/accounting/sync/links/{linkId}/runs", "GET /api/v1/audit/{module}", "GET /api/v1/calculations/history/{fundId}", "GET /api/v1/data/import", "GET /api/v1/data/import/{jobId}/rows",
        "GET /api/v1/documents/", "GET /api/v1/documents/{documentId}/accesses", "GET /api/v1/exports/", "GET /api/v1/funds/", "GET /api/v1/funds/{fundId}/book", "GET /api/v1/funds/{fundId}/capital-calls", "GET /api/v1/funds/{fundId}/capital-calls/{callId}/lines",
        "GET /api/v1/funds/{fundId}/capital-calls/{callId}/receipts", "GET /api/v1/funds/{fundId}/investments",
        "GET /api/v1/funds/{fundId}/distributions", "GET /api/v1/funds/{fundId}/distributions/{distributionId}/lines", "GET /api/v1/funds/{fundId}/investors", "GET /api/v1/funds/{fundId}/positions", "GET /api/v1/funds/{fundId}/periods/{through}/differences", "GET /api/v1/funds/{fundId}/valuation-rounds",
        "GET /api/v1/funds/manual-entries", "GET /api/v1/funds/investments", "GET /api/v1/funds/{fundId}/investments/{dealId}/profile/versions",
        "GET /api/v1/fx-rates/", "GET /api/v1/notifications/", "GET /api/v1/notifications/messages", "GET /api/v1/notifications/suppressions", "GET /api/v1/notifications/templates/{template}/{locale}/versions", "GET /api/v1/notifications/webhooks", "GET /api/v1/notifications/webhooks/{webhookId}/deliveries", "GET /api/v1/payments/funds/{fundId}/receiving-account/history", "GET /api/v1/payments/instructions", "GET /api/v1/payments/payee-accounts", "GET /api/v1/payments/account-links", "GET /api/v1/payments/mandates", "GET /api/v1/payments/funds/{fundId}/capital-calls/{callId}/debits", "GET /api/v1/payments/runs",
        "GET /api/v1/payments/runs/{paymentRunId}/payments", "GET /api/v1/payments/events", "GET /api/v1/payments/funds/{fundId}/statements", "GET /api/v1/payments/funds/{fundId}/bank-lines", "GET /api/v1/payments/funds/{fundId}/bank-feeds", "GET /api/v1/payments/funds/{fundId}/bank-feeds/connections/{feedConnectionId}/accounts", "GET /api/v1/payments/funds/{fundId}/expected",
        "GET /api/v1/platform/tenants", "GET /api/v1/platform/plugins", "GET /api/v1/plugins",
        "GET /api/v1/plugins/connections", "GET /api/v1/plugins/connections/{connectionId}/deliveries", "GET /api/v1/plugins/connections/{connectionId}/log", "GET /api/v1/portal/me/capital-calls",
        "GET /api/v1/portal/me/distributions", "GET /api/v1/portal/me/documents", "GET /api/v1/portal/me/funds", "GET /api/v1/portal/me/published", "GET /api/v1/reports/publications", "GET /api/v1/reports/saved", "GET /api/v1/reports/schedules", "GET /api/v1/reports/scheduled-runs", "GET /api/v1/reports/published", "GET /api/v1/reports/published/{reportId}/differences", "GET /api/v1/portal/me/statements", "GET /api/v1/users", "GET /api/v1/users/profile/sessions", "GET /api/v1/workflows",
    ];

    private IReadOnlyList<Route> Lists => field ??= [.. Route.Of(world.House).Where(r => r.List is not null)];

    [Fact]
    public void EveryListOfThePages_IsSortedSearchedAndExportedByTheOneMechanism()
    {
        Lists.Select(r => r.Name.TrimEnd('/')).Order(StringComparer.Ordinal).ShouldBe(Shown.Select(n => n.TrimEnd('/')).Order(StringComparer.Ordinal));
        Lists.Where(r => r.List!.Sorts.Count < 2 || r.List.Columns.Count < 2).Select(r => r.Name).ShouldBeEmpty();
    }

    [Fact]
    public void EveryColumnOfAFile_HasAHeadingInBothLanguages() =>
        Lists.SelectMany(r => r.List!.Columns).Distinct().Where(c => !ListLabels.Has(c)).ShouldBeEmpty();

    [Fact]
    public void EveryValueOfAFile_HasWordsInBothLanguages() =>
        Lists.SelectMany(r => r.List!.Enums).Distinct().SelectMany(e => Enum.GetValues(e).Cast<Enum>()).Where(v => !ListWords.Has(v)).Select(v => $"{v.GetType().Name}.{v}").ShouldBeEmpty();

    /// <summary>Down is the very reverse of up, page by page; each holds all rows once, and as many as the list says it has.</summary>
    [Fact]
    public async Task EachOrder_WalkedPageByPage_HoldsEveryRowOnce()
    {
        var wrong = new List<string>();
        foreach (var route in Lists)
        {
            var (api, path) = await Asked(world, route);
            var first = (await api.Get(path + "size=500")).Ok();
            var whole = first.Rows().ConvertAll(Row);
            if (whole.Count == 0) wrong.Add($"{route.Name} shows nothing");
            if (first["meta"]!["page"]!["total"]?.GetValue<long>() != whole.Count) wrong.Add($"{route.Name} counts {first["meta"]} of {whole.Count}");
            var size = Math.Max(1, (whole.Count + 2) / 3);
            foreach (var sort in route.List!.Sorts)
            {
                var up = (await api.All($"{path}size={size}&sort={sort}")).ConvertAll(Row);
                var down = (await api.All($"{path}size={size}&sort=-{sort}")).ConvertAll(Row);
                if (!up.Order(StringComparer.Ordinal).SequenceEqual(whole.Order(StringComparer.Ordinal))) wrong.Add($"{route.Name} by {sort}: {up.Count} of {whole.Count}");
                if (!down.AsEnumerable().Reverse().SequenceEqual(up)) wrong.Add($"{route.Name} by -{sort} is not the reverse of {sort}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnUnknownOrderColumnOrFormat_IsRefusedByName()
    {
        foreach (var route in Lists)
        {
            var (api, path) = await Asked(world, route);
            var refused = (await api.Get(path + "sort=shoeSize")).Refused(HttpStatusCode.BadRequest, "request.invalid");
            var said = refused.Json["errors"]!["sort"]![0]!.GetValue<string>();
            route.List!.Sorts.Prepend("shoeSize").ShouldAllBe(s => said.Contains(s, StringComparison.Ordinal), route.Name);
            (await api.Get(path + "format=csv&columns=shoeSize")).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["columns"].ShouldNotBeNull();
            (await api.Get(path + "format=pdf&")).Refused(HttpStatusCode.BadRequest, "request.invalid");
            (await api.Get(path + "q=" + new string('x', 201))).Refused(HttpStatusCode.BadRequest, "request.invalid");
            (await api.Get(path + "q=zzzz-nothing-has-this")).Ok().Rows().ShouldBeEmpty(route.Name);
        }
    }

    [Fact]
    public async Task AFile_HoldsAllRowsOfTheList_UnderHeadingsInTheLanguageAsked()
    {
        foreach (var route in Lists)
        {
            var (api, path) = await Asked(world, route);
            var rows = (await api.All(path + "size=500")).Count;
            var csv = await api.Get(path + "format=csv&language=de");
            csv.ContentHeaders.ContentType!.MediaType.ShouldBe("text/csv", route.Name);
            csv.ContentHeaders.ContentDisposition!.FileName!.ShouldContain(route.List!.Name);
            var lines = Csv(csv.Text);
            lines.Count.ShouldBe(rows + 1, route.Name);
            lines[0].ShouldBe(route.List.Columns.Select(c => ListLabels.Of(c, "de")), route.Name);
            lines.ShouldAllBe(l => l.Count == lines[0].Count, route.Name);

            var xlsx = await api.Get(path + $"format=xlsx&columns={route.List.Columns[0]}");
            using var zip = new ZipArchive(new MemoryStream(xlsx.Bytes));
            using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            System.Text.RegularExpressions.Regex.Count(await sheet.ReadToEndAsync(), "<row[ >]").ShouldBe(rows + 1, route.Name);
        }
    }

    [Fact]
    public async Task AFile_HasNumbersAsNumbersWithTheirCurrency_DatesAsDates_AndNoTextThatRuns()
    {
        var firm = world.Intruder;
        var fund = (await firm.Accountant.Post("/api/v1/funds", new { name = "=HYPERLINK(\"http://x\") Fund", currency = "JPY", establishedOn = "2024-01-15", strategy = "+cmd" })).Ok()["data"]!.Text("id");
        foreach (var sign in (string[])["=1+1", "+1", "-1+1", "@SUM(1)"])
            (await firm.Accountant.Post($"/api/v1/funds/{fund}/investors", new { name = sign + " Trust", kind = "LimitedPartner", admittedOn = "2024-02-01" })).Ok();

        var csv = Csv((await firm.Accountant.Get($"/api/v1/funds/{fund}/investors?format=csv&columns=name,commitment,admittedOn")).Text);
        var xlsx = await firm.Accountant.Get($"/api/v1/funds/{fund}/investors?format=xlsx&columns=name,commitment,admittedOn");
        var funds = Csv((await firm.Accountant.Get("/api/v1/funds?format=csv&columns=name,strategy,nav&q=HYPERLINK")).Text);

        csv[0].ShouldBe(["Name", "Commitment", "Admitted on", "Currency"]);
        csv.Skip(1).ShouldAllBe(l => l[0].StartsWith('\'') && l[1] == "0" && l[2] == "2024-02-01" && l[3] == "JPY");
        funds[1].ShouldBe(["'=HYPERLINK(\"http://x\") Fund", "'+cmd", "0", "JPY"]);
        using var zip = new ZipArchive(new MemoryStream(xlsx.Bytes));
        using var read = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var sheet = await read.ReadToEndAsync();
        sheet.ShouldNotContain("<f>");
        System.Text.RegularExpressions.Regex.Count(sheet, "<c r=\"B[2-5]\" s=\"\\d+\"><v>0</v>").ShouldBe(4, sheet);
        System.Text.RegularExpressions.Regex.Count(sheet, "<c r=\"C[2-5]\" s=\"\\d+\"><v>45323</v>").ShouldBe(4, sheet);
    }

    /// <summary>Who may ask for a list, and where, with what it needs and ready for more of the query.</summary>
    internal static async Task<(Api Api, string Path)> Asked(World world, Route route)
    {
        var path = route.Path(name => name == "module" ? "funds" : name == "through" ? World.Quarter : world.OfA[name]) + "?" + (route.Name.EndsWith("/journal", StringComparison.Ordinal) ? $"fundId={world.OfA["fundId"]}&" : "");
        return (route.Permission?.StartsWith("platform:", StringComparison.Ordinal) == true ? await world.House.Operator() : world.A.Admin, path);
    }

    // What moves between two readings is no part of what the row is.
    private static string Row(JsonNode row)
    {
        if (row is JsonObject o) foreach (var moving in (string[])["rowsPerSecond", "progress", "state", "lastSignInAt"]) o.Remove(moving);
        return row.ToJsonString();
    }

    private static List<IReadOnlyList<string>> Csv(string text)
    {
        using var parser = new CsvHelper.CsvParser(new StringReader(text.TrimStart('\uFEFF')), System.Globalization.CultureInfo.InvariantCulture);
        var lines = new List<IReadOnlyList<string>>();
        while (parser.Read()) lines.Add(parser.Record!);
        return lines;
    }
}
