using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Fees;

/// <summary>
/// Makes a management fee that was charged smaller, partner by partner: the manager waives or rebates a part of it, or what waits of offsets is set off against it.
/// Each comes to the statement's own line (ILPA Reporting Template v2.0, A.1).
/// </summary>
internal static class ReduceFee
{
    private const int MaxInvestors = 5_000;

    /// <param name="ChargeId">The management fee.</param>
    /// <param name="Kind">Waiver or Rebate.</param>
    /// <param name="Part">Of each one's charged fee: 1 is all of it. Nobody gets more than he has left to pay.</param>
    /// <param name="InvestorIds">For whom; left out, for all who were charged.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Gift(Guid ChargeId, DateOnly Date, FeeReductionKind Kind, decimal Part, IReadOnlyList<Guid>? InvestorIds = null, bool Preview = false);

    /// <param name="ChargeId">The management fee.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Application(Guid ChargeId, DateOnly Date, bool Preview = false);

    /// <param name="ReductionId">Of the reduction; of a preview, of nothing yet.</param>
    internal sealed record Response(Guid ReductionId, Guid ChargeId, DateOnly Date, FeeReductionKind Kind, bool Recorded, MoneyView Amount, IReadOnlyList<Line> Lines);

    /// <param name="Reduced">By this reduction.</param>
    /// <param name="Net">What is left of his part of the fee after it.</param>
    /// <param name="OffsetsWaiting">What he has waiting for later fees.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Charged, MoneyView Reduced, MoneyView Net, MoneyView OffsetsWaiting);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/fee-reductions", Give).WithSummary("Waive or rebate a part of a management fee").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/fee-offsets/applications", Apply).WithSummary("Set waiting offsets off against a management fee; the rest is carried forward").Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static async Task<Answer<Response>> Give(Guid fundId, Gift request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Malformed(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var before = FundBook.Fold(facts, request.Date);
        Guid[] investors = [.. request.InvestorIds?.Select(i => before.Partner(i).InvestorId) ?? before.Partners.Select(p => p.InvestorId)];
        var fact = FeeReductions.Give(before, Guid.CreateVersion7(), request.ChargeId, request.Kind, investors, request.Part);
        return await Record(fundId, facts, fact, request.Date, request.Preview, db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Apply(Guid fundId, Application request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = FeeReductions.ApplyOffsets(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.ChargeId);
        return await Record(fundId, facts, fact, request.Date, request.Preview, db, books, audit, ct);
    }

    private static Refusal? Malformed(Gift request)
    {
        // Offsets take what waits of each partner and no part of the fee, so that they go by their own route.
        if (request.Kind is not (FeeReductionKind.Waiver or FeeReductionKind.Rebate)) return Refusal.Field("kind", "Give Waiver or Rebate; offsets are set off by fee-offsets/applications.");
        if (request.InvestorIds is { Count: 0 or > MaxInvestors }) return Refusal.Field("investorIds", $"Name between 1 and {MaxInvestors} investors, or leave them out for all who were charged.");
        return Amounts.NotAPart("part", request.Part);
    }

    private static async Task<Answer<Response>> Record(
        Guid fundId, IReadOnlyList<RecordedFact> facts, FeeReduced fact, DateOnly date, bool preview, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        NewFact[] added = [new(date, fact)];
        var book = await books.Add(fundId, facts, added, "funds.fee.reduce", ct, preview);
        var response = View(fact, date, !preview, book);
        audit.Record(db, preview ? "funds.fee.reduce.preview" : "funds.fee.reduce", ("fee_reduction", fact.ReductionId), null, response);
        return preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/management-fees");
    }

    private static Response View(FeeReduced fact, DateOnly date, bool recorded, FundBook book)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var fee = book.Fees.Single(f => f.ChargeId == fact.ChargeId);
        var charged = fee.Shares.ToDictionary(s => s.InvestorId, s => s.Amount);
        var reduced = book.FeeReductions.Where(r => r.ChargeId == fact.ChargeId).SelectMany(r => r.Shares).ToLookup(s => s.InvestorId, s => s.Amount);
        return new Response(fact.ReductionId, fact.ChargeId, date, fact.Reduction, recorded, Money(fact.Amount), [.. fact.Shares.Select(s =>
        {
            var partner = book.Partner(s.InvestorId);
            return new Line(s.InvestorId, partner.Name, Money(charged[s.InvestorId]), Money(s.Amount), Money(charged[s.InvestorId] - reduced[s.InvestorId].Sum()), Money(partner.OffsetBalance));
        })]);
    }
}
