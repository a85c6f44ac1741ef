using System.Text;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Apart;
using StratCap.Foundation.Storage;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>Has PDFs of others marked in a process of its own (<see cref="ProgramApart"/>), for a limited time.</summary>
internal sealed class PdfMarks : IPdfMarks, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // Not many at once: each may take its memory.
    private readonly SemaphoreSlim _places = new(2);

    public async Task<Stream?> Mark(Stream pdf, IReadOnlyList<string> lines, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        FileStream? marked = PassingFile.Make();
        try
        {
            if (await TryMark(pdf, Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('\n', lines))), marked, ct) && marked.Length > 0)
            {
                marked.Position = 0;
                var taken = marked;
                marked = null;
                return taken;
            }
            return null;
        }
        finally
        {
            _places.Release();
            if (marked is not null) await marked.DisposeAsync();
        }
    }

    public void Dispose() => _places.Dispose();

    private static async Task<bool> TryMark(Stream pdf, string lines, Stream marked, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        using var process = ProgramApart.Start(ReportingModule.MarkPdfVerb);
        try
        {
            var told = process.StandardOutput.BaseStream.CopyToAsync(marked, limit.Token);
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token);
            await Give(process.StandardInput.BaseStream, pdf, lines, limit.Token);
            await Task.WhenAll(told, errors, process.WaitForExitAsync(limit.Token));
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task Give(Stream input, Stream pdf, string lines, CancellationToken ct)
    {
        try
        {
            pdf.Position = 0;
            await input.WriteAsync(Encoding.ASCII.GetBytes(lines + "\n"), ct);
            await pdf.CopyToAsync(input, ct);
            await input.DisposeAsync();
        }
        catch (IOException)
        {
            // It ended before it had read everything; how it ended says the rest.
        }
    }
}
