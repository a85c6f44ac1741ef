using System.Text;

namespace StratCap.PluginSdk.Connections;

/// <summary>
/// Bodies in which nothing is a placeholder. The host fills <c>{{secret:…}}</c> wherever it stands in a body, and so in a memo that a person typed: his firm's secret would lie open in the
/// vendor's books. Whatever carries text of others goes out through here, escaped so that the vendor reads the same and the host sees no placeholder.
/// </summary>
public static class PlainBody
{
    /// <summary>A JSON body. Two braces stand side by side inside strings alone.</summary>
    public static StringContent Json(string json) => new(json.Replace("{{", "\\u007b\\u007b", StringComparison.Ordinal), Encoding.UTF8, "application/json");

    /// <summary>An XML body.</summary>
    /// <param name="xml">Without CDATA, in which nothing can be escaped.</param>
    /// <param name="mediaType">Such as <c>text/xml</c>.</param>
    public static StringContent Xml(string xml, string mediaType) => new(XmlText(xml), Encoding.UTF8, mediaType);

    /// <summary>A piece of XML to stand beside others that hold placeholders.</summary>
    public static string XmlText(string xml) => xml.Replace("{{", "&#123;&#123;", StringComparison.Ordinal);

    /// <summary>A text as XML 1.0 can carry it, cut to a length: without control characters, and without half of a character at its end.</summary>
    public static string Carried(string text, int length = int.MaxValue)
    {
        var carried = string.Concat(text.EnumerateRunes().Where(r => r.Value is '\t' or '\n' or '\r' || (r.Value >= 0x20 && r.Value is not (0xFFFE or 0xFFFF))).Select(r => r.ToString()));
        if (carried.Length <= length) return carried;
        return carried[..(char.IsHighSurrogate(carried[length - 1]) ? length - 1 : length)];
    }
}
