using System.IO.Compression;
using System.Xml.Linq;
using StratCap.Server.Tests.Harness;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace StratCap.Server.Tests;

/// <summary>Reading documents back. In the outer namespace, since otherwise its name would be the module's.</summary>
internal static class Documents
{
    public static string PdfText(byte[] bytes)
    {
        using var pdf = PdfDocument.Open(bytes);
        return string.Concat(pdf.GetPages().Select(p => ContentOrderTextExtractor.GetText(p)));
    }

    /// <summary>All parts of a workbook, as they are written.</summary>
    public static string XlsxText(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return string.Concat(zip.Entries.Select(e =>
        {
            using var reader = new StreamReader(e.Open());
            return reader.ReadToEnd();
        }));
    }

    /// <summary>The sheets of a workbook by name, in its order: what each cell of each row holds.</summary>
    public static Dictionary<string, List<string[]>> Sheets(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        XDocument Part(string name)
        {
            using var part = zip.GetEntry(name)!.Open();
            return XDocument.Load(part);
        }
        static IEnumerable<XElement> All(XContainer of, string name) => of.Descendants().Where(e => e.Name.LocalName == name);
        static string Held(XElement cell) => string.Concat(All(cell, "t").Concat(All(cell, "v")).Select(e => e.Value));
        return All(Part("xl/workbook.xml"), "sheet").Select((sheet, at) => (Name: sheet.Attribute("name")!.Value, Part: Part($"xl/worksheets/sheet{at + 1}.xml")))
            .ToDictionary(s => s.Name, s => All(s.Part, "row").Select(row => All(row, "c").Select(Held).ToArray()).ToList());
    }

    /// <summary>What a reader of an answer can find in it: the text of a PDF or workbook, else the body itself.</summary>
    public static string Text(Reply reply) => reply.ContentHeaders.ContentType?.MediaType switch
    {
        "application/pdf" => PdfText(reply.Bytes),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => XlsxText(reply.Bytes),
        "application/zip" => string.Concat(Files(reply.Bytes).Select(f => f.Name + (f.Name.EndsWith(".pdf", StringComparison.Ordinal) ? PdfText(f.Bytes) : XlsxText(f.Bytes)))),
        _ => reply.Text,
    };

    /// <summary>The files of an archive, in its order.</summary>
    public static List<(string Name, byte[] Bytes)> Files(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return [.. zip.Entries.Select(e =>
        {
            using var content = e.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return (e.FullName, copy.ToArray());
        })];
    }
}
