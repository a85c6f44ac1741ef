using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace StratCap.Server.Tests.Keeping;

/// <summary>Files of each type that hold a text, and how they are kept.</summary>
internal static class Papers
{
    public const string Pdf = "application/pdf";
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>A PDF with one page for each text.</summary>
    public static byte[] PdfOf(params string[] pages)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var text in pages) builder.AddPage(PageSize.A4).AddText(text, 12, new PdfPoint(60, 700), font);
        return builder.Build();
    }

    public static byte[] WordOf(string body) => Zip(("word/document.xml",
        $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"));

    public static byte[] SheetOf(string shared, string rows) => Zip(
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheets><sheet name=\"Marks\" sheetId=\"1\"/></sheets></workbook>"),
        ("xl/sharedStrings.xml", $"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{shared}</sst>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"));

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
            foreach (var (name, content) in parts.Prepend(("[Content_Types].xml", "<Types/>")))
                using (var entry = zip.CreateEntry(name).Open()) entry.Write(Encoding.UTF8.GetBytes(content));
        return memory.ToArray();
    }

    public static ByteArrayContent File(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    /// <summary>Keeps a document; its id.</summary>
    public static async Task<string> Keep(Firm firm, FundLife life, byte[] bytes, string type, string title, string? investorId = null) =>
        (await firm.Accountant.Post($"/api/v1/documents?fundId={life.Id}&kind=Agreement&title={Uri.EscapeDataString(title)}&fileName=paper{(investorId is null ? "" : "&investorId=" + investorId)}", File(bytes, type))).Ok()["data"]!["document"]!.Text("documentId");
}
