using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath;

namespace StratCap.Calculator.Cases;

/// <summary>
/// <c>calc FILE…</c>: works out case files of the neutral exchange form and prints one JSON object, the results by case id in the order of the files.
/// A file that cannot be worked out is named on standard error and makes the exit code 1; the others are printed all the same.
/// </summary>
internal static class CalcVerb
{
    private const long LargestFile = 64 * 1024 * 1024;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static int Run(IReadOnlyList<string> files, TextWriter output, TextWriter errors)
    {
        var results = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var failed = 0;
        foreach (var file in files)
        {
            try
            {
                var (id, result) = CaseRun.Of(Read(file));
                if (!results.TryAdd(id, result))
                    throw new FundRuleException("case.id_repeated", $"Two files hold the case {id}: give each its own id.");
            }
            catch (Exception problem) when (problem is FundRuleException or IOException or UnauthorizedAccessException)
            {
                failed++;
                var code = problem is FundRuleException rule ? rule.Code : "case.file_unreadable";
                errors.WriteLine($"{file}: {code}: {problem.Message}");
            }
        }
        Print(results, output);
        return failed == 0 ? 0 : 1;
    }

    private static JsonElement Read(string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > LargestFile })
            throw new FundRuleException("case.file_too_large", "Give a file of at most 64 MiB.");
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new FundRuleException("case.not_json", $"Give a JSON file: {malformed.Message}");
        }
    }

    private static void Print(Dictionary<string, JsonObject> results, TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            writer.WriteStartObject();
            foreach (var (id, result) in results)
            {
                writer.WritePropertyName(id);
                result.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
