using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Ingestion;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Takes a file in: stores it, makes the job, and tells the workers.</summary>
internal static class StartImport
{
    internal static void Map(RouteGroupBuilder data) => data
        .MapPost("/import/{sourceType}", Handle)
        .WithName("StartImport")
        .WithSummary("Starts an import")
        .WithDescription("Multipart form with the field 'file'; 'positions' is served. A field 'mapping', a JSON object, says what columns with other names than the known ones stand for; it is kept and proposed for the next file (POST /data/preview). Answers 202 with the job's address; rows are checked and put into the books in the background. With onlyIfValid=true nothing is added unless every row may be. A repeat under the same Idempotency-Key must send the very same bytes, the form's boundary included.")
        .TakesFile(data.LimitsOf(), withSourceType: false)
        .Writes<IngestionDbContext>(Permissions.DataImport);

    private static async Task<Answer<ImportView>> Handle(
        string sourceType, bool? onlyIfValid, HttpContext http, IngestionDbContext db, IngestionOptions limits, Blobs blobs, CurrentActor actor, Audit audit, Outbox outbox, TimeProvider clock)
    {
        var ct = http.RequestAborted;
        if (SourceTypes.Refuse(sourceType) is { } notServed) return notServed;
        var id = Guid.CreateVersion7();
        var key = $"imports/{id:N}.csv";
        Upload upload;
        ColumnMapping? mapping;
        try
        {
            upload = await Upload.Receive(http.Request, limits, (content, c) => blobs.Write(key, content, c), ct);
            mapping = ColumnMapping.Read(upload.Fields.GetValueOrDefault("mapping"));
            await using var stored = (await blobs.Open(key, ct))!;
            PositionFile.RequireHeader(stored, limits, mapping);
        }
        catch (FileRefusedException e)
        {
            await blobs.Delete(key, ct);
            return e.Refusal;
        }
        var job = new ImportJob
        {
            Id = id,
            SourceType = sourceType,
            FileName = upload.FileName,
            SizeBytes = upload.SizeBytes,
            Sha256 = upload.Sha256,
            BlobKey = key,
            OnlyIfValid = onlyIfValid ?? false,
            Mapping = mapping?.Write(),
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = actor.Value.Id,
            CreatedByName = Texts.Cut(actor.Value.Name, 200),
            SameFileAs = await db.Jobs.Where(j => j.Sha256 == upload.Sha256 && j.SourceType == sourceType).OrderByDescending(j => j.Id).Select(j => (Guid?)j.Id).FirstOrDefaultAsync(ct),
            State = ImportState.Queued,
        };
        db.Jobs.Add(job);
        if (mapping is not null) await KeptMapping.Keep(db, sourceType, mapping, job.CreatedAt, ct);
        audit.Record(db, "ingestion.import.start", ("import", id), null, new { job.SourceType, job.FileName, job.SizeBytes, job.Sha256, job.OnlyIfValid, job.SameFileAs, Mapping = mapping?.Columns });
        outbox.Add(db, new ImportRequested(id));
        return Answer<ImportView>.Accepted(ImportView.Of(job, job.CreatedAt), ImportView.PathOf(id)).Linked(ImportView.LinksOf(id));
    }
}
