using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Documents.Texts;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Keeping;

/// <summary>Documents found by what stands in them.</summary>
public sealed class SearchTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Firm Firm => firms.Firm;

    private static async Task<string[]> Found(Api api, FundLife life, string wanted) =>
        [.. (await api.All($"/api/v1/documents?fundId={life.Id}&q={Uri.EscapeDataString(wanted)}")).Select(d => d.Text("documentId"))];

    private async Task<string> Kept(FundLife life, byte[] bytes, string type, string title, string word)
    {
        var id = await Papers.Keep(Firm, life, bytes, type, title);
        await Firm.Cfo.Until($"/api/v1/documents?fundId={life.Id}&q={Uri.EscapeDataString(word)}", r => r.Rows().Any(d => d.Text("documentId") == id));
        return id;
    }

    [Fact]
    public async Task EachTypeOfFile_IsFoundByItsText_ByPhrasesAndWithoutWords()
    {
        var life = await FundLife.Closed(Firm);
        var pdf = await Kept(life, Papers.PdfOf("Key person clause", "Ottoline Quartz leaves"), Papers.Pdf, "Side letter", "ottoline");
        var word = await Kept(life, Papers.WordOf("<w:p><w:r><w:t>Mar</w:t></w:r><w:r><w:t>ketable</w:t></w:r></w:p><w:p><w:r><w:t>person key</w:t><w:delText>struckout</w:delText></w:r></w:p>"), Papers.Word, "Memorandum", "Marketable");
        var sheet = await Kept(life, Papers.SheetOf("<si><r><t>Birch</t></r><r><t>wood</t></r></si><si><t>key</t></si>", "<row><c t=\"s\"><v>4711</v></c><c><v>123456.5</v></c><c t=\"inlineStr\"><is><t>inlined</t></is></c></row>"), Papers.Sheet, "Model", "birchwood");
        var text = await Kept(life, Encoding.UTF8.GetBytes("a,b\nÜbernahme,1\n"), "text/csv", "Marks of the quarter", "übernahme");

        (await Found(Firm.Cfo, life, "KEY person")).ShouldBe([word, pdf]);
        (await Found(Firm.Cfo, life, "\"key person\"")).ShouldBe([pdf]);
        (await Found(Firm.Cfo, life, "key -person")).ShouldBe([sheet]);
        (await Found(Firm.Cfo, life, "ottoline or inlined")).ShouldBe([sheet, pdf]);
        (await Found(Firm.Cfo, life, "letter quartz")).ShouldBe([pdf], "title and text together");
        (await Found(Firm.Cfo, life, "123456.5")).ShouldBe([sheet]);
        (await Found(Firm.Cfo, life, "marks")).ShouldBe([text, sheet], "a title, and a sheet's name");
        (await Found(Firm.Cfo, life, "4711")).ShouldBeEmpty("the number of a text is no text");
        (await Found(Firm.Cfo, life, "struckout")).ShouldBeEmpty();
        (await Found(Firm.Cfo, life, "emorand")).ShouldBe([word], "of a title any part is found, as before");
        (await Found(Firm.Cfo, life, "--- ***")).ShouldBeEmpty("no word at all finds nothing, and not everything");
        (await Firm.Cfo.Get("/api/v1/documents?q=" + new string('a', 201))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task OfAnotherFirm_NothingIsFound_NotByItsWordEither()
    {
        var life = await FundLife.Closed(Firm);
        var id = await Kept(life, "The heron lands"u8.ToArray(), "text/plain", "Minutes", "heron");
        (await firms.Other.Cfo.All("/api/v1/documents?q=heron")).ShouldBeEmpty();
        (await firms.Other.Cfo.All("/api/v1/documents?q=" + TextSearch.FirmWord(Firm.Id))).ShouldBeEmpty();
        // The search itself, without the walls that its answer is looked up behind.
        (await InScope(Firm, "heron")).ShouldBe([Guid.Parse(id)]);
        foreach (var words in (string[])["heron", TextSearch.FirmWord(Firm.Id), "heron or " + TextSearch.FirmWord(Firm.Id), "-absent"]) (await InScope(firms.Other, words)).ShouldBeEmpty(words);
    }

    private async Task<Guid[]> InScope(Firm firm, string words)
    {
        using var scope = firms.House.Services.GetRequiredService<CurrentTenant>().Use(firm.Id);
        return [.. (await firms.House.Services.GetRequiredService<TextSearch>().Find(words, Stop)).ShouldNotBeNull()];
    }

    [Fact]
    public async Task WordsOfMoreDocumentsThanAreFound_TellNothing_AndTitlesAndNamesAreSearchedAlone()
    {
        var life = await FundLife.Closed(Firm);
        var titled = await Kept(life, "Nothing"u8.ToArray(), "text/plain", "Of every ibis", "ibis");
        await Kept(life, "The ibis and the egret"u8.ToArray(), "text/plain", "Minutes", "egret");
        (await Found(Firm.Cfo, life, "ibis")).Length.ShouldBe(2);
        await Owner($"""
            insert into documents.document_texts (tenant_id, id, version, state, created_at, attempts, words)
            select '{Firm.Id}', gen_random_uuid(), 1, 'Completed', now(), 0, array_to_tsvector(array['{TextSearch.FirmWord(Firm.Id)}', 'ibis']) from generate_series(1, {TextSearch.Most})
            """);
        (await Found(Firm.Cfo, life, "ibis")).ShouldBe([titled]);
        (await Found(Firm.Cfo, life, "ibis egret")).Length.ShouldBe(1, "words of fewer documents are found as ever");
    }

    [Fact]
    public async Task ADocumentWithoutARowOfWords_TakesAVersion_AndIsFoundByIt()
    {
        var life = await FundLife.Closed(Firm);
        var id = await Kept(life, "By an older copy"u8.ToArray(), "text/plain", "Draft", "older");
        await Owner($"delete from documents.document_texts where id = '{id}'");
        (await Firm.Accountant.Post($"/api/v1/documents/{id}/versions?fileName=b.txt", Papers.File("With a bittern"u8.ToArray(), "text/plain"))).Ok();
        (await Firm.Cfo.Until($"/api/v1/documents?fundId={life.Id}&q=bittern", r => r.Rows().Count == 1)).Rows()[0].Text("documentId").ShouldBe(id);
    }

    [Fact]
    public async Task OnlyTheLatestVersion_IsSearched_AndOfWhatIsDestroyedNothing()
    {
        var life = await FundLife.Closed(Firm);
        var id = await Kept(life, "First draft with pelican"u8.ToArray(), "text/plain", "Draft", "pelican");
        (await Firm.Accountant.Post($"/api/v1/documents/{id}/versions?fileName=b.txt", Papers.File("Second draft with cormorant"u8.ToArray(), "text/plain"))).Ok();
        await Firm.Cfo.Until($"/api/v1/documents?fundId={life.Id}&q=cormorant", r => r.Rows().Count == 1);
        (await Found(Firm.Cfo, life, "pelican")).ShouldBeEmpty();

        (await Firm.Cfo.Delete($"/api/v1/documents/{id}?reason=over")).Ok();
        (await Found(Firm.Cfo, life, "cormorant")).ShouldBeEmpty();
        (await Owner($"select count(*) from documents.document_texts where id = '{id}'")).ShouldBe(0L);
    }

    [Fact]
    public async Task AFileThatCannotBeRead_IsFoundByItsTitle_AndSaysWhy()
    {
        var life = await FundLife.Closed(Firm);
        var id = await Kept(life, Encoding.UTF8.GetBytes("%PDF-1.7\nnothing of a PDF"), Papers.Pdf, "Broken flamingo", "paper");
        (await Firm.Cfo.Until($"/api/v1/documents?fundId={life.Id}&q=flamingo+-absent", r => r.Rows().Count == 1)).Rows()[0].Text("documentId").ShouldBe(id);
        (await Owner($"select missing from documents.document_texts where id = '{id}'")).ShouldBe("It cannot be read to its end.");
    }

    [Fact]
    public void WhatUnpacksToTooMuch_IsLeft_AndWhatWasReadBeforeIsKept()
    {
        var zeros = new string(' ', 8 << 20);
        Read(Papers.WordOf("<w:p><w:r><w:t>kept</w:t></w:r></w:p>" + zeros), Papers.Word).ShouldBe(("kept", "It unpacks to more than is looked at."));
        Read(Papers.WordOf($"<w:p><w:r><w:t>{new string('w', 8 << 20)}</w:t></w:r></w:p>"), Papers.Word).ShouldBe((new string('w', 4_000), "It is longer than what is searched."), "read no further than is kept");
        var wide = new FoundText(4_000, 64 << 20, TimeSpan.FromMinutes(1), Stop);
        FileText.Read(new MemoryStream(Papers.WordOf($"<w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p a=\"{new string('a', 17 << 20)}\"/>")), Papers.Word, wide).ShouldBe("It holds a value that is longer than is looked at.");
        wide.Text.Trim().ShouldBe("kept");
        FileText.Read(new MemoryStream(FlateBomb(new string(' ', 17 << 20))), Papers.Pdf, new FoundText(4_000, 64 << 20, TimeSpan.FromMinutes(1), Stop)).ShouldBe("It holds a stream that is larger than is unpacked.");
        Read(FlateBomb(zeros), Papers.Pdf).Missing.ShouldBe("It unpacks to more than is looked at.");
        Read(Papers.PdfOf("still read"), Papers.Pdf).ShouldBe(("still read", null));
        Read(Encoding.UTF8.GetBytes(new string('a', 5_000)), "text/plain").ShouldBe((new string('a', 4_000), "It is longer than what is searched."));
        Read([0xFF, 0xD8, 0xFF], "image/jpeg").Missing.ShouldBe("Pictures have no text.");
        var slow = new FoundText(4_000, 1 << 20, TimeSpan.Zero, Stop);
        FileText.Read(new MemoryStream(Papers.PdfOf("late")), Papers.Pdf, slow).ShouldBe("It takes longer to read than is allowed.");
    }

    [Fact]
    public async Task TheIndexOfWords_IsUsed()
    {
        var tenant = Guid.NewGuid();
        await Owner($"""
            insert into documents.document_texts (tenant_id, id, version, state, created_at, attempts, words)
            select '{tenant}', gen_random_uuid(), 1, 'Completed', now(), 0, array_to_tsvector(array['{TextSearch.FirmWord(tenant)}']) || to_tsvector('simple', 'fund agreement ' || n || ' ' || (select string_agg(md5(n || '-' || k), ' ') from generate_series(1, 20) k)) from generate_series(1, 4000) n;
            select gin_clean_pending_list('documents.ix_document_texts_words');
            analyze documents.document_texts
            """);
        await using var connection = await firms.House.Services.GetRequiredService<PlatformConnections>().Open("documents", Stop);
        (await Plan(connection, tenant)).ShouldContain("Bitmap Index Scan on ix_document_texts_words");
        // The reason for asking in the platform's role: behind row security no index of words is used.
        await using var behind = new NpgsqlConnection(new DatabaseRoles(firms.House.Database).Application);
        await behind.OpenAsync(Stop);
        (await Plan(behind, tenant)).ShouldNotContain("ix_document_texts_words");
    }

    private static async Task<string> Plan(NpgsqlConnection connection, Guid tenant)
    {
        // The table is small here: to read all of it is no choice.
        await using (var set = new NpgsqlCommand("set enable_seqscan = off", connection)) await set.ExecuteNonQueryAsync(Stop);
        await using var command = new NpgsqlCommand("explain " + TextSearch.Sql, connection) { Parameters = { new() { Value = tenant }, new() { Value = "agreement 1234" }, new() { Value = TextSearch.FirmWord(tenant) }, new() { Value = 10 } } };
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop)) plan.Add(reader.GetString(0));
        return string.Join('\n', plan);
    }

    private static (string Text, string? Missing) Read(byte[] bytes, string type)
    {
        var found = new FoundText(4_000, 4 << 20, TimeSpan.FromMinutes(1), Stop);
        var missing = FileText.Read(new MemoryStream(bytes), type, found);
        return (found.Text.Trim(), missing);
    }

    /// <summary>A page whose content is small as it is packed.</summary>
    private static byte[] FlateBomb(string plain)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(Encoding.ASCII.GetBytes(plain));
        using var pdf = new MemoryStream();
        var offsets = new List<long>();
        void Write(byte[] bytes) => pdf.Write(bytes);
        void Object(string head, byte[]? content = null)
        {
            offsets.Add(pdf.Position);
            Write(Encoding.ASCII.GetBytes($"{offsets.Count} 0 obj\n{head}\n"));
            if (content is not null) Write([.. "stream\n"u8, .. content, .. "\nendstream\n"u8]);
            Write("endobj\n"u8.ToArray());
        }
        Write("%PDF-1.4\n"u8.ToArray());
        Object("<</Type/Catalog/Pages 2 0 R>>");
        Object("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        Object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<<>>/Contents 4 0 R>>");
        Object($"<</Filter/FlateDecode/Length {packed.Length}>>", packed.ToArray());
        var table = pdf.Position;
        Write(Encoding.ASCII.GetBytes($"xref\n0 5\n0000000000 65535 f \n{string.Concat(offsets.Select(o => $"{o:D10} 00000 n \n"))}trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n{table}\n%%EOF\n"));
        return pdf.ToArray();
    }

    [SuppressMessage("Security", "CA2100", Justification = "The test's own words.")]
    private async Task<object?> Owner(string sql)
    {
        await using var connection = new NpgsqlConnection(firms.House.Database);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
