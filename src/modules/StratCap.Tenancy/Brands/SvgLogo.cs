using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace StratCap.Tenancy.Brands;

/// <summary>
/// SVG drawn anew from a list of harmless elements and attributes: shapes, groups, gradients, clips. What could run, load or grow (scripts, events, links, styles, other files, entities)
/// is refused by name; what an editor left for itself (other namespaces, comments, titles) stays out.
/// </summary>
internal static partial class SvgLogo
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const int MaxElements = 5000;
    private const int MaxDepth = 32;

    private static readonly FrozenSet<string> Elements = FrozenSet.Create(
        "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "linearGradient", "radialGradient", "stop", "clipPath");

    /// <summary>Says nothing that is drawn.</summary>
    private static readonly FrozenSet<string> Silent = FrozenSet.Create("title", "desc", "metadata");

    private static readonly FrozenSet<string> Attributes = FrozenSet.Create(
        "id", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "d", "points", "transform", "preserveAspectRatio", "pathLength",
        "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset",
        "opacity", "color", "clip-path", "clip-rule", "clipPathUnits", "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "spreadMethod", "display", "visibility",
        "shape-rendering", "vector-effect", "paint-order");

    private static readonly FrozenSet<string> Loading = FrozenSet.Create("href", "src", "srcset", "data", "action", "formaction", "ping", "base");

    /// <exception cref="LogoException">It is no SVG, or holds what is refused.</exception>
    public static byte[] Redraw(byte[] file)
    {
        var drawn = new MemoryStream();
        try
        {
            // Bytes that are no UTF-8 could be read as another text by another reader.
            using var reader = XmlReader.Create(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF')), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                IgnoreWhitespace = true,
            });
            using (var writer = XmlWriter.Create(drawn, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true })) Draw(reader, writer);
        }
        catch (XmlException broken)
        {
            throw new LogoException(broken.Message.Contains("DTD", StringComparison.Ordinal)
                ? "The SVG has a document type, by which it could grow or read files: save it as plain SVG, without."
                : "The file is neither a PNG nor an SVG that can be read: save it again.");
        }
        catch (DecoderFallbackException)
        {
            throw new LogoException("The file is neither a PNG nor an SVG in UTF-8: save it again.");
        }
        return drawn.ToArray();
    }

    private static void Draw(XmlReader reader, XmlWriter writer)
    {
        var count = 0;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.EndElement) writer.WriteEndElement();
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (++count > MaxElements || reader.Depth > MaxDepth) throw new LogoException($"The SVG has more than {MaxElements} parts, or parts more than {MaxDepth} deep: make it simpler.");
            if (count == 1 && (reader.LocalName != "svg" || reader.NamespaceURI != Namespace)) throw new LogoException("The file is neither a PNG nor an SVG: its outermost part must be <svg xmlns=\"http://www.w3.org/2000/svg\">.");
            if (Stays(reader)) Element(reader, writer);
            else Skip(reader, ref count);
        }
    }

    private static bool Stays(XmlReader reader)
    {
        if (reader.NamespaceURI != Namespace) return IsForeign(reader) ? false : throw Refused($"<{reader.Name}>", "is not of an SVG");
        if (Silent.Contains(reader.LocalName)) return false;
        return Elements.Contains(reader.LocalName) ? true : throw Refused($"<{reader.LocalName}>", "may run, load or grow, or needs what is not there");
    }

    // HTML in an SVG is HTML; an editor's own notes are nothing to a browser.
    private static bool IsForeign(XmlReader reader) => reader.NamespaceURI.Length > 0 && !reader.NamespaceURI.StartsWith("http://www.w3.org/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Goes past what is not drawn; what is in it is judged by nobody, as it is gone.</summary>
    private static void Skip(XmlReader reader, ref int count)
    {
        using var gone = reader.ReadSubtree();
        while (gone.Read())
            if (++count > MaxElements || gone.Depth > MaxDepth) throw new LogoException($"The SVG has more than {MaxElements} parts: make it simpler.");
    }

    private static void Element(XmlReader reader, XmlWriter writer)
    {
        writer.WriteStartElement(reader.LocalName, Namespace);
        var (empty, kept) = (reader.IsEmptyElement, new Dictionary<string, string>(StringComparer.Ordinal));
        while (reader.MoveToNextAttribute()) Attribute(reader, kept);
        reader.MoveToElement();
        foreach (var (name, value) in kept) writer.WriteAttributeString(name, value);
        if (empty) writer.WriteEndElement();
    }

    private static void Attribute(XmlReader reader, Dictionary<string, string> kept)
    {
        var (name, value) = (reader.LocalName, reader.Value);
        if (reader.Prefix == "xmlns" || name == "xmlns") return;
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase)) throw Refused($"'{name}'", "runs when something happens");
        // A gradient may take its colours from another one of the same picture.
        if (Loading.Contains(name.ToLowerInvariant())) kept["href"] = name == "href" && Own().IsMatch(value) ? value : throw Refused($"'{reader.Name}'", "leads out of the picture");
        else if (name == "style") Style(value, kept);
        else if (reader.NamespaceURI.Length == 0 && Attributes.Contains(name)) kept.TryAdd(name, Value(name, value));
    }

    /// <summary>Programs that draw write properties in a style, which a page's policy may forbid: they become attributes, and count for more than those, as in a browser.</summary>
    private static void Style(string style, Dictionary<string, string> kept)
    {
        foreach (var declaration in style.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = declaration.Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2) throw Refused("'style'", "is not of properties and values");
            var value = Value("style", parts[1]);
            if (Attributes.Contains(parts[0]) && parts[0] is not "id") kept[parts[0]] = value;
        }
    }

    private static string Value(string name, string value)
    {
        if (value.Contains("url", StringComparison.OrdinalIgnoreCase) && !OwnUrl().IsMatch(value)) throw Refused($"'{name}'", "loads something from elsewhere");
        return Plain().IsMatch(value) ? value : throw Refused($"'{name}'", "has a value that is no number, colour, path or name");
    }

    private static LogoException Refused(string what, string why) => new($"The SVG holds {what}, which {why}: save it as plain SVG, with shapes and colours only and texts turned into paths.");

    [GeneratedRegex(@"^#[A-Za-z_][\w.-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Own();

    [GeneratedRegex(@"^url\(\s*['""]?#[A-Za-z_][\w.-]*['""]?\s*\)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnUrl();

    [GeneratedRegex(@"^[\w\s#%.,()'""+-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
