using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// The file's metadata as XML (ISO 16684-1). Written here because PDFsharp 6.2 puts titles into it without escaping, dates in the machine's
/// calendar, and random ids.
/// </summary>
internal static class XmpPacket
{
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace Media = "http://ns.adobe.com/xap/1.0/mm/";
    private static readonly XNamespace Meta = "adobe:ns:meta/";

    /// <summary>Makes the packet; all of it follows from the arguments.</summary>
    public static byte[] Create(string title, string author, DocumentStamp stamp)
    {
        var at = stamp.ProducedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var id = "uuid:" + Id($"{stamp.Reference}\n{stamp.ContentHash}\n{at}\n{title}");
        var tree = new XElement(Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta),
            new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf),
                new XElement(Rdf + "Description", new XAttribute(Rdf + "about", ""),
                    new XAttribute(XNamespace.Xmlns + "dc", Dc), new XAttribute(XNamespace.Xmlns + "xmp", Xmp), new XAttribute(XNamespace.Xmlns + "xmpMM", Media),
                    new XElement(Dc + "format", "application/pdf"),
                    new XElement(Dc + "title", Alternatives(title)),
                    new XElement(Dc + "description", Alternatives(PrintableText.Line(stamp.Reference))),
                    new XElement(Dc + "creator", new XElement(Rdf + "Seq", new XElement(Rdf + "li", author))),
                    new XElement(Dc + "language", new XElement(Rdf + "Bag", new XElement(Rdf + "li", PrintableText.Line(stamp.Language)))),
                    new XElement(Xmp + "CreatorTool", "StratCap"),
                    new XElement(Xmp + "CreateDate", at), new XElement(Xmp + "ModifyDate", at),
                    new XElement(Media + "DocumentID", id), new XElement(Media + "InstanceID", id))));
        return Encoding.UTF8.GetBytes($"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{tree}\n<?xpacket end=\"r\"?>\n");
    }

    private static XElement Alternatives(string text) =>
        new(Rdf + "Alt", new XElement(Rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), text));

    private static Guid Id(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
