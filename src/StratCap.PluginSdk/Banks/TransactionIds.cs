using System.Security.Cryptography;
using System.Text;

namespace StratCap.PluginSdk.Banks;

/// <summary>
/// Ids for bank lines (<see cref="BankTransaction.Id"/>) made of what does not change about them. Lines of one file that are alike in all parts get different ids by their place among their
/// equals, so one instance serves one file; the same file read again gives the same ids.
/// </summary>
public sealed class TransactionIds
{
    private readonly Dictionary<string, int> seen = [];

    /// <summary>The next line's id: 32 hexadecimal digits.</summary>
    /// <param name="parts">The account first; what a later file that repeats the line would say otherwise (statement numbers, file times) is no part.</param>
    public string Next(params ReadOnlySpan<string?> parts)
    {
        var key = new StringBuilder();
        foreach (var part in parts) key.Append(part?.Length ?? -1).Append(':').Append(part).Append('\n');
        var text = key.ToString();
        var place = seen[text] = seen.GetValueOrDefault(text) + 1;
        return Of($"{text}{place}");
    }

    /// <summary>32 hexadecimal digits made of a text.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
