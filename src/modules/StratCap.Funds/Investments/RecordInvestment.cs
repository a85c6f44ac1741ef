using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.Funds.Book;
using StratCap.Funds.Rates;
using StratCap.Funds.Valuations;

namespace StratCap.Funds.Investments;

/// <summary>What is recorded about investments: buying, valuing, proceeds. The kernel shares each amount out among the partners; the shares are frozen in the fact.</summary>
internal static class RecordInvestment
{
    /// <param name="DealId">An investment called for or held; a new id for a new one.</param>
    /// <param name="Currency">Of the amount; absent is the fund's. An investment stays in the currency in which it was bought, and each amount is converted at the stored rate of its day.</param>
    /// <param name="Via">A third currency to convert through where the pair has no rate.</param>
    internal sealed record Purchase(Guid DealId, string Name, DateOnly Date, decimal Cost, string? Currency = null, string? Via = null);

    /// <param name="FairValue">Of all that is still held.</param>
    /// <param name="Level">Fair value hierarchy 1, 2 or 3 (ASC 820).</param>
    /// <param name="Method">What the methodology is; then level 1 takes a quoted price, and level 3 at least one unobservable input.</param>
    /// <param name="Inputs">With <paramref name="Method"/> only.</param>
    internal sealed record Valuation(
        Guid DealId, DateOnly Date, decimal FairValue, string Methodology, int Level, string? Currency = null, string? Via = null, ValuationMethod? Method = null, IReadOnlyList<ValuationInputView>? Inputs = null)
    {
        /// <summary>One person's: no round approved it.</summary>
        internal ValuationBasis? Basis => Method is { } method ? new(method, [.. (Inputs ?? []).Select(i => i.ToInput())]) : null;
    }

    /// <param name="Cost">Cost of what was sold; 0 for income.</param>
    /// <param name="Income">Of income, what it is: the rows of the ILPA reporting template. Absent when nobody knows.</param>
    internal sealed record Proceeds(Guid DealId, DateOnly Date, ProceedsKind Kind, decimal Amount, decimal Cost, string? Currency = null, string? Via = null, IncomeKind? Income = null);

    internal sealed record Response(Guid DealId, string Name, MoneyView Cost, MoneyView FairValue, MoneyView Proceeds, MoneyView Cash, long Sequence);

    internal static readonly Listing<DealRow> Deals = new Listing<DealRow>("investments")
        .By("name", d => d.Name).By("cost", d => d.Cost).By("fairValue", d => d.FairValue).By("proceeds", d => d.Proceeds)
        .Unique(d => d.DealId).Usually("name").Searched(d => d.Name);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/investments", Buy).WithSummary("Record an investment at cost").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/valuations", Value)
            .WithSummary("Record an investment's fair value")
            .WithDescription("By one person, as when a history is taken over or a value is needed between quarters. A quarter is closed on values that a valuation round has approved.")
            .Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/proceeds", Receive).WithSummary("Record proceeds of an investment").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapGet("/{fundId:guid}/investments", List).WithSummary("List a fund's investments, by name").Lists(Deals, (DealRow d) => Of(d, null!)).Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static Task<Answer<Response>> Buy(Guid fundId, Purchase request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 200
            ? Task.FromResult<Answer<Response>>(Refusal.Field("name", "Name the investment in at most 200 characters."))
            : Record(fundId, request.DealId, request.Date, request.Currency, request.Via, "funds.investment.buy", request, (book, at) => at is null
                ? FactShares.ForInvestment(book, request.DealId, request.Name.Trim(), request.Cost)
                : ForeignFacts.Investment(book, request.DealId, request.Name.Trim(), request.Cost, at), db, books, audit, ct);

    private static Task<Answer<Response>> Value(Guid fundId, Valuation request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(request.Methodology) || request.Methodology.Length > 100 || request.Level is < 1 or > 3
            ? Task.FromResult<Answer<Response>>(Refusal.Field("methodology", "Give the methodology in at most 100 characters, and level 1, 2 or 3."))
            : request.Inputs is { } inputs && (request.Method is null || inputs.Contains(null!))
            ? Task.FromResult<Answer<Response>>(Refusal.Field("inputs", "Give inputs with the method that uses them, and none that is empty."))
            : Record(fundId, request.DealId, request.Date, request.Currency, request.Via, "funds.investment.value", request, (book, at) => (at is null
                ? FactShares.ForValuation(book, request.DealId, request.FairValue, request.Methodology.Trim(), request.Level)
                : ForeignFacts.Valuation(book, request.DealId, request.FairValue, at, request.Methodology.Trim(), request.Level)) with
            { Basis = request.Basis }, db, books, audit, ct);

    private static Task<Answer<Response>> Receive(Guid fundId, Proceeds request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct) =>
        Record(fundId, request.DealId, request.Date, request.Currency, request.Via, "funds.investment.proceeds", request, (book, at) => (at is null
            ? FactShares.ForProceeds(book, request.DealId, request.Kind, request.Amount, request.Cost)
            : ForeignFacts.Proceeds(book, request.DealId, request.Kind, request.Amount, request.Cost, at)) with
        { Income = request.Income }, db, books, audit, ct);

    private static async Task<Answer<Response>> Record(
        Guid fundId, Guid dealId, DateOnly date, string? currency, string? via, string action, object request, Func<FundBook, FxConversion?, Fact> share,
        FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if ((currency is not null && !Currency.IsCode(currency)) || (via is not null && !Currency.IsCode(via))) return Refusal.Field("currency", "Give currencies as three capital letters, such as EUR.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var then = FundBook.Fold(facts, date);
        var fact = share(then, await UsedRates.On(db, currency, then, via, date, ct));
        var book = await books.Add(fundId, facts, [new(date, fact)], action, ct);
        var deal = book.Deal(dealId);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        audit.Record(db, action, ("deal", dealId), null, request);
        return new Response(dealId, deal.Name, Money(deal.Cost), Money(deal.FairValue), Money(deal.Proceeds), Money(book.Total.Cash), book.LastSequence);
    }

    private static async Task<Answer<IReadOnlyList<Response>>> List(Guid fundId, FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, bool? held = null) =>
        await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is { } fund
            ? await Deals.Show(db.Deals.Where(d => d.FundId == fundId && (held == null || (d.Cost != 0 || d.FairValue != 0) == held)), asked, d => Of(d, fund), ct)
            : Refusal.NotFound("fund");

    private static Response Of(DealRow deal, FundRow fund)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, fund.Currency);
        return new Response(deal.DealId, deal.Name, Money(deal.Cost), Money(deal.FairValue), Money(deal.Proceeds), Money(fund.Cash), fund.LastSequence);
    }
}
