using System.Net;
using System.Text;
using Npgsql;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Keeping;

/// <summary>PDFs that would end the program that reads them end nothing but their own marking.</summary>
public sealed class HostilePdfTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Firm Firm => firms.Firm;

    [Fact]
    public async Task APageTreeThatHoldsItself_AndArraysWithoutEnd_AreNotShared_AndTheServerLives()
    {
        var life = await FundLife.Closed(Firm);
        string[] circle = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"];
        string[] deep = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", new string('[', 400_000) + new string(']', 400_000)];
        foreach (var objects in (string[][])[circle, deep])
        {
            var id = await Papers.Keep(Firm, life, Pdf(objects), Papers.Pdf, "Agreement");
            (await Firm.Cfo.Put($"/api/v1/documents/{id}/sharing", new { shared = true })).Refused(HttpStatusCode.UnprocessableEntity, "documents.cannot_be_marked");
        }
        (await Firm.Cfo.Get(life.Api())).Ok();
    }

    [Fact]
    public async Task WhatEndsWhoeverReadsIt_EndsNoServer_AndTheNextDocumentIsFound()
    {
        const string page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</ColorSpace<</C [/Separation/A/DeviceGray 5 0 R]>>>>>>";
        string[] Of(string contents) => ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, contents, "<</FunctionType 3/Domain[0 1]/Functions[5 0 R 5 0 R]/Bounds[0.5]/Encode[0 1 0 1]>>"];
        var life = await FundLife.Closed(Firm);
        foreach (var objects in (string[][])[Of("4 0 R"), Of("<</Length 9>>\nstream\n/C cs 1 sc\nendstream")])
        {
            var id = await Papers.Keep(Firm, life, Pdf(objects), Papers.Pdf, "Osprey");
            await Waiting.Until(async () => (await Missing(id)) is not null);
            (await Missing(id)).ShouldBe("It ends whoever reads it.");
        }
        await Papers.Keep(Firm, life, Papers.PdfOf("A kestrel"), Papers.Pdf, "Minutes");
        await Firm.Cfo.Until($"/api/v1/documents?fundId={life.Id}&q=kestrel", r => r.Rows().Count == 1);
    }

    private async Task<string?> Missing(string id)
    {
        await using var connection = new NpgsqlConnection(firms.House.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select missing from documents.document_texts where id = $1", connection) { Parameters = { new() { Value = Guid.Parse(id) } } };
        return await command.ExecuteScalarAsync() as string;
    }

    private static byte[] Pdf(params string[] objects)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (content, index) in objects.Select((o, i) => (o, i)))
        {
            places.Add(text.Length);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{content}\nendobj\n");
        }
        var table = text.Length;
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"trailer\n<</Root 1 0 R/Size {objects.Length + 1}>>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
