using StratCap.Exports.Archives;

namespace StratCap.Exports.Importing;

/// <summary>Looks an archive through, offline: needs no database and no key.</summary>
internal static class CheckExport
{
    /// <summary>Says what is in the archive, or what is wrong with it. 0 when it is as it was written.</summary>
    public static async Task<int> Run(string path, TextWriter say, CancellationToken ct)
    {
        try
        {
            await using var reader = await ArchiveReader.Open(path, ct);
            await reader.Read(new Nothing(), ct);
            await Tell(reader.Manifest, say);
            return 0;
        }
        catch (Exception e) when (e is ArchiveRefusedException or IOException or UnauthorizedAccessException)
        {
            await say.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task Tell(Manifest manifest, TextWriter say)
    {
        await say.WriteLineAsync(FormattableString.Invariant($"{manifest.TenantName} ({manifest.TenantId}), written {manifest.WrittenAt:yyyy-MM-dd HH:mm} UTC"));
        await say.WriteLineAsync(FormattableString.Invariant($"{manifest.Tables.Count} tables, {manifest.Tables.Sum(t => t.Rows)} rows; {manifest.Blobs.Files} files; {manifest.Books.Count} books, {manifest.Books.Sum(b => b.Facts)} facts"));
        foreach (var book in manifest.Books) await say.WriteLineAsync(FormattableString.Invariant($"  book {book.FundId}: {book.Facts} facts, {book.Hash}"));
        foreach (var work in manifest.UnderWay) await say.WriteLineAsync(FormattableString.Invariant($"  under way when it was written: {work.What}: {work.Count}"));
        await say.WriteLineAsync($"content {manifest.ContentHash}");
        await say.WriteLineAsync("check-export: every file, row and hash is as it was written");
    }

    private sealed class Nothing : IArchiveSink
    {
        public Task Blob(BlobLine file, Stream content, CancellationToken ct) => Task.CompletedTask;
        public ValueTask Row(TableEntry table, long line, string row, CancellationToken ct) => ValueTask.CompletedTask;
        public Task End(TableEntry table, CancellationToken ct) => Task.CompletedTask;
    }
}
