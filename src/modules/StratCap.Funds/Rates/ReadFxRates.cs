using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
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
    private sealed record Place(string From, string To, DateOnly Date, int Version);

    internal static void Map(RouteGroupBuilder rates) => rates
        .MapGet("/", Handle)
        .WithSummary("List the firm's exchange rates, by pair and date")
        .WithDescription("`recordedAt` gives the rates as they were known then; `history=true` gives every version, superseded ones too.")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<FxRateView>>> Handle(
        FundsDbContext db, CancellationToken ct, string? from = null, string? to = null, DateOnly? since = null, DateOnly? until = null,
        DateTimeOffset? recordedAt = null, bool history = false, string? cursor = null, int? size = null)
    {
        var known = db.FxRates.KnownAt(recordedAt);
        var rows = history ? known : known.ThatCount();
        if (from is not null) rows = rows.Where(r => r.FromCurrency == from);
        if (to is not null) rows = rows.Where(r => r.ToCurrency == to);
        if (since is not null) rows = rows.Where(r => r.Date >= since);
        if (until is not null) rows = rows.Where(r => r.Date <= until);
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<Place>(cursor, out var place)) return Paging.BadCursor;
            var (f, t, d, v) = place!;
            rows = rows.Where(r => string.Compare(r.FromCurrency, f) > 0
                || (r.FromCurrency == f && (string.Compare(r.ToCurrency, t) > 0 || (r.ToCurrency == t && (r.Date > d || (r.Date == d && r.Version > v))))));
        }
        var take = Paging.Size(size);
        var page = await rows.OrderBy(r => r.FromCurrency).ThenBy(r => r.ToCurrency).ThenBy(r => r.Date).ThenBy(r => r.Version).Take(take + 1).ToListAsync(ct);
        var next = page.Count > take ? Paging.Pack(new Place(page[take - 1].FromCurrency, page[take - 1].ToCurrency, page[take - 1].Date, page[take - 1].Version)) : null;
        FxRateView[] views = [.. page.Take(take).Select(FxRateView.Of)];
        return ((Answer<IReadOnlyList<FxRateView>>)views).Paged(new PageMeta(views.Length, next));
    }
}
