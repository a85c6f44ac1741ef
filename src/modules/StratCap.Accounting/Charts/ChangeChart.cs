using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Charts;

/// <summary>Gives an account another number, name or group from a day on, for the firm or one fund; adds accounts of one's own, and closes them.</summary>
internal static class ChangeChart
{
    /// <param name="Standard">The code of the standard chart under which it stands: 1400, 2300, 4000, 4010 or 5100.</param>
    /// <param name="Kinds">Which lines go to it: categories of expenses, such as "Audit"; Interest, Dividends or Other of income; what manual entries call their receivables and payables. Exactly as written.</param>
    /// <param name="FundId">Left out: for every fund of the firm.</param>
    /// <param name="From">Balances of this day and later are shown with it.</param>
    internal sealed record New(string Standard, string Number, string Name, IReadOnlyList<string> Kinds, DateOnly From, string? Group = null, Guid? FundId = null);

    /// <param name="Number">Left out, as are name, group and kinds: what the firm says, or else the standard chart.</param>
    /// <param name="Closed">Of an account of one's own: it takes no lines any more.</param>
    internal sealed record Wording(DateOnly From, string? Number = null, string? Name = null, string? Group = null, IReadOnlyList<string>? Kinds = null, bool Closed = false, Guid? FundId = null);

    internal static void Map(RouteGroupBuilder accounting)
    {
        accounting.MapPost("/chart", Add)
            .Writes<AccountingDbContext>(Permissions.LedgerChart)
            .WithName("AddAccountOfOnesOwn")
            .WithSummary("Add an account that shows some kinds of lines of a standard one")
            .WithDescription("Of the firm, or of one fund. No figure moves: what goes to it is shown no longer on the standard account, and both together are its balance.");
        accounting.MapPut("/chart/{account}", Change)
            .Writes<AccountingDbContext>(Permissions.LedgerChart)
            .WithName("ChangeAccountOfChart")
            .WithSummary("Give an account of the chart another number, name or group from a day on")
            .WithDescription("The whole wording of firm or fund; what is left out, or says the same, is as the firm has it, or the standard chart. With If-Match, only if nobody changed a chart in the meantime. An account with a balance is not closed.");
    }

    private static async Task<Answer<ChartAccountView>> Add(New request, AccountingDbContext db, ChartChanges changes, IFundBooks books, Audit audit, HttpContext http, CancellationToken ct) =>
        await Take(new ChartChange(request.FundId, null, request.Standard, request.From, request.Number, request.Name, request.Group, request.Kinds), db, changes, books, audit, http, ct);

    private static async Task<Answer<ChartAccountView>> Change(string account, Wording request, AccountingDbContext db, ChartChanges changes, IFundBooks books, Audit audit, HttpContext http, CancellationToken ct) =>
        await Take(new ChartChange(request.FundId, account, null, request.From, request.Number, request.Name, request.Group, request.Kinds, request.Closed), db, changes, books, audit, http, ct);

    private static async Task<Answer<ChartAccountView>> Take(ChartChange change, AccountingDbContext db, ChartChanges changes, IFundBooks books, Audit audit, HttpContext http, CancellationToken ct)
    {
        if (change.FundId is { } fundId && await books.Find(fundId, ct) is null) return Refusal.NotFound("fund");
        await ChartChanges.Lock(db, ct);
        if (http.Stale(await ChartChanges.Tag(db, ct)) is { } stale) return stale;
        var before = change.Account is { } key && (await db.Chart(change.FundId, change.From, ct)).Find(key) is { } known ? ChartAccountView.Of(known) : null;
        var (added, refused, _) = await changes.Take(db, [change], ct);
        if (refused is not null) return refused;
        await db.SaveChangesAsync(ct);
        var view = ChartAccountView.Of((await db.Chart(change.FundId, change.From, ct)).Find(added[0].Account)!);
        audit.Record(db, change.Account is null ? "accounting.chart.add" : "accounting.chart.change", ("account_version", added[0].Id), before, view);
        var tag = await ChartChanges.Tag(db, ct);
        return (change.Account is null ? Answer<ChartAccountView>.Created(view, "/api/v1/accounting/chart") : Answer<ChartAccountView>.Of(view)).Tagged(tag);
    }
}
