using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.Funds.Book;

namespace StratCap.Funds.Portal;

/// <summary>All interests of the signed-in investor taken together, by currency: amounts of different currencies are never added.</summary>
internal static class ReadPortfolio
{
    /// <summary>Of interests that are added up in one answer: each fund's book is read for it.</summary>
    private const int MaxInterests = 200;

    /// <param name="Total">Of all of them.</param>
    /// <param name="Dpi">Distributed ÷ paid in, four decimals; null when nothing is paid in, or not all of it is known. Likewise <c>Tvpi</c>.</param>
    /// <param name="Interests">Each by itself, by fund.</param>
    internal sealed record CurrencyView(string Currency, Sum Total, decimal? Dpi, decimal? Tvpi, IReadOnlyList<Item> Interests);

    internal sealed record Item(Guid FundId, string FundName, Guid InvestorId, string InvestorName, Sum Sum);

    /// <param name="PaidIn">Null where it is not known of each. Likewise the others.</param>
    internal sealed record Sum(MoneyView Commitment, MoneyView Unfunded, MoneyView? PaidIn, MoneyView? Distributed, MoneyView? Nav);

    private sealed record Amounts(decimal Commitment, decimal Unfunded, decimal? PaidIn, decimal? Distributed, decimal? Nav);

    internal static void Map(RouteGroupBuilder portal) => portal
        .MapGet("/portfolio", Handle)
        .WithSummary("All of one's interests taken together, by currency")
        .WithDescription($"At most {MaxInterests} interests; whoever has more reads them from /portal/me/funds.")
        .Reads<FundsDbContext>(Permissions.PortalRead);

    private static async Task<Answer<IReadOnlyList<CurrencyView>>> Handle(FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var rows = await db.Partners.Where(p => own.Contains(p.InvestorId)).Join(db.Funds, p => p.FundId, f => f.FundId, (p, f) => new { p.FundId, FundName = f.Name, p.InvestorId, p.Ordinal })
            .OrderBy(r => r.FundName).ThenBy(r => r.Ordinal).Take(MaxInterests + 1).ToListAsync(ct);
        if (rows.Count > MaxInterests) return Refusal.Rule("portal.portfolio_too_large", $"You have more than {MaxInterests} interests, which are not added up in one page: read them one by one.");
        var items = new List<(string Currency, Item Item, Amounts Amounts)>();
        foreach (var fund in rows.GroupBy(r => r.FundId))
        {
            var book = (await books.Book(fund.Key, ct))!;
            foreach (var row in fund)
            {
                var (partner, line, currency) = (book.Partner(row.InvestorId), Performance.OfPartner(book, row.InvestorId, explain: false), book.Currency.Code);
                var amounts = new Amounts(line.Commitment, partner.Unfunded, line.PaidIn, line.Distributed, line.ResidualValue);
                items.Add((currency, new Item(row.FundId, row.FundName, row.InvestorId, partner.Name, Show(amounts, currency)), amounts));
            }
        }
        CurrencyView[] views = [.. items.GroupBy(i => i.Currency, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g.Select(i => i.Item)], [.. g.Select(i => i.Amounts)]))];
        return views;
    }

    private static CurrencyView Of(string currency, IReadOnlyList<Item> items, IReadOnlyList<Amounts> amounts)
    {
        // One that is not known makes the sum unknown: a part is not the whole.
        decimal? Add(Func<Amounts, decimal?> what) => amounts.All(a => what(a) is not null) ? amounts.Sum(what) : null;
        var total = new Amounts(amounts.Sum(a => a.Commitment), amounts.Sum(a => a.Unfunded), Add(a => a.PaidIn), Add(a => a.Distributed), Add(a => a.Nav));
        decimal? Over(decimal? value) => total.PaidIn is > 0 and var paidIn && value is { } known ? Math.Round(known / paidIn, 4, MidpointRounding.AwayFromZero) : null;
        return new(currency, Show(total, currency), Over(total.Distributed), Over(total.Distributed + total.Nav), items);
    }

    private static Sum Show(Amounts a, string currency)
    {
        MoneyView? Money(decimal? amount) => amount is { } known ? MoneyView.Of(known, currency) : null;
        return new(MoneyView.Of(a.Commitment, currency), MoneyView.Of(a.Unfunded, currency), Money(a.PaidIn), Money(a.Distributed), Money(a.Nav));
    }
}
