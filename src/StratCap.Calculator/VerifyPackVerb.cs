using System.Globalization;
using System.Text.Json;
using StratCap.FundMath;
using StratCap.FundMath.Verification;

namespace StratCap.Calculator;

/// <summary>
/// <c>verify-pack FILE [--key FILE]</c>: works an investor's distribution out again from the pack alone, offline. Exit code 0 when everything holds, 1 when not.
/// </summary>
internal static class VerifyPackVerb
{
    private const long LargestFile = 64 * 1024 * 1024;

    internal static int Run(string file, string? keyFile, TextWriter output, TextWriter errors)
    {
        string text;
        string? key;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > LargestFile })
                throw new IOException("Give a file of at most 64 MiB.");
            text = Unwrapped(File.ReadAllText(file));
            key = keyFile is null ? null : File.ReadAllText(keyFile).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(unreadable.Message);
            return 1;
        }
        var (pack, findings) = SealedPack.Verify(text, key);
        if (pack is not null)
            Tell(pack, output);
        foreach (var finding in findings)
            output.WriteLine($"FAILS  {finding.Where}: {finding.What}");
        if (findings.Count == 0)
            output.WriteLine(key is null
                ? $"HOLDS  Signed by the key {SealedPack.Fingerprint(KeyOf(text))}: ask the manager whether it is his, or give it with --key."
                : "HOLDS  Signed by the key you trust.");
        return findings.Count == 0 ? 0 : 1;
    }

    /// <summary>The API's whole answer may be saved as it came: the pack is its data.</summary>
    private static string Unwrapped(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var data) ? data.GetRawText() : text;
        }
        catch (JsonException)
        {
            return text; // The verifier says what is wrong with it.
        }
    }

    private static void Tell(DistributionPack pack, TextWriter output)
    {
        output.WriteLine($"{pack.FundName}, distribution {pack.DistributionNumber} of {Day(pack.Date)}, {pack.InvestorName}");
        Row(output, pack, "Share before carried interest", pack.Apportioned);
        Row(output, pack, "Return of capital", pack.Result.ReturnOfCapital);
        Row(output, pack, "Preferred return", pack.Result.PreferredReturn);
        Row(output, pack, "Catch-up", pack.Result.CatchUp);
        Row(output, pack, "Split", pack.Result.ResidualSplit);
        Row(output, pack, "Carried interest", pack.Result.CarriedInterest);
        Row(output, pack, "To the investor", pack.Result.Distributed);
        output.WriteLine($"  from {pack.Contributions.Count} contributions, {pack.Earlier.Count} earlier distributions, and these terms:");
        foreach (var sentence in pack.Terms.InPlainEnglish())
            output.WriteLine($"  - {sentence.Sentence} ({sentence.Clause})");
    }

    private static void Row(TextWriter output, DistributionPack pack, string label, decimal amount) =>
        output.WriteLine($"  {label,-30} {amount.ToString("N" + new Currency(pack.Currency).MinorUnits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),20} {pack.Currency}");

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string KeyOf(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("publicKey").GetString()!;
    }
}
