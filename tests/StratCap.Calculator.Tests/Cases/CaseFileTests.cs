using System.Globalization;
using System.Text.Json;
using StratCap.Calculator.Cases;

namespace StratCap.Calculator.Tests.Cases;

public sealed class CaseFileTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory, MemberData(nameof(Files))]
    public void WorkedCase_ComesOutAsExpected(string id)
    {
        var file = Load(id);

        var (caseId, result) = CaseRun.Of(file);

        caseId.ShouldBe(id);
        var tolerance = file.GetProperty("tolerance");
        Difference.Between(file.GetProperty("expected"), JsonSerializer.SerializeToElement(result), Number(tolerance, "money"), Number(tolerance, "rate")).ShouldBeEmpty();
    }

    [Fact]
    public void Calc_SomeFilesBad_PrintsTheGoodOnesAndNamesTheBad()
    {
        var folder = Directory.CreateTempSubdirectory("cases");
        try
        {
            var good = Path.Combine(AppContext.BaseDirectory, "Cases", "irr-001.json");
            var broken = Path.Combine(folder.FullName, "broken.json");
            File.WriteAllText(broken, "{");
            var unknown = Path.Combine(folder.FullName, "unknown.json");
            File.WriteAllText(unknown, """{"id":"x","group":"astrology","inputs":{}}""");
            using var output = new StringWriter();
            using var errors = new StringWriter();

            var exit = CalcVerb.Run([good, broken, unknown, Path.Combine(folder.FullName, "none.json"), good], output, errors);

            exit.ShouldBe(1);
            JsonDocument.Parse(output.ToString()).RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["irr-001"]);
            var said = errors.ToString();
            foreach (var code in (string[])["case.not_json", "case.group_unknown", "case.file_unreadable", "case.id_repeated"]) said.ShouldContain(code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonElement Load(string id)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", id + ".json")));
        return document.RootElement.Clone();
    }

    private static decimal Number(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
