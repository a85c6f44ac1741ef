using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Custom;

/// <summary>Makes a custom report out of a definition, as JSON or as a file. Nothing is kept.</summary>
internal static class RunReport
{
    internal sealed record DatasetList(IReadOnlyList<DatasetView> Datasets);

    /// <param name="KnowsAsOf">It can be read as of a day.</param>
    /// <param name="KnowsRecordedAt">It can be read as it was known at a time.</param>
    /// <param name="RateDay">The column of the day whose exchange rates convert a row's amounts where another currency is asked for; null where that is the day as of which it is read.</param>
    /// <param name="MayRead">Whether the caller holds the permission that it needs.</param>
    internal sealed record DatasetView(string Name, string Meaning, string Permission, bool MayRead, bool KnowsAsOf, bool KnowsRecordedAt, string? RateDay, IReadOnlyList<ColumnView> Columns);

    /// <param name="Heading">Its heading, in the language asked.</param>
    /// <param name="Operators">How it can be filtered; none where it cannot.</param>
    internal sealed record ColumnView(string Name, string Heading, ColumnType Type, string Meaning, string? Unit, bool CanFilter, bool CanGroup, bool CanSum, bool CanRange, IReadOnlyList<FilterOperator> Operators);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/datasets", Datasets)
            .WithName("ReadDatasets")
            .WithSummary("What custom reports can be made of: datasets and their columns")
            .Needs(Permissions.ReportGenerate);
        reports.MapPost("/custom", Run)
            .WithName("RunCustomReport")
            .WithSummary("Make a custom report: format json, csv, xlsx or pdf")
            .WithDescription("Columns, filters, groups, computed columns and order over one documented dataset, in `currency` at the firm's stored rates. Filters of the Report keep rows by what is computed, summed or counted. `rows` shows the first so many and says whether there are more; without it a report of too many rows is refused. `language` (en, de) words headings, and kinds and states too. What is wrong in the definition is told by its place in it. Nothing is kept.")
            .Produces<Envelope<ReportView>>(200, "application/json", "text/csv", Ilpa.Xlsx.Type, "application/pdf")
            .Needs(Permissions.ReportGenerate);
    }

    private static async Task<Answer<DatasetList>> Datasets(CustomReports reports, IPermissionSource permissions, CurrentActor actor, CancellationToken ct, string language = "en")
    {
        var held = await permissions.Of(actor.Value.Id, ct);
        return new DatasetList([.. reports.Datasets.Select(d => new DatasetView(d.Name, d.Meaning, d.Permission, held.Contains(d.Permission), d.KnowsAsOf, d.KnowsRecordedAt, d.RateDay,
            [.. d.Columns.Select(c => new ColumnView(c.Name, ListLabels.Of(c.Name, language), c.Type, c.Meaning, c.Unit, c.CanFilter, c.CanGroup, c.CanSum, c.CanRange, c.CanFilter ? [.. FilterValues.Operators(c.Type).Order()] : []))]))]);
    }

    private static Task<IResult> Run(
        ReportDefinition definition, CustomReports reports, ReportFiles files, CurrentActor actor, TimeProvider clock, CancellationToken ct, string format = "json", int? rows = null, string? language = null, string title = "Report") =>
        Answered(definition, title, reports, files, actor.Value.Id, clock.GetUtcNow(), format, rows, language, ct);

    /// <summary>The report in the form asked.</summary>
    internal static async Task<IResult> Answered(
        ReportDefinition definition, string title, CustomReports reports, ReportFiles files, Guid reader, DateTimeOffset now, string format, int? rows, string? language, CancellationToken ct)
    {
        if (format != "json" && !ReportFiles.Formats.Contains(format)) return RefusalResult.Of(Refusal.Field("format", "The formats are json, csv, xlsx and pdf."));
        if (rows < 1 || rows > reports.MaxRows || (rows is not null && format != "json")) return RefusalResult.Of(Refusal.Field("rows", $"Ask for 1 to {reports.MaxRows:N0} rows; a file has all of them."));
        if (title.Length > SavedRules.LongestName) return RefusalResult.Of(Refusal.Field("title", $"A title has at most {SavedRules.LongestName} characters."));
        if (language is not (null or "en" or "de")) return RefusalResult.Of(Refusal.Field("language", "The languages are en and de."));
        var made = await reports.Make(definition, reader, DateOnly.FromDateTime(now.UtcDateTime), rows, ct);
        if (made.Refused is { } refused) return RefusalResult.Of(refused);
        if (format == "json") return (Answer<ReportView>)ReportView.Of(made.Data, language, reports.MaxRows, now);
        var file = await files.Write(made.Data, format, title, language ?? "en", now, ct);
        return Results.File(file.Content, file.ContentType, file.Name);
    }
}
