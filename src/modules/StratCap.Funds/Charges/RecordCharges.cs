using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Charges;

/// <summary>Charges the management fee of a period, or a fund expense, to the partners' capital accounts.</summary>
internal static class RecordCharges
{
    /// <param name="Date">When it is charged.</param>
    /// <param name="PeriodTo">Not counted.</param>
    /// <param name="Amount">What is charged; left out, what the terms give.</param>
    internal sealed record ManagementFee(DateOnly Date, DateOnly PeriodFrom, DateOnly PeriodTo, decimal? Amount);

    /// <param name="Category">In the words of the ILPA reporting template, such as "Audit"; "Subscription facility interest" and "Subscription facility fees" are left out of returns without the line.</param>
    internal sealed record Expense(DateOnly Date, string Category, decimal Amount);

    internal sealed record Response(Guid ChargeId, MoneyView Amount, IReadOnlyList<Part> Parts, MoneyView Cash, long Sequence);

    internal sealed record Part(Guid InvestorId, MoneyView Amount);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/management-fees", Fee).WithSummary("Charge the management fee of a period").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/expenses", Other).WithSummary("Charge an expense").Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static async Task<Answer<Response>> Fee(Guid fundId, ManagementFee request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.PeriodTo <= request.PeriodFrom) return Refusal.Field("periodTo", "The period ends before it begins; its last day is not counted.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = FactShares.ForManagementFee(FundBook.Fold(facts, request.PeriodFrom), Guid.CreateVersion7(), request.PeriodFrom, request.PeriodTo, request.Amount);
        return await Record(fundId, facts, fact, fact.ChargeId, fact.Amount, fact.Shares, request.Date, "funds.fee.charge", request, db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Other(Guid fundId, Expense request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Category) || request.Category.Length > 100) return Refusal.Field("category", "Name the expense in at most 100 characters, such as 'Audit'.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = FactShares.ForExpense(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.Category.Trim(), request.Amount);
        return await Record(fundId, facts, fact, fact.ChargeId, fact.Amount, fact.Shares, request.Date, "funds.expense.charge", request, db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Record(
        Guid fundId, IReadOnlyList<RecordedFact> facts, Fact fact, Guid chargeId, decimal amount, IReadOnlyList<Share> shares, DateOnly date, string action, object request,
        FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        var book = await books.Add(fundId, facts, [new(date, fact)], action, ct);
        MoneyView Money(decimal value) => MoneyView.Of(value, book.Currency.Code);
        audit.Record(db, action, ("charge", chargeId), null, request);
        return new Response(chargeId, Money(amount), [.. shares.Take(Paging.MaxSize).Select(s => new Part(s.InvestorId, Money(s.Amount)))], Money(book.Total.Cash), book.LastSequence);
    }
}
