using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Shows a file's columns with what each probably stands for, and the first rows as they would be read. The beginning of the file is enough; nothing is written.</summary>
internal static class PreviewFile
{
    private const int RowsRead = 20;
    private const int SamplesShown = 3;
    private const int LongestSample = 80;

    /// <param name="Target">The known name that it is taken for, empty when it is left out, null when nobody knows.</param>
    /// <param name="By"><c>mapping</c>: said now; <c>kept</c>: as the last time; <c>name</c>: known by its name; <c>guess</c>: probably.</param>
    internal sealed record ColumnView(string Column, string? Target, string? By, IReadOnlyList<string> Samples);

    /// <param name="Field">What it means.</param>
    /// <param name="Millions">Amounts in it are in millions.</param>
    internal sealed record TargetView(string Name, string Field, bool Required, bool Millions);

    internal sealed record RowView(
        int Row, RowState State, string? Fund, string? Investor, DateOnly? AsOf, MoneyView? Commitment, MoneyView? Called, MoneyView? Distributed, MoneyView? RemainingValue, IReadOnlyList<RowReason> Reasons);

    /// <param name="Standard">The file needs no mapping: its columns are known by their names.</param>
    /// <param name="Problem">Why the file cannot be imported with this mapping, or null.</param>
    internal sealed record Response(string FileName, bool Standard, IReadOnlyList<ColumnView> Columns, IReadOnlyList<TargetView> Targets, string? Problem, IReadOnlyList<RowView> Rows);

    internal static void Map(RouteGroupBuilder data) => data
        .MapPost("/preview", Handle)
        .WithName("PreviewFile")
        .WithSummary("Shows what a file's columns probably stand for, and its first rows as they would be read")
        .WithDescription("Multipart form: 'file' (its beginning is enough), 'sourceType' = positions, and 'mapping' to try one out. Nothing is written.")
        .TakesFile(data.LimitsOf(), withSourceType: true)
        .Needs(Permissions.DataImport);

    private static async Task<Answer<Response>> Handle(HttpContext http, IngestionDbContext db, IngestionOptions limits, TimeProvider clock)
    {
        var ct = http.RequestAborted;
        await using var content = PassingFile.Make();
        try
        {
            var upload = await Upload.Receive(http.Request, limits, (sent, c) => sent.CopyToAsync(content, c), ct);
            if (SourceTypes.Refuse(upload.Fields.GetValueOrDefault("sourceType")) is { } refusal) return refusal;
            var said = ColumnMapping.Read(upload.Fields.GetValueOrDefault("mapping"));
            content.Position = 0;
            using var file = new CsvFile(content, limits);
            var rows = Beginning(file);
            string[] names = [.. file.Header.Select(n => n.Trim())];
            var kept = await Kept(db, names, ct);
            var columns = Columns(names, rows, said, kept);
            return Of(upload.FileName, file.Header, columns, rows, limits, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        }
        catch (FileRefusedException e)
        {
            return e.Refusal;
        }
    }

    // The connection is taken once the file is here: who sends slowly holds none.
    private static async Task<Dictionary<string, string>> Kept(IngestionDbContext db, string[] names, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await db.Mappings.AsNoTracking().Where(m => m.SourceType == SourceTypes.Positions && names.Contains(m.Column)).ToDictionaryAsync(m => m.Column, m => m.Target, StringComparer.Ordinal, ct);
    }

    private static List<(int Number, IReadOnlyList<string> Fields, bool QuotesMalformed)> Beginning(CsvFile file)
    {
        var rows = new List<(int, IReadOnlyList<string>, bool)>();
        while (rows.Count < RowsRead && file.Read()) rows.Add((file.Row, [.. file.Fields], file.QuotesMalformed));
        return rows;
    }

    /// <summary>What was said counts first, then what was kept, then names; of two columns that would mean the same the better known one keeps it.</summary>
    private static List<ColumnView> Columns(string[] names, List<(int Number, IReadOnlyList<string> Fields, bool)> rows, ColumnMapping? said, Dictionary<string, string> kept)
    {
        var found = names.Select(name =>
            said?.Of(name) is { } now ? (now, "mapping")
            : said is null && kept.TryGetValue(name, out var last) ? (last, "kept")
            : PositionColumns.Understood(name) is { } known ? (known, "name")
            : said is null && ColumnProposal.Of(name) is { } guess ? (guess, "guess")
            : ((string?, string?))(null, null)).ToArray();
        string[] order = ["mapping", "kept", "name", "guess"];
        PositionField? FieldOf(string? target) => PositionColumns.Targets.Where(t => t.Name == target).Select(t => (PositionField?)t.Field).FirstOrDefault();
        var taken = new HashSet<PositionField>();
        foreach (var i in Enumerable.Range(0, found.Length).Where(i => found[i].Item2 is not null).OrderBy(i => Array.IndexOf(order, found[i].Item2)).ThenBy(i => i))
            if (FieldOf(found[i].Item1) is { } field && !taken.Add(field) && found[i].Item2 != "mapping") found[i] = (null, null);
        return [.. names.Select((name, i) => new ColumnView(name, found[i].Item1, found[i].Item2,
            [.. rows.Select(r => i < r.Fields.Count ? r.Fields[i].Trim() : "").Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).Take(SamplesShown).Select(v => Texts.Cut(v, LongestSample))]))];
    }

    private static Response Of(
        string fileName, IReadOnlyList<string> header, List<ColumnView> columns, List<(int Number, IReadOnlyList<string> Fields, bool QuotesMalformed)> rows, IngestionOptions limits, DateOnly today)
    {
        TargetView[] targets = [.. PositionColumns.Targets.Select(t => new TargetView(t.Name, t.Field.ToString(), t.Required, t.Name.EndsWith("_mm", StringComparison.Ordinal)))];
        var standard = columns.All(c => c.By == "name");
        try
        {
            // A column of which nobody knows anything is left out of the view of the rows, and asked for.
            var mapping = ColumnMapping.Of(columns.GroupBy(c => c.Column, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.First().Target ?? "", StringComparer.Ordinal));
            var judge = new PositionJudge(PositionColumns.Match(header, mapping), limits, today, fileName);
            return new Response(fileName, standard, columns, targets, null, [.. rows.Select(r => RowOf(r, judge))]);
        }
        catch (FileRefusedException e)
        {
            return new Response(fileName, standard, columns, targets, e.Message, []);
        }
    }

    private static RowView RowOf((int Number, IReadOnlyList<string> Fields, bool QuotesMalformed) row, PositionJudge judge)
    {
        var found = new RowFindings();
        var position = judge.Judge(row.Number, row.Fields, row.QuotesMalformed, found);
        MoneyView? Money(decimal? amount) => position is not null && amount is { } value ? MoneyView.Of(value, position.Currency) : null;
        return new(row.Number, found.State, position?.FundName, position?.InvestorName, position?.AsOf, Money(position?.Commitment), Money(position?.Called), Money(position?.Distributed), Money(position?.RemainingValue), found.Reasons);
    }
}
