using System.Collections.Frozen;
using System.Text;

namespace StratCap.PluginSdk.Banks;

/// <summary>Text for bank files, which carry plain Latin letters alone. Marks are taken off letters as banks do it (é → e, ß → ss, Ł → L); what has no Latin form is refused, never dropped.</summary>
public static class LatinText
{
    private static readonly FrozenDictionary<char, string> Plain = Table().ToFrozenDictionary();

    /// <summary>The text in printable ASCII, or null when a character has no Latin form (Cyrillic, Greek, Chinese …) or is a control character.</summary>
    public static string? ToAscii(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= ' ' and <= '~') plain.Append(c);
            else if (Plain.TryGetValue(c, out var letters)) plain.Append(letters);
            else return null;
        }
        return plain.ToString();
    }

    /// <summary>
    /// The text in SWIFT's character set X (letters, digits, space and <c>/ - ? : ( ) . , ' +</c>), or null as above. Other signs become what banks make of them: ampersand a plus, underscore a
    /// dash, semicolon a comma, quotation marks an apostrophe, brackets parentheses, the rest a full stop.
    /// </summary>
    public static string? ToSwift(string text) => ToAscii(text) is { } ascii ? string.Concat(ascii.Select(InSetX)) : null;

    private static char InSetX(char c) => c switch
    {
        _ when char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' or '-' or '?' or ':' or '(' or ')' or '.' or ',' or '\'' or '+' => c,
        '&' => '+',
        '_' or '~' => '-',
        ';' => ',',
        '"' or '`' => '\'',
        '[' or '{' or '<' => '(',
        ']' or '}' or '>' => ')',
        '\\' or '|' => '/',
        _ => '.',
    };

    private static Dictionary<char, string> Table()
    {
        var table = new Dictionary<char, string>();
        void Add(string marked, string plain)
        {
            foreach (var c in marked) table.Add(c, plain);
        }
        Add("ÀÁÂÃÅĀĂĄ", "A"); Add("àáâãåāăą", "a"); Add("ÇĆĈĊČ", "C"); Add("çćĉċč", "c"); Add("ĎĐÐ", "D"); Add("ďđð", "d");
        Add("ÈÉÊËĒĔĖĘĚ", "E"); Add("èéêëēĕėęě", "e"); Add("ĜĞĠĢ", "G"); Add("ĝğġģ", "g"); Add("ĤĦ", "H"); Add("ĥħ", "h");
        Add("ÌÍÎÏĨĪĬĮİ", "I"); Add("ìíîïĩīĭįı", "i"); Add("Ĵ", "J"); Add("ĵ", "j"); Add("Ķ", "K"); Add("ķĸ", "k"); Add("ĹĻĽĿŁ", "L"); Add("ĺļľŀł", "l");
        Add("ÑŃŅŇŊ", "N"); Add("ñńņňŋ", "n"); Add("ÒÓÔÕŌŎŐ", "O"); Add("òóôõōŏő", "o"); Add("ŔŖŘ", "R"); Add("ŕŗř", "r"); Add("ŚŜŞŠȘ", "S"); Add("śŝşšș", "s");
        Add("ŢŤŦȚ", "T"); Add("ţťŧț", "t"); Add("ÙÚÛŨŪŬŮŰŲ", "U"); Add("ùúûũūŭůűų", "u"); Add("Ŵ", "W"); Add("ŵ", "w"); Add("ÝŶŸ", "Y"); Add("ýÿŷ", "y"); Add("ŹŻŽ", "Z"); Add("źżž", "z");
        Add("ÄÆ", "AE"); Add("äæ", "ae"); Add("ÖŒ", "OE"); Add("öœ", "oe"); Add("Ø", "O"); Add("ø", "o"); Add("Ü", "UE"); Add("ü", "ue"); Add("ß", "ss"); Add("ẞ", "SS"); Add("Þ", "TH"); Add("þ", "th");
        Add("‘’‚‛´", "'"); Add("“”„«»", "\""); Add("‐‑‒–—", "-"); Add("…", "..."); Add("\u00a0\u2009\u202f", " "); Add("€", "EUR"); Add("№", "No");
        return table;
    }
}
