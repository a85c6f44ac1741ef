using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Ingestion;

/// <summary>Files whose columns have other names than ours: proposed, changed by a person, imported with it, and known the next time.</summary>
public sealed class MappingTests(House house)
{
    private const string Foreign = """
        Name of Fund,Client,Reporting Date,LP Commitment ($ MM),Contributed Capital,Proceeds,Ending NAV,Desk
        Mapped Fund I,Elm Plan,2025-03-31,100.0,60000000,20000000,70000000,North
        Mapped Fund I,,2025-03-31,5,1,1,1,North

        """;

    private static readonly Dictionary<string, string> Full = new(StringComparer.Ordinal)
    {
        ["Name of Fund"] = "fund_name",
        ["Client"] = "pension_fund_name",
        ["Reporting Date"] = "as_of_date",
        ["LP Commitment ($ MM)"] = "commitment_mm",
        ["Contributed Capital"] = "capital_called",
        ["Proceeds"] = "capital_distributed",
        ["Ending NAV"] = "remaining_value",
        ["Desk"] = "",
    };

    [Fact]
    public async Task APreview_ProposesByKnownNames_AndShowsTheFirstRowsAsTheyWouldBeRead_AndWritesNothing()
    {
        var firm = await house.Provision("Preview");

        var preview = (await Preview(firm.Accountant, Foreign)).Ok()["data"]!;

        Targets(preview).ShouldBe(["fund_name", "pension_fund_name", "as_of_date", "commitment_mm", "capital_called", "capital_distributed", "remaining_value", null]);
        preview["standard"]!.GetValue<bool>().ShouldBeFalse();
        preview["problem"].ShouldBeNull();
        var (first, second) = (preview["rows"]![0]!, preview["rows"]![1]!);
        (first.Text("fund"), first.Text("investor"), first.Text("asOf"), first.Money("commitment"), first.Money("called")).ShouldBe(("Mapped Fund I", "Elm Plan", "2025-03-31", 100_000_000m, 60_000_000m));
        (second.Text("state"), second["reasons"]![0]!.Text("code")).ShouldBe(("Refused", "position.investor_missing"));
        preview["columns"]![1]!["samples"]![0]!.GetValue<string>().ShouldBe("Elm Plan");
        (await firm.Accountant.Get("/api/v1/data/import")).Ok().Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task APreview_WithAMapping_ShowsWhatItMakesOfTheFile_OrWhyItCannotBeImported()
    {
        var firm = await house.Provision("Preview");
        var swapped = new Dictionary<string, string>(Full, StringComparer.Ordinal) { ["Proceeds"] = "remaining_value", ["Ending NAV"] = "capital_distributed" };
        var without = new Dictionary<string, string>(Full, StringComparer.Ordinal) { ["Client"] = "" };
        var twice = new Dictionary<string, string>(Full, StringComparer.Ordinal) { ["Desk"] = "fund_name" };

        (await Preview(firm.Accountant, Foreign, swapped)).Ok()["data"]!["rows"]![0]!.Money("distributed").ShouldBe(70_000_000m);
        (await Preview(firm.Accountant, Foreign, without)).Ok()["data"]!.Text("problem").ShouldContain("lacks pension_fund_name");
        (await Preview(firm.Accountant, Foreign, twice)).Ok()["data"]!.Text("problem").ShouldContain("'Name of Fund' and 'Desk'");
        (await Preview(firm.Accountant, "fund_name,pension_fund_name,as_of_date,commitment\nA,B,2025-03-31,1\n")).Ok()["data"]!["standard"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task AnImport_WithAMapping_ReadsTheColumnsSo_AndTheNextFileIsProposedTheSame()
    {
        var firm = await house.Provision("Mapped");
        var other = await house.Provision("Stranger");
        var odd = Foreign.Replace("Client", "Whoever", StringComparison.Ordinal);
        var mapping = new Dictionary<string, string>(Full, StringComparer.Ordinal) { ["Whoever"] = "pension_fund_name" };
        mapping.Remove("Client");
        Targets((await Preview(firm.Accountant, odd)).Ok()["data"]!)[1].ShouldBeNull();

        var import = await firm.Accountant.Finished((await Import(firm.Accountant, odd, mapping)).JobId());

        (import.Text("state"), import.Int("accepted") + import.Int("flagged"), import.Int("refused"), import.Int("added")).ShouldBe(("Completed", 1, 1, 1), import.ToJsonString());
        var fund = (await firm.Accountant.Get("/api/v1/funds?q=Mapped")).Ok().Rows().ShouldHaveSingleItem().Text("id");
        var position = (await firm.Accountant.Get($"/api/v1/funds/{fund}/positions")).Ok().Rows().ShouldHaveSingleItem()["position"]!;
        (position.Text("name"), position.Money("commitment"), position.Money("distributed")).ShouldBe(("Elm Plan", 100_000_000m, 20_000_000m));
        var again = (await Preview(firm.Accountant, odd)).Ok()["data"]!;
        (Targets(again)[1], again["columns"]![1]!.Text("by"), again["columns"]![7]!.Text("target")).ShouldBe(("pension_fund_name", "kept", ""));
        Targets((await Preview(other.Accountant, odd)).Ok()["data"]!)[1].ShouldBeNull("another firm's mapping is its own");
        (await firm.Accountant.Get($"/api/v1/data/import/{import.Text("jobId")}/refused.csv")).Text.ShouldContain("Whoever");
    }

    [Fact]
    public async Task AMapping_ThatNamesWhatThereIsNot_OrIsNone_IsRefused_AndNothingIsKept()
    {
        var firm = await house.Provision("Wrong");

        (await Import(firm.Accountant, Foreign, new() { ["Client"] = "shoe_size" })).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.mapping_unknown");
        (await firm.Accountant.Post("/api/v1/data/import/positions", Form(Foreign, "[1]"))).Refused(HttpStatusCode.BadRequest, "ingestion.mapping_malformed");
        (await Import(firm.Accountant, Foreign, new() { ["Client"] = "pension_fund_name" })).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.columns_missing");
        (await firm.Accountant.Import(Foreign)).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.columns_missing");
        (await Preview(firm.Accountant, "\n")).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.file_empty");
        (await house.Scalar<long>("select count(*) from ingestion.kept_mappings where tenant_id = $1", firm.Id)).ShouldBe(0);
        (await Preview(firm.Viewer, Foreign)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private static List<string?> Targets(JsonNode preview) => [.. preview["columns"]!.AsArray().Select(c => c!["target"]?.GetValue<string>())];

    private static Task<Reply> Preview(Api api, string file, Dictionary<string, string>? mapping = null)
    {
        var form = Form(file, mapping is null ? null : JsonSerializer.Serialize(mapping));
        form.Add(new StringContent("positions"), "sourceType");
        return api.Post("/api/v1/data/preview", form);
    }

    private static Task<Reply> Import(Api api, string file, Dictionary<string, string> mapping) => api.Post("/api/v1/data/import/positions", Form(file, JsonSerializer.Serialize(mapping)));

    private static MultipartFormDataContent Form(string file, string? mapping)
    {
        var form = new MultipartFormDataContent("the-same-boundary") { { new ByteArrayContent(Encoding.UTF8.GetBytes(file)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, "file", "foreign.csv" } };
        if (mapping is not null) form.Add(new StringContent(mapping), "mapping");
        return form;
    }
}
