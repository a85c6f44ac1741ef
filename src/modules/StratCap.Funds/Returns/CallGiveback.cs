using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Returns;

/// <summary>
/// Asks partners to return distributions, to meet what the fund owes (ILPA Model LPA 16.3): by what was distributed to them of late, never above their limits. It is
/// no capital call, and the unfunded commitment stays as it is.
/// </summary>
internal static class CallGiveback
{
    private const int LongestReason = 500;
    private const int LongestTail = 30;

    /// <param name="OfDistributions">A fraction of all that was distributed to a partner: 0.3 is 30 %.</param>
    /// <param name="OfCommitment">A fraction of its commitment: 0.25 is 25 %. The lower of both limits holds.</param>
    /// <param name="TailYears">Distributions older than this are safe.</param>
    internal sealed record Limits(decimal OfDistributions = 0.30m, decimal OfCommitment = 0.25m, int TailYears = 2);

    /// <param name="Date">When the partners are asked.</param>
    /// <param name="Amount">What is to be returned in all.</param>
    /// <param name="Reason">What the fund owes, such as the indemnity that is claimed.</param>
    /// <param name="Limits">As the fund's agreement has them; left out, those of the ILPA Model LPA.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(DateOnly Date, DateOnly DueDate, decimal Amount, string Reason, Limits? Limits = null, bool Preview = false);

    /// <param name="GivebackId">Of the giveback; of a preview, of nothing yet.</param>
    internal sealed record Response(Guid GivebackId, int Number, DateOnly Date, DateOnly DueDate, string Reason, bool Recorded, MoneyView Amount, IReadOnlyList<Line> Lines);

    /// <param name="Limit">The most that the partner could be asked for before this.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Amount, MoneyView Limit);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/givebacks", Handle)
        .WithSummary("Ask partners to return distributions")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Malformed(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var before = FundBook.Fold(facts, request.Date);
        if (!before.Currency.IsPayable(request.Amount)) return Refusal.Field("amount", $"Give an amount that can be paid in {before.Currency.Code}, without parts of its smallest unit.");
        var given = request.Limits ?? new Limits();
        var limits = new GivebackLimits(given.OfDistributions, given.OfCommitment, given.TailYears);
        var id = Guid.CreateVersion7();
        var fact = Giveback.Make(before, id, FundBook.Fold(facts).NextGivebackNumber, request.Date, request.DueDate, request.Reason.Trim(), request.Amount, limits);
        await books.Add(fundId, facts, [new(request.Date, fact)], "funds.giveback", ct, request.Preview);
        var response = View(request, fact, before, limits);
        audit.Record(db, request.Preview ? "funds.giveback.preview" : "funds.giveback.call", ("giveback", id), null, response);
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/givebacks");
    }

    private static Refusal? Malformed(Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason) return Refusal.Field("reason", $"Say in at most {LongestReason} characters what the fund owes.");
        if (Amounts.NotPositive("amount", request.Amount) is { } refusal) return refusal;
        if (request.DueDate < request.Date) return Refusal.Field("dueDate", "Set the due date on or after the day on which the partners are asked.");
        if (request.Limits is not { } limits) return null;
        if (limits.OfDistributions is <= 0 or > 1) return Refusal.Field("limits.ofDistributions", "Give the limit as a fraction above 0 and at most 1: 0.3 is 30 %.");
        if (limits.OfCommitment is <= 0 or > 1) return Refusal.Field("limits.ofCommitment", "Give the limit as a fraction above 0 and at most 1: 0.25 is 25 %.");
        return limits.TailYears is < 1 or > LongestTail ? Refusal.Field("limits.tailYears", $"Give between 1 and {LongestTail} years.") : null;
    }

    private static Response View(Request request, GivebackCalled fact, FundBook before, GivebackLimits limits)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, before.Currency.Code);
        return new Response(
            fact.GivebackId, fact.Number, request.Date, fact.DueDate, fact.Reason, !request.Preview, Money(request.Amount),
            [.. fact.Shares.Select(s =>
            {
                var partner = before.Partner(s.InvestorId);
                return new Line(s.InvestorId, partner.Name, Money(s.Amount), Money(Giveback.LimitOf(before, partner, limits)));
            })]);
    }
}
