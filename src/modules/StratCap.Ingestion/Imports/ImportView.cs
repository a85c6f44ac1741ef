using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>An import as callers see it.</summary>
/// <param name="Percent">Of the file's rows, rounded down; 100 only when all are dealt with.</param>
/// <param name="RowsTotal">Rows of the file without its header; null until it was read to its end.</param>
/// <param name="RowsRead">Rows dealt with: accepted + flagged + refused.</param>
/// <param name="Added">Accepted and flagged rows that went into the books.</param>
/// <param name="AlreadyThere">Accepted and flagged rows that stood in the books, or earlier in the file, already.</param>
/// <param name="RowsPerSecond">Since the start, pauses included; null before it.</param>
/// <param name="Note">Something to know of the whole file, such as that it was imported before.</param>
internal sealed record ImportView(
    Guid JobId, string SourceType, string FileName, long SizeBytes, string Sha256, bool OnlyIfValid, ImportState State, int Percent,
    int? RowsTotal, int RowsRead, int Accepted, int Flagged, int Refused, int Added, int AlreadyThere, decimal? RowsPerSecond,
    Guid RequestedBy, string RequestedByName, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    string? FailureCode, string? FailureReason, Guid? SameFileAs, string? Note)
{
    /// <summary>The view of a job.</summary>
    public static ImportView Of(ImportJob job, DateTimeOffset now) => new(
        job.Id, job.SourceType, job.FileName, job.SizeBytes, job.Sha256, job.OnlyIfValid, job.State, PercentOf(job),
        job.RowsTotal, job.RowsDone, job.Accepted, job.Flagged, job.Refused, job.Added, job.AlreadyThere, Speed(job, now),
        job.CreatedBy, job.CreatedByName, job.CreatedAt, job.StartedAt, job.FinishedAt, job.FailureCode, job.FailureReason, job.SameFileAs, NoteOf(job));

    /// <summary>Where an import is told of.</summary>
    public static string PathOf(Guid jobId) => $"/api/v1/data/import/status/{jobId}";

    /// <summary>What belongs to an import.</summary>
    public static (string, string)[] LinksOf(Guid jobId) =>
    [
        ("status", PathOf(jobId)),
        ("rows", $"/api/v1/data/import/{jobId}/rows"),
        ("acceptedRows", $"/api/v1/data/import/{jobId}/rows?state=accepted"),
        ("flaggedRows", $"/api/v1/data/import/{jobId}/rows?state=flagged"),
        ("refusedRows", $"/api/v1/data/import/{jobId}/rows?state=refused"),
        ("refusedFile", $"/api/v1/data/import/{jobId}/refused.csv"),
        ("cancel", $"/api/v1/data/import/{jobId}/cancel"),
    ];

    private static int PercentOf(ImportJob job) =>
        job.State == ImportState.Completed ? 100 : job.RowsTotal is > 0 and var total ? (int)Math.Min(99, job.RowsDone * 100L / total) : 0;

    private static decimal? Speed(ImportJob job, DateTimeOffset now)
    {
        if (job.StartedAt is not { } started || job.RowsDone == 0) return null;
        var seconds = (decimal)Math.Max(0.001, ((job.FinishedAt ?? now) - started).TotalSeconds);
        return Math.Round(job.RowsDone / seconds, 1, MidpointRounding.AwayFromZero);
    }

    private static string? NoteOf(ImportJob job) => job.State switch
    {
        ImportState.Cancelled => "Stopped on request. Rows that were added before stand in the books; import the file again to go on.",
        ImportState.Rejected => "Nothing was added: the file was to be imported only if every row is valid.",
        _ when job.SameFileAs is not null => "This file was imported before: positions that stand in the books already are not added again.",
        _ => null,
    };
}

/// <summary>A row of an import as callers see it.</summary>
/// <param name="Row">As a spreadsheet counts; the header is row 1.</param>
/// <param name="State">What its checks ended in.</param>
/// <param name="Outcome">What it did.</param>
/// <param name="FundId">The fund it went to.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Raw">The row as it stands in the file.</param>
internal sealed record ImportRowView(int Row, RowState State, RowOutcome Outcome, Guid? FundId, IReadOnlyList<RowReason> Reasons, string Raw)
{
    /// <summary>The view of a row.</summary>
    public static ImportRowView Of(ImportRow row) => new(row.RowNumber, row.State, row.Outcome, row.FundId, RowJson.Read(row.Reasons), row.Raw);
}
