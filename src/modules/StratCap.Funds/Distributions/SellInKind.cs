using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Distributions;

/// <summary>Records what the sale of securities brought that a limited partner had declined of a distribution in kind: it is then paid to him in cash.</summary>
internal static class SellInKind
{
    /// <param name="Proceeds">After the costs of the sale.</param>
    internal sealed record Request(Guid InvestorId, DateOnly SoldOn, decimal Proceeds);

    /// <param name="Value">What it was distributed at.</param>
    /// <param name="Difference">Proceeds less value: the partner's own.</param>
    internal sealed record Response(Guid SaleId, Guid DistributionId, Guid InvestorId, DateOnly SoldOn, MoneyView Value, MoneyView Proceeds, MoneyView Difference, MoneyView Cash);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/distributions/{distributionId:guid}/in-kind-sales", Handle)
        .WithSummary("Record the sale of what an investor declined of a distribution in kind")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(
        Guid fundId, Guid distributionId, Request request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (request.Proceeds < 0) return Refusal.Field("proceeds", "Give what the sale brought as an amount that is not negative.");
        if (await books.Lock(fundId, ct) is not { } facts || FundBook.Fold(facts).FindDistribution(distributionId) is not { } before) return Refusal.NotFound("distribution");
        var fact = new SoldForPartner(Guid.CreateVersion7(), distributionId, request.InvestorId, request.Proceeds, before.PayableTo(request.InvestorId));
        var book = await books.Add(fundId, facts, [new(request.SoldOn, fact)], $"funds.distribution.{distributionId}", ct);
        var after = book.FindDistribution(distributionId)!;
        outbox.Add(db, request.Proceeds > 0
            ? new InKindSoldEvent(fundId, distributionId, WorkflowCause.Read(facts.Single(f => f.FactId == before.FactId).Cause), fact.SaleId, request.InvestorId, request.Proceeds)
            : new DistributionPaidEvent(fundId, distributionId, request.InvestorId, 0, after.PayableTotal - after.Paid));
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var response = new Response(
            fact.SaleId, distributionId, request.InvestorId, request.SoldOn, Money(fact.Value), Money(fact.Proceeds), Money(fact.Difference), Money(book.Total.Cash));
        audit.Record(db, "funds.distribution.sell_in_kind", ("distribution", distributionId), null, response);
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/distributions/{distributionId}/in-kind-sales");
    }
}

/// <summary>What limited partners declined of a distribution in kind: what is still held for them, and what was sold.</summary>
internal static class ListInKindSales
{
    /// <param name="Value">What it was distributed at.</param>
    /// <param name="Proceeds">What the sale brought; null while it is held.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Value, DateOnly? SoldOn, MoneyView? Proceeds, MoneyView Paid, Guid? FactId);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/distributions/{distributionId:guid}/in-kind-sales", Handle)
        .WithSummary("List what investors declined of a distribution in kind, and its sales")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, Guid distributionId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book || book.FindDistribution(distributionId) is not { } distribution) return Refusal.NotFound("distribution");
        if (Paging.Slice(distribution.InKind?.DeclinedBy ?? [], cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Line[] lines = [.. page.Items.Select(id =>
        {
            var sale = distribution.Sales.FirstOrDefault(s => s.InvestorId == id);
            return new Line(
                id, book.Partner(id).Name, Money(distribution.LineOf(id)!.Payable), sale?.Date, sale is null ? null : Money(sale.Proceeds), Money(distribution.PaidTo(id)), sale?.FactId);
        })];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }
}
