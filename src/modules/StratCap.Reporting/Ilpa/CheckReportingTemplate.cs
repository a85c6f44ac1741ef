using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Ilpa;

namespace StratCap.Reporting.Ilpa;

/// <summary>Reads an ILPA Reporting Template that somebody else made and lists where it contradicts itself. Nothing is kept.</summary>
internal static class CheckReportingTemplate
{
    private const int MaxBytes = 5 << 20, MostShown = 200;

    // Who sends a little too much is told so; who sends more is cut off.
    private const int Slack = 1 << 20;

    /// <param name="Sheet">The sheet that holds the template.</param>
    /// <param name="Columns">Columns that were found, in the template's words.</param>
    /// <param name="Checked">How many identities were worked out.</param>
    /// <param name="Inconsistencies">The first 200 that do not hold.</param>
    /// <param name="InconsistenciesTotal">How many do not hold.</param>
    /// <param name="NotRecognised">Rows with figures that are no row of the template: nothing was checked in them.</param>
    /// <param name="Missing">Rows of the template that the file does not have; a missing row counts as nothing in a sum.</param>
    /// <param name="Unreadable">The first 200 cells whose figure cannot be read for sure; no identity that rests on one was worked out.</param>
    internal sealed record Response(
        string Template, string Sheet, IReadOnlyList<string> Columns, int Checked, IReadOnlyList<Inconsistency> Inconsistencies, int InconsistenciesTotal,
        IReadOnlyList<string> NotRecognised, IReadOnlyList<string> Missing, IReadOnlyList<UnreadableCell> Unreadable);

    /// <param name="Cell">Its address.</param>
    /// <param name="Row">In the template's words; likewise the column.</param>
    /// <param name="Text">What stands there.</param>
    internal sealed record UnreadableCell(string Cell, string Row, string Column, string Text);

    /// <param name="Identity">Sum: the row is not the sum of its parts. SameEnd: a closing balance differs between the spans. NothingBefore: a balance since inception does not begin with nothing. FirstQuarter: quarter and year to date differ in the first quarter.</param>
    /// <param name="Cell">Its address.</param>
    /// <param name="Row">In the template's words; likewise the column.</param>
    /// <param name="Expected">What the other cells make of it, in the file's currency.</param>
    internal sealed record Inconsistency(string Identity, string Cell, string Row, string Column, decimal Expected, decimal Found, decimal Difference);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapPost("/ilpa-templates/check", Handle)
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes + Slack))
        .WithSummary("Check an ILPA Reporting Template: list the cells that contradict others")
        .WithDescription($"The body is the workbook (.xlsx) itself, at most {MaxBytes >> 20} MiB; editions 2.0 and 1.1. Of formulas the stored values are read; figures written as text are read where they can mean one thing alone, and listed otherwise. `tolerance` is the difference that still holds, 0.01 unless given; `firstQuarter=true` also compares quarter and year to date, which are the same then. Nothing is kept.")
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Xlsx.Type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
            };
            return Task.CompletedTask;
        })
        .Needs(Permissions.ReportGenerate);

    private static async Task<Answer<Response>> Handle(HttpContext http, CancellationToken ct, decimal tolerance = 0.01m, bool firstQuarter = false)
    {
        if (tolerance is < 0 or > 1_000_000) return Refusal.Field("tolerance", "Give the difference that still holds as an amount between 0 and 1,000,000.");
        using var file = new MemoryStream();
        await http.Request.Body.CopyToAsync(file, ct);
        if (file.Length > MaxBytes) return new Refusal(413, "reporting.workbook.too_large", $"The file is larger than {MaxBytes >> 20} MiB, the most that is taken: send only the sheet with the template.");
        file.Position = 0;
        try
        {
            return ForeignTemplate.Find(SheetReader.Read(file)) is { } found
                ? Judge(found, tolerance, firstQuarter)
                : Refusal.Rule("reporting.template.not_found", "No sheet of the workbook holds an ILPA Reporting Template, with its rows from 'Beginning NAV' and columns headed QTD, YTD or since inception.");
        }
        catch (SheetRefused refused)
        {
            return Refusal.Rule(refused.Code, refused.Message);
        }
    }

    private static Response Judge(ForeignTemplate found, decimal tolerance, bool firstQuarter)
    {
        var template = found.Template;
        var checks = IlpaChecks.Of(template, found.Figure, firstQuarter, (row, column) => found.Unreadable(row, column) is not null);
        var broken = checks.Where(c => Math.Abs(c.Found - c.Expected) > tolerance).ToList();
        return new Response(
            template.Name, found.SheetName, [.. found.Columns.Keys.Order().Select(Words)], checks.Count,
            [.. broken.Take(MostShown).Select(c => new Inconsistency(c.Identity.ToString(), found.Address(c.Row, c.Column), template[c.Row].Label, Words(c.Column), c.Expected, c.Found, c.Found - c.Expected))], broken.Count,
            [.. found.Unknown.Take(MostShown).Select(u => u.Label)],
            [.. template.Rows.Where(r => r.Kind != IlpaRowKind.Heading && !found.Rows.ContainsKey(r.Key)).Select(r => r.Label)],
            [.. Unreadable(found).Take(MostShown)]);
    }

    private static IEnumerable<UnreadableCell> Unreadable(ForeignTemplate found) =>
        from row in found.Template.Rows
        from column in found.Columns.Keys.Order()
        let text = found.Unreadable(row.Key, column)
        where text is not null
        select new UnreadableCell(found.Address(row.Key, column), row.Label, Words(column), text);

    private static string Words(int column) => $"{IlpaSheets.Words(IlpaColumn.All[column].Group)} - {IlpaSheets.Words(IlpaColumn.All[column].Span)}";
}
