using System.Globalization;
using System.Text;
using System.Xml;

namespace StratCap.Plugin.Swift;

/// <summary>
/// An element by its local name, so that versions of a message, and files without a namespace, read alike. Reading allows no document type (so no entities), resolves nothing, and caps size,
/// depth and number of elements.
/// </summary>
internal sealed class XmlTree
{
    private const int DeepestLevel = 48;
    private const int MostElements = 3_000_000;
    private const long MostCharacters = 33_554_432;
    private const int LongestTag = 16_384;

    private List<XmlTree>? children;
    private StringBuilder? text;

    private XmlTree(string name, string space, int line, string? currency) => (Name, Space, Line, Currency) = (name, space, line, currency);

    public string Name { get; }

    public string Space { get; }

    /// <summary>Where it begins, from 1.</summary>
    public int Line { get; }

    /// <summary>The attribute <c>Ccy</c>.</summary>
    public string? Currency { get; }

    /// <summary>Its own text, trimmed.</summary>
    public string Value { get; private set; } = "";

    public IReadOnlyList<XmlTree> Children => children ?? (IReadOnlyList<XmlTree>)[];

    public IEnumerable<XmlTree> All(string name) => Children.Where(c => c.Name == name);

    /// <summary>The first element at a path such as <c>Refs/EndToEndId</c>.</summary>
    public XmlTree? At(string path)
    {
        var node = this;
        foreach (var name in path.Split('/'))
        {
            node = node.All(name).FirstOrDefault();
            if (node is null) return null;
        }
        return node;
    }

    /// <summary>The text at the first of some paths that has any.</summary>
    public string? Text(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            if (At(path) is { Value.Length: > 0 } node) return node.Value;
        return null;
    }

    /// <summary>This and all within it that bear one of the names.</summary>
    public IEnumerable<XmlTree> Find(Func<string, bool> wanted) => wanted(Name) ? [this] : Children.SelectMany(c => c.Find(wanted));

    /// <summary>Whether the first character is that of XML.</summary>
    public static bool IsXml(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]) return true;
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
        return bytes.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
    }

    public static XmlTree Read(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        RefuseLongTags(content.Span);
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, settings);
        try
        {
            return Read(reader, ct);
        }
        catch (XmlException error)
        {
            throw Refusal.OfFile(error.LineNumber, "it is no well-formed XML, is too large, or declares a document type, which is not allowed.", error);
        }
    }

    /// <summary>Millions of attributes in one tag hold the reader up for minutes; a tag (or a comment) of a bank is short.</summary>
    private static void RefuseLongTags(ReadOnlySpan<byte> rest)
    {
        for (var line = 1; rest.IndexOf((byte)'<') is var start && start >= 0;)
        {
            line += rest[..start].Count((byte)'\n');
            rest = rest[start..];
            var end = rest[..Math.Min(rest.Length, LongestTag)].IndexOf((byte)'>');
            if (end < 0 && rest.Length > LongestTag) throw Refusal.OfFile(line, "a tag is too long.");
            if (end < 0) return;
            line += rest[..end].Count((byte)'\n');
            rest = rest[end..];
        }
    }

    private static XmlTree Read(XmlReader reader, CancellationToken ct)
    {
        var position = (IXmlLineInfo)reader;
        var open = new Stack<XmlTree>();
        XmlTree? root = null;
        var count = 0;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                if (++count > MostElements || reader.Depth > DeepestLevel) throw Refusal.OfFile(position.LineNumber, "it has too many elements, or too deep.");
                if (count % 1000 == 0) ct.ThrowIfCancellationRequested();
                var node = new XmlTree(reader.LocalName, reader.NamespaceURI, position.LineNumber, reader.GetAttribute("Ccy"));
                root ??= node;
                if (open.TryPeek(out var parent)) (parent.children ??= []).Add(node);
                if (!reader.IsEmptyElement) open.Push(node);
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) Append(open.Peek(), reader.Value);
            else if (reader.NodeType == XmlNodeType.EndElement) Close(open.Pop());
        }
        return root!;
    }

    /// <summary>Comments may cut a text into millions of pieces, so they are put together once.</summary>
    private static void Append(XmlTree node, string piece) => (node.text ??= new StringBuilder()).Append(piece);

    private static void Close(XmlTree node)
    {
        node.Value = node.text?.ToString().Trim() ?? "";
        node.text = null;
    }

    /// <summary>An amount of ISO 20022 with its currency, at most 18 digits, five of them decimals, without sign.</summary>
    public (decimal Value, string Currency) Amount()
    {
        if (Currency is not { Length: 3 } currency || !currency.All(char.IsAsciiLetterUpper)) throw Refusal.OfFile(Line, "an amount has no currency of three capitals.");
        return (Number(), currency);
    }

    /// <summary>A number without sign, at most 18 digits, five of them decimals.</summary>
    public decimal Number()
    {
        var point = Value.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : Value.Length - point - 1;
        return Value.Length is > 0 and <= 19 && decimals <= 5 && decimal.TryParse(Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusal.OfFile(Line, "an amount is no number of at most 18 digits.");
    }

    /// <summary>The day of <c>Dt</c> or <c>DtTm</c> within this, as written, whatever the zone; null when there is none or it does not exist.</summary>
    public DateOnly? Day() => DayOf(Text("Dt", "DtTm") ?? Value);

    public static DateOnly? DayOf(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
