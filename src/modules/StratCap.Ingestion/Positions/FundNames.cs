using System.Globalization;
using System.Text;

namespace StratCap.Ingestion.Positions;

/// <summary>
/// Finds one fund under several names. Two names are probably one fund when they are equal after taking away what differs from plan to plan:
/// case, accents, punctuation, the legal form (L.P., SCSp), a custodian's mark such as (NYSCRF), a vehicle's letter in brackets, footnote signs,
/// usual abbreviations, and the writing of numbers (IV, 4). It is a hint for a person: nothing is ever merged because of it.
/// </summary>
internal static class FundNames
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuyy";

    private static readonly HashSet<string> WithoutMeaning = new(StringComparer.Ordinal)
    {
        "lp", "llp", "llc", "ltd", "limited", "partnership", "scsp", "sca", "scs", "sicav", "inc", "plc", "cv", "fund", "the", "and", "nyscrf",
    };

    private static readonly Dictionary<string, string> Abbreviated = new(StringComparer.Ordinal)
    {
        ["prtnrs"] = "partners",
        ["ptnrs"] = "partners",
        ["partnrs"] = "partners",
        ["partner"] = "partners",
        ["intl"] = "international",
        ["opp"] = "opportunities",
        ["opps"] = "opportunities",
        ["opportunity"] = "opportunities",
        ["tech"] = "technology",
        ["mgmt"] = "management",
        ["infra"] = "infrastructure",
        ["grp"] = "group",
        ["cap"] = "capital",
    };

    /// <summary>The name as it is kept: surrounding blanks gone, blanks within made one.</summary>
    public static string Tidy(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What two names of one fund have in common; never empty.</summary>
    public static string Key(string name)
    {
        var words = Words(name);
        var kept = new List<string>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            // "L.P. 1" carries a footnote's number, no part of the name.
            if (words[i] == "lp" && i == words.Count - 2 && words[i + 1].Length == 1 && char.IsAsciiDigit(words[i + 1][0])) break;
            if (WithoutMeaning.Contains(words[i]) || (words[i].Length == 3 && words[i].StartsWith("lp", StringComparison.Ordinal) && char.IsAsciiDigit(words[i][2]))) continue;
            kept.Add(Roman(words[i]) is { } number ? number.ToString(CultureInfo.InvariantCulture) : Abbreviated.GetValueOrDefault(words[i], words[i]));
        }
        return kept.Count > 0 ? string.Join(' ', kept) : name.ToLowerInvariant();
    }

    private static List<string> Words(string name)
    {
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '(' && i + 2 < name.Length && name[i + 2] == ')')
            {
                text.Append(' ');
                i += 2;
                continue;
            }
            var c = char.ToLowerInvariant(name[i]);
            var accent = Accented.IndexOf(c, StringComparison.Ordinal);
            if (accent >= 0) c = Plain[accent];
            if (c is '.' or '\'' or '’' || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            text.Append(char.IsLetterOrDigit(c) ? c : ' ');
        }
        return [.. text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The value of a roman number from I to XXXIX, or null: those are what funds are numbered with.</summary>
    private static int? Roman(string word)
    {
        var value = 0;
        for (var i = 0; i < word.Length; i++)
        {
            var digit = Digit(word[i]);
            if (digit == 0) return null;
            value += i + 1 < word.Length && digit < Digit(word[i + 1]) ? -digit : digit;
        }
        return value is > 0 and < 40 ? value : null;
    }

    private static int Digit(char c) => c switch { 'i' => 1, 'v' => 5, 'x' => 10, _ => 0 };
}
