using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Funds.Rates;

/// <summary>A rate as the API shows it.</summary>
/// <param name="Value">Units of <paramref name="To"/> for one unit of <paramref name="From"/>.</param>
/// <param name="Version">From 1; a correction is the next.</param>
internal sealed record FxRateView(Guid RateId, string From, string To, DateOnly Date, decimal Value, string Source, int Version, DateTimeOffset RecordedAt)
{
    internal static FxRateView Of(FxRateRow row) => new(row.Id, row.FromCurrency, row.ToCurrency, row.Date, row.ToRate().Rate, row.Source, row.Version, row.RecordedAt.ToUniversalTime());
}

/// <summary>The firm's exchange rates by pair and date: those that count, as known at a time, or all versions.</summary>
internal static class ReadFxRates
{
    internal static readonly Listing<FxRateRow> List = new Listing<FxRateRow>("fx-rates")
        .By("from", r => r.FromCurrency).By("to", r => r.ToCurrency).By("date", r => r.Date).By("version", r => r.Version).By("value", r => r.Rate).By("source", r => r.Source).By("recordedAt", r => r.RecordedAt)
        .Unique(r => r.Id).Usually("from,to,date,version").Searched(r => r.FromCurrency, r => r.ToCurrency, r => r.Source);

    internal static void Map(RouteGroupBuilder rates) => rates
        .MapGet("/", Handle)
        .WithSummary("List the firm's exchange rates, by pair and date")
        .WithDescription("`recordedAt` gives the rates as they were known then; `history=true` gives every version, superseded ones too.")
        .Lists(List, FxRateView.Of)
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static Task<Answer<IReadOnlyList<FxRateView>>> Handle(
        FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? from = null, string? to = null, DateOnly? since = null, DateOnly? until = null,
        DateTimeOffset? recordedAt = null, bool history = false)
    {
        var known = db.FxRates.KnownAt(recordedAt);
        var rows = history ? known : known.ThatCount();
        if (from is not null) rows = rows.Where(r => r.FromCurrency == from);
        if (to is not null) rows = rows.Where(r => r.ToCurrency == to);
        if (since is not null) rows = rows.Where(r => r.Date >= since);
        if (until is not null) rows = rows.Where(r => r.Date <= until);
        return List.Show(rows, asked, FxRateView.Of, ct);
    }
}
