using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Ilpa;

namespace StratCap.Reporting.Notices;

/// <summary>A notice made again from the book: as PDF the very file that was sent, as workbook or JSON in the form of the ILPA Capital Call and Distribution Template.</summary>
internal static class ReadNotices
{
    private const string Description = "The PDF is the very file that was sent. Workbook and JSON have the types of the ILPA Performance Template, the subtotals inside and outside the fund and the investor's unfunded commitment in the rows of section A.2.";

    /// <summary>A notice by type.</summary>
    /// <param name="Columns">Of the figures: the fund's, the investor's, and what the line does to his unfunded commitment.</param>
    internal sealed record Response(string Title, string Currency, IReadOnlyList<Particular> Particulars, IReadOnlyList<string> Columns, IReadOnlyList<Row> Rows, IReadOnlyList<string> Notes);

    internal sealed record Particular(string Label, string Value);

    /// <param name="Parts">Keys of the rows that a sum adds, a minus in front of those that are taken off.</param>
    /// <param name="Figures">One for each column, null where the row has none; empty for a heading.</param>
    internal sealed record Row(string Key, string Label, string Kind, IReadOnlyList<string> Parts, IReadOnlyList<MoneyView?> Figures);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/funds/{fundId:guid}/capital-calls/{callId:guid}/notices/{investorId:guid}", CapitalCall)
            .WithSummary("Read an investor's notice of an issued capital call: format pdf, xlsx or json").WithDescription(Description).Produces<Envelope<Response>>(200, "application/json", "application/pdf", Xlsx.Type).Needs(Permissions.ReportGenerate);
        reports.MapGet("/funds/{fundId:guid}/distributions/{distributionId:guid}/notices/{investorId:guid}", Distribution)
            .WithSummary("Read an investor's notice of a declared distribution: format pdf, xlsx or json").WithDescription(Description).Produces<Envelope<Response>>(200, "application/json", "application/pdf", Xlsx.Type).Needs(Permissions.ReportGenerate);
    }

    private static Task<IResult> CapitalCall(Guid fundId, Guid callId, Guid investorId, NoticeMaker notices, CancellationToken ct, string format = "pdf") => OfCall(notices, fundId, callId, investorId, format, ct);

    private static Task<IResult> Distribution(Guid fundId, Guid distributionId, Guid investorId, NoticeMaker notices, CancellationToken ct, string format = "pdf") => OfDistribution(notices, fundId, distributionId, investorId, format, ct);

    internal static async Task<IResult> OfCall(NoticeMaker notices, Guid fundId, Guid callId, Guid investorId, string format, CancellationToken ct)
    {
        if (Unknown(format) is { } refusal) return RefusalResult.Of(refusal);
        if (format == "pdf") return File(await notices.CapitalCall(fundId, callId, investorId, ct));
        return await notices.CallModel(fundId, callId, investorId, ct) is { } model ? await Of(NoticeSheets.Of(model), format, $"capital-call-{model.Number}.xlsx", model.Stamp.ProducedAt, ct) : NotFound();
    }

    internal static async Task<IResult> OfDistribution(NoticeMaker notices, Guid fundId, Guid distributionId, Guid investorId, string format, CancellationToken ct)
    {
        if (Unknown(format) is { } refusal) return RefusalResult.Of(refusal);
        if (format == "pdf") return File(await notices.Distribution(fundId, distributionId, investorId, ct));
        return await notices.DistributionModel(fundId, distributionId, investorId, ct) is { } model ? await Of(NoticeSheets.Of(model), format, $"distribution-{model.Number}.xlsx", model.Stamp.ProducedAt, ct) : NotFound();
    }

    internal static IResult NotFound() => RefusalResult.Of(Refusal.NotFound("notice"));

    private static Refusal? Unknown(string format) => format is "pdf" or "xlsx" or "json" ? null : Refusal.Field("format", "The formats are pdf, xlsx and json.");

    private static async Task<IResult> Of(FigureSheet sheet, string format, string fileName, DateTimeOffset madeAt, CancellationToken ct) => format == "json"
        ? (Answer<Response>)View(sheet)
        : Results.File(await FigureWorkbook.Write(sheet, madeAt, ct), Xlsx.Type, fileName);

    private static Response View(FigureSheet s) => new(
        s.Title, s.Currency.Code, [.. s.Particulars.Select(p => new Particular(p.Label, p.Value))], s.Columns,
        [.. s.Rows.Select(r => new Row(
            r.Key, r.Label, r.Kind.ToString(), [.. r.Parts.Select(p => (p.Sign < 0 ? "-" : "") + p.Row)],
            r.Kind == IlpaRowKind.Heading ? [] : [.. r.Figures.Select(f => f is { } amount ? MoneyView.Of(amount, s.Currency.Code) : null)]))],
        s.Notes);

    private static IResult File(InvestorDocument? document) => document is null ? NotFound() : Results.File(document.Content, document.ContentType, document.FileName);
}
