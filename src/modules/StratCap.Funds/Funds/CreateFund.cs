using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.Funds.Book;

namespace StratCap.Funds.Funds;

/// <summary>Sets up a fund: starts its book with its establishment and, if given, its terms.</summary>
internal static class CreateFund
{
    /// <param name="Currency">ISO 4217.</param>
    /// <param name="EstablishedOn">The day from which the fund and its first terms count.</param>
    /// <param name="Terms">Its terms; may follow later.</param>
    internal sealed record Request(string Name, string Currency, DateOnly EstablishedOn, int? Vintage, string? Strategy, FundTerms? Terms);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/", Handle)
        .WithSummary("Set up a fund")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<FundView>> Handle(Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        var name = request.Name.Trim();
        if (await db.Funds.AnyAsync(f => f.Name == name, ct))
            return Refusal.Conflict("funds.fund.name_taken", $"There is a fund named '{name}' already: open that one, or choose another name.");
        request.Terms?.Validate();
        var id = Guid.CreateVersion7();
        List<NewFact> facts = [new(request.EstablishedOn, new FundEstablished(name, request.Currency, request.Vintage, request.Strategy?.Trim()))];
        if (request.Terms is not null) facts.Add(new(request.EstablishedOn, new TermsSet(request.Terms)));
        var book = await books.Start(id, facts, "funds.create", ct);
        var view = FundView.Of(ProjectionRows.Fund(book));
        audit.Record(db, "funds.fund.create", ("fund", id), null, view);
        return Answer<FundView>.Created(view, $"/api/v1/funds/{id}").Tagged(view.Version);
    }

    private static Refusal? Invalid(Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 200) return Refusal.Field("name", "Give the fund's legal name, at most 200 characters.");
        if (!Currency.IsCode(request.Currency)) return Refusal.Field("currency", "Give the currency as three capital letters, such as USD.");
        if (request.Vintage is < 1900 or > 2200) return Refusal.Field("vintage", "Give the vintage as a year, such as 2021.");
        return request.Strategy is { Length: > 100 } ? Refusal.Field("strategy", "At most 100 characters.") : null;
    }
}

/// <summary>A fund as lists and pages show it. Amounts are cumulative since inception.</summary>
/// <param name="Version">Sequence of the last fact; the entity tag.</param>
internal sealed record FundView(
    Guid Id, string Name, string Currency, int? Vintage, string? Strategy, int Partners,
    MoneyView Commitment, MoneyView Called, MoneyView Contributed, MoneyView Distributed, MoneyView Nav, MoneyView Cash, long Version)
{
    internal static FundView Of(FundRow row) => new(
        row.FundId, row.Name, row.Currency, row.Vintage, row.Strategy, row.Partners,
        MoneyView.Of(row.Commitment, row.Currency), MoneyView.Of(row.Called, row.Currency), MoneyView.Of(row.Contributed, row.Currency),
        MoneyView.Of(row.Distributed, row.Currency), MoneyView.Of(row.Nav, row.Currency), MoneyView.Of(row.Cash, row.Currency), row.LastSequence);
}
