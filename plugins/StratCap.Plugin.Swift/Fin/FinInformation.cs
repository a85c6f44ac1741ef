using System.Text.RegularExpressions;

namespace StratCap.Plugin.Swift.Fin;

/// <summary>What field 86 says, in the two ways that banks structure it: <c>?20…?32…</c> after three digits (Germany, Austria, Poland), and <c>/EREF/…/NAME/…</c> (Netherlands); else free text.</summary>
internal sealed partial record FinInformation(string? Text, string? EndToEndId, string? Name, string? Account)
{
    public static FinInformation Of(string information)
    {
        if (information.Length == 0) return new(null, null, null, null);
        if (Subfields().IsMatch(information)) return Numbered(information.Replace("\n", "", StringComparison.Ordinal));
        if (Words().IsMatch(information)) return Worded(information);
        return new(information, null, null, null);
    }

    private static FinInformation Numbered(string joined)
    {
        // The first part is the transaction's code; each other begins with its two digits.
        var parts = Subfield().Split(joined);
        var (text, name, account) = ("", "", (string?)null);
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            var (number, content) = (parts[i], parts[i + 1]);
            if (number[0] == '2' || number is "60" or "61" or "62" or "63") text += content;
            else if (number is "32" or "33") name += content;
            else if (number == "31") account = content;
        }
        var marks = Sepa().Split(text);
        string? reference = null;
        for (var i = 1; i + 1 < marks.Length; i += 2)
            if (marks[i] == "EREF") reference = marks[i + 1].Trim();
        return new(Some(text), Provided(reference), Some(name.Trim()), Some(account?.Trim()));
    }

    private static FinInformation Worded(string information)
    {
        var joined = information.Replace("\n", "", StringComparison.Ordinal);
        string? After(string word)
        {
            var from = joined.IndexOf($"/{word}/", StringComparison.Ordinal);
            if (from < 0) return null;
            from += word.Length + 2;
            var to = Word().Match(joined, from);
            return Some(joined[from..(to.Success ? to.Index : joined.Length)].Trim());
        }
        return new(After("REMI") ?? information, Provided(After("EREF")), After("NAME"), After("IBAN"));
    }

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? Provided(string? reference) => reference is null or "" or "NOTPROVIDED" or "NONREF" ? null : reference;

    [GeneratedRegex(@"^ ?\d{3}\s*\?\d\s*\d")]
    private static partial Regex Subfields();

    [GeneratedRegex(@"\?(\d\d)")]
    private static partial Regex Subfield();

    [GeneratedRegex(@"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT)\+")]
    private static partial Regex Sepa();

    [GeneratedRegex(@"/(EREF|NAME|IBAN|REMI)/")]
    private static partial Regex Words();

    [GeneratedRegex(@"/[A-Z]{3,4}/")]
    private static partial Regex Word();
}
