using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Checks a file as an import would, and writes nothing.</summary>
internal static class ValidateFile
{
    private const int RowsShown = 200;

    /// <summary>A row with what was found in it.</summary>
    internal sealed record RowView(int Row, RowState State, IReadOnlyList<RowReason> Reasons);

    /// <summary>What an import would do.</summary>
    /// <param name="Rows">Rows of the file: accepted + flagged + refused.</param>
    /// <param name="Accepted">Rows with nothing to remark.</param>
    /// <param name="Flagged">Rows that would be taken, with something to look at.</param>
    /// <param name="Refused">Rows that would not be taken.</param>
    /// <param name="ByCode">How often each rule was broken.</param>
    /// <param name="RowsWithReasons">Flagged and refused rows.</param>
    /// <param name="First">The first 200 of them.</param>
    internal sealed record Response(
        string SourceType, string FileName, long SizeBytes, string Sha256, int Rows, int Accepted, int Flagged, int Refused,
        IReadOnlyDictionary<string, int> ByCode, int RowsWithReasons, IReadOnlyList<RowView> First);

    internal static void Map(RouteGroupBuilder data) => data
        .MapPost("/validate", Handle)
        .WithName("ValidateFile")
        .WithSummary("Checks a file without importing it")
        .WithDescription("Multipart form: 'file', 'sourceType' = positions, and 'mapping' where its columns have other names than the known ones. The same checks as the import, row by row; nothing is written. What only the books can tell (a position that they hold already, or hold otherwise) is told by the import.")
        .TakesFile(data.LimitsOf(), withSourceType: true)
        .Needs(Permissions.DataImport);

    private static async Task<Answer<Response>> Handle(HttpContext http, IngestionOptions limits, IFundBooks books, TimeProvider clock)
    {
        var ct = http.RequestAborted;
        await using var file = PassingFile.Make();
        try
        {
            var upload = await Upload.Receive(http.Request, limits, (content, c) => content.CopyToAsync(file, c), ct);
            if (SourceTypes.Refuse(upload.Fields.GetValueOrDefault("sourceType")) is { } refusal) return refusal;
            var mapping = ColumnMapping.Read(upload.Fields.GetValueOrDefault("mapping"));
            var funds = await books.Funds(ct);
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            return Check(upload, file, limits, today, [.. funds.Select(f => f.Name)], mapping, ct).Linked(("import", "/api/v1/data/import/" + SourceTypes.Positions));
        }
        catch (FileRefusedException e)
        {
            return e.Refusal;
        }
    }

    private static Answer<Response> Check(Upload upload, Stream content, IngestionOptions limits, DateOnly today, IReadOnlyList<string> fundsInBooks, ColumnMapping? mapping, CancellationToken ct)
    {
        var file = PositionFile.Open(content, limits, today, upload.FileName, fundsInBooks, ct, mapping);
        var counts = new int[3];
        var byCode = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var first = new List<RowView>();
        foreach (var row in file.Rows(content, limits, today, upload.FileName))
        {
            ct.ThrowIfCancellationRequested();
            counts[(int)row.State]++;
            foreach (var reason in row.Reasons) byCode[reason.Code] = byCode.GetValueOrDefault(reason.Code) + 1;
            if (row.Reasons.Count > 0 && first.Count < RowsShown) first.Add(new RowView(row.Number, row.State, row.Reasons));
        }
        var (flagged, refused) = (counts[(int)RowState.Flagged], counts[(int)RowState.Refused]);
        return new Response(
            SourceTypes.Positions, upload.FileName, upload.SizeBytes, upload.Sha256, file.Survey.Rows, counts[(int)RowState.Accepted], flagged, refused, byCode, flagged + refused, first);
    }
}
