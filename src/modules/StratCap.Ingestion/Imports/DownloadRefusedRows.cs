using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Gives the refused rows of an import as a file: the original columns, and row number, codes and reasons beside them. Corrected, it can be imported as it is.</summary>
internal static class DownloadRefusedRows
{
    internal static void Map(RouteGroupBuilder data) => data
        .MapGet("/import/{jobId}/refused.csv", Handle)
        .WithName("DownloadRefusedRows")
        .WithSummary("The refused rows as a file, each with its reasons")
        .WithDescription("Original columns, then row_number, reason_codes and reasons. What a spreadsheet would run as a formula, whatever it takes for the end of a cell, carries an apostrophe in front, which an import takes off again.")
        .Produces(200, contentType: "text/csv")
        .Needs(Permissions.DataImport);

    private static async Task<IResult> Handle(Guid jobId, IngestionDbContext db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var job = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == jobId, ct);
        if (job is null) return RefusalResult.Of(Refusal.NotFound("import"));
        return new RefusedFile(job, db);
    }

    /// <summary>Streams rows from the database to the caller; memory for one row.</summary>
    private sealed class RefusedFile(ImportJob job, IngestionDbContext db) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var ct = httpContext.RequestAborted;
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename=\"refused-{job.Id}.csv\"";
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await using var text = new StreamWriter(response.Body, leaveOpen: true);
            var header = CsvLine.Split(job.HeaderLine ?? "");
            if (header.Count > 0) await text.WriteLineAsync(CsvLine.Write([.. header, "row_number", "reason_codes", "reasons"]).AsMemory(), ct);
            var refused = db.Rows.AsNoTracking().Where(r => r.JobId == job.Id && r.State == RowState.Refused).OrderBy(r => r.RowNumber).AsAsyncEnumerable();
            await foreach (var row in refused.WithCancellation(ct))
                await text.WriteLineAsync(LineOf(row, header.Count).AsMemory(), ct);
            await text.FlushAsync(ct);
        }

        private static string LineOf(ImportRow row, int columns)
        {
            // A row with too few or too many fields must not push its reasons into other columns.
            var fields = CsvLine.Split(row.Raw);
            List<string> original = fields.Count > columns ? [.. fields.Take(columns - 1), string.Join(',', fields.Skip(columns - 1))] : [.. fields, .. Enumerable.Repeat("", columns - fields.Count)];
            var reasons = RowJson.Read(row.Reasons).Where(r => PositionRules.Refuses(r.Code)).ToList();
            return CsvLine.Write([.. original, row.RowNumber.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join(' ', reasons.Select(r => r.Code)), string.Join(' ', reasons.Select(r => r.Sentence))]);
        }
    }
}
