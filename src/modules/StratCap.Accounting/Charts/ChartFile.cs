using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tables;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Charts;

/// <summary>The chart of accounts as comma-separated text: given out, changed in a spreadsheet, and taken in again, all lines or none.</summary>
internal static class ChartFile
{
    private const int LongestText = 1 << 20;
    private static readonly string[] Header = ["account", "standard", "number", "name", "group", "kinds", "closed"];

    /// <param name="Text">The file. Its first line is <c>account,standard,number,name,group,kinds,closed</c>; kinds are parted by semicolons. Without an account, a line adds one of your own.</param>
    /// <param name="From">From which day on the lines count.</param>
    /// <param name="FundId">Left out: the firm's chart.</param>
    internal sealed record Request(string Text, DateOnly From, Guid? FundId = null);

    internal sealed record Response(int Added, int Changed, int Unchanged);

    internal static void Map(RouteGroupBuilder accounting)
    {
        accounting.MapGet("/chart/file", Give)
            .Needs(Permissions.LedgerRead)
            .Produces(200, contentType: "text/csv")
            .WithName("DownloadChartOfAccounts")
            .WithSummary("The chart of accounts of the firm, or of a fund, as a file");
        accounting.MapPost("/chart/file", Handle)
            .Writes<AccountingDbContext>(Permissions.LedgerChart)
            .WithName("ImportChartOfAccounts")
            .WithSummary("Take in a chart of accounts from a file, all lines or none")
            .WithDescription("In the form in which it is given out. Lines that say what the chart says change nothing; accounts that are not in it stay as they are.");
    }

    private static async Task<IResult> Give([AsParameters] ReadChart.Query query, AccountingDbContext db, IFundBooks books, TimeProvider clock, CancellationToken ct)
    {
        if (query.FundId is { } fundId && await books.Find(fundId, ct) is null) return RefusalResult.Of(Refusal.NotFound("fund"));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var chart = await db.Chart(query.FundId, query.Day ?? clock.Today(), ct);
        var text = new MemoryStream();
        await TableCsv.Write(text, [.. Header.Select(h => new TableColumn(h))], chart.Accounts.Select(Row).ToAsyncEnumerable(), ct);
        return Results.File(text.ToArray(), "text/csv; charset=utf-8", "chart-of-accounts.csv");
    }

    private static IReadOnlyList<TableCell> Row(ChartAccount a) =>
        [.. new[] { a.Key, a.Standard.Code, a.Number, a.Name, a.Group ?? "", string.Join("; ", a.Kinds), a.Closed ? "yes" : "no" }.Select(TableCell.Text)];

    private static async Task<Answer<Response>> Handle(Request request, AccountingDbContext db, ChartChanges changes, IFundBooks books, Audit audit, CancellationToken ct)
    {
        if (request.FundId is { } fundId && await books.Find(fundId, ct) is null) return Refusal.NotFound("fund");
        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > LongestText) return Refusal.Field("text", $"Give the file's text, of at most {LongestText} characters.");
        await ChartChanges.Lock(db, ct);
        var chart = await db.Chart(request.FundId, request.From, ct);
        var (lines, wrong) = Read(request);
        if (wrong is not null) return wrong;
        var told = lines.FindAll(l => !Says(chart, l.Change));
        var (added, refused, at) = await changes.Take(db, told.ConvertAll(l => l.Change), ct);
        if (refused is not null) return refused with { Detail = $"Line {told[at].Row}: {refused.Detail}" };
        var response = new Response(told.Count(l => l.Change.Account is null), told.Count(l => l.Change.Account is not null), lines.Count - told.Count);
        audit.Record(db, "accounting.chart.import", ("account_version", added.Count > 0 ? added[0].Id : Guid.Empty), null, response);
        return response;
    }

    /// <summary>The file's lines with their numbers, or what is wrong with it.</summary>
    private static (List<(int Row, ChartChange Change)> Lines, Refusal? Wrong) Read(Request request)
    {
        var lines = new List<(int, ChartChange)>();
        var malformed = false;
        using var text = new StringReader(request.Text.TrimStart('\uFEFF'));
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ",", Mode = CsvMode.RFC4180, BadDataFound = _ => malformed = true });
        if (!parser.Read() || !parser.Record!.Select(h => h.Trim()).SequenceEqual(Header)) return (lines, Refusal.Field("text", $"Let the first line be: {string.Join(',', Header)}"));
        while (parser.Read())
        {
            string?[] fields = [.. parser.Record!.Select(f => TableCsv.Restore(f.Trim())).Select(f => f.Length == 0 ? null : f)];
            if (fields.All(f => f is null)) continue;
            if (malformed || fields.Length != Header.Length || fields[6] is not (null or "yes" or "no"))
                return (lines, Refusal.Field("text", $"Line {parser.Row} has not the seven columns of the first line, the last of them yes or no."));
            string[] kinds = [.. (fields[5] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            lines.Add((parser.Row, new ChartChange(request.FundId, fields[0], fields[1], request.From, fields[2], fields[3], fields[4], kinds, fields[6] == "yes")));
        }
        return lines.Count is 0 or > ChartChanges.MostOwn * 2 ? (lines, Refusal.Field("text", $"Give 1 to {ChartChanges.MostOwn * 2} accounts.")) : (lines, null);
    }

    private static bool Says(FundChart chart, ChartChange c) =>
        c.Account is { } key && chart.Find(key) is { } a && a.Number == c.Number && a.Name == c.Name && a.Group == c.Group && a.Closed == c.Closed && a.Kinds.SequenceEqual(c.Kinds!, StringComparer.Ordinal);
}
