using StratCap.Contracts.Funds;
using StratCap.Ingestion.Files;

namespace StratCap.Ingestion.Positions;

/// <summary>A row with what was found in it.</summary>
/// <param name="Number">As a spreadsheet counts; the header is row 1.</param>
/// <param name="State">What its checks ended in.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Position">What goes into the book, null when the row is refused.</param>
/// <param name="Repeated">The same row stands earlier in the file: it adds nothing.</param>
/// <param name="Raw">The row as it stands in the file.</param>
internal sealed record CheckedRow(int Number, RowState State, IReadOnlyList<RowReason> Reasons, PositionRow? Position, bool Repeated, string Raw);

/// <summary>
/// A file of positions, checked. It is read twice: once for what concerns the whole file, then row by row. Both readings are pure functions of the
/// file, the day and the fund names known before, so a worker that takes over a job comes to the same findings.
/// </summary>
/// <param name="Columns">Where the file keeps what.</param>
/// <param name="HeaderLine">Its first line.</param>
/// <param name="Survey">What concerns the whole file.</param>
internal sealed record PositionFile(PositionColumns Columns, string HeaderLine, PositionSurvey Survey)
{
    /// <summary>Reads the header only.</summary>
    /// <exception cref="FileRefusedException">It is no positions file.</exception>
    public static void RequireHeader(Stream content, IngestionOptions limits, ColumnMapping? mapping = null)
    {
        using var file = new CsvFile(content, limits);
        _ = PositionColumns.Match(file.Header, mapping);
    }

    /// <summary>Reads the file to its end, keeping only what later rows must know of earlier ones.</summary>
    /// <param name="content">Seekable; left open.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="today">The day of the import.</param>
    /// <param name="fileName">Named as source where a row names none.</param>
    /// <param name="fundsInBooks">Names of funds that the firm has already.</param>
    /// <param name="ct">Stops it between rows.</param>
    /// <param name="mapping">What a person said that its columns stand for.</param>
    /// <exception cref="FileRefusedException">The file as a whole cannot be taken.</exception>
    public static PositionFile Open(Stream content, IngestionOptions limits, DateOnly today, string fileName, IEnumerable<string> fundsInBooks, CancellationToken ct, ColumnMapping? mapping = null)
    {
        content.Position = 0;
        using var file = new CsvFile(content, limits);
        var columns = PositionColumns.Match(file.Header, mapping);
        var survey = PositionSurvey.Of(file, new PositionJudge(columns, limits, today, fileName), limits, fundsInBooks, ct);
        return new PositionFile(columns, file.HeaderLine, survey);
    }

    /// <summary>Reads the file again and judges every row.</summary>
    /// <param name="content">The same file.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="today">The day of the import.</param>
    /// <param name="fileName">Named as source where a row names none.</param>
    /// <param name="afterRow">Rows up to this one were dealt with earlier and are passed over.</param>
    public IEnumerable<CheckedRow> Rows(Stream content, IngestionOptions limits, DateOnly today, string fileName, int afterRow = 0)
    {
        content.Position = 0;
        using var file = new CsvFile(content, limits);
        var judge = new PositionJudge(Columns, limits, today, fileName);
        while (file.Read())
        {
            if (file.Row <= afterRow) continue;
            var found = new RowFindings();
            var position = judge.Judge(file.Row, file.Fields, file.QuotesMalformed, found);
            var repeated = position is not null && Survey.Judge(position, Columns, found);
            yield return new CheckedRow(file.Row, found.State, found.Reasons, found.State == RowState.Refused ? null : position, repeated, file.Raw);
        }
    }
}
