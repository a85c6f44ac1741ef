using System.Collections.Frozen;
using System.Text.Json;

namespace StratCap.Plugin.Ach.Nacha;

/// <summary>The reasons of returns and of changes, with their titles (from moov-io/ach).</summary>
internal static class ReturnCodes
{
    private static readonly FrozenDictionary<string, string> Titles = Read();

    /// <summary>Returned for want of money: it may be presented again.</summary>
    public static bool MayRetry(string code) => code is "R01" or "R09";

    /// <summary>The holder says that he did not agree: nothing more is debited from that account.</summary>
    public static bool IsUnauthorised(string code) => code is "R05" or "R07" or "R10" or "R11" or "R29";

    /// <summary>Dishonoured and contested returns and refused changes: traffic between banks, with fields of their own.</summary>
    public static bool IsBetweenBanks(string code) => code[0] switch
    {
        'R' => string.CompareOrdinal(code, "R61") >= 0 && string.CompareOrdinal(code, "R77") <= 0,
        _ => string.CompareOrdinal(code, "C61") >= 0 && string.CompareOrdinal(code, "C69") <= 0,
    };

    public static string? Title(string code) => Titles.GetValueOrDefault(code);

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(ReturnCodes).Assembly.GetManifestResourceStream("return-and-change-codes.json") ?? throw new InvalidOperationException("The plugin was built without its codes.");
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).SelectMany(p => p.Value.EnumerateArray())
            .ToFrozenDictionary(e => e.GetProperty("code").GetString()!, e => e.GetProperty("title").GetString()!, StringComparer.Ordinal);
    }
}
