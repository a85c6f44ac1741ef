using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.Funds.Book;

namespace StratCap.Funds.Closings;

/// <summary>
/// Holds a closing: commitments are accepted together. A closing after the first capital call is settled with it (ILPA Model LPA 5.1): later partners pay what
/// they would have paid had they joined first, with interest, and earlier ones are refunded. Both stand in the book at once, or neither does.
/// </summary>
internal static class HoldClosing
{
    private const int MaxCommitments = 5_000;

    internal sealed record Commitment(Guid InvestorId, decimal Amount);

    /// <param name="SettledOn">The day on which later partners paid and earlier ones were refunded, on or after the closing.</param>
    /// <param name="InterestRateAnnual">Simple, from each call's due date; a fraction, 0.08 is 8 %. Left out, there is none.</param>
    internal sealed record Settlement(DateOnly SettledOn, decimal? InterestRateAnnual, DayCount DayCount = DayCount.Act365);

    /// <param name="Equalisation">Needed once capital was called.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(string Name, DateOnly Date, IReadOnlyList<Commitment> Commitments, Settlement? Equalisation = null, bool Preview = false);

    /// <param name="Equalisation">What each partner pays (positive) or gets back; empty before the first call.</param>
    internal sealed record Response(
        Guid ClosingId, int Number, string Name, DateOnly Date, int Commitments, MoneyView Accepted, MoneyView FundCommitment, bool Recorded, IReadOnlyList<Line> Equalisation);

    /// <param name="Capital">Contributions, the back-dated management fee among them.</param>
    /// <param name="Distributed">His share of earlier distributions, carried interest included, less what he had of them: taken off what he pays.</param>
    /// <param name="Interest">Paid on top (positive) or received; no contribution.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Capital, MoneyView Distributed, MoneyView Interest, MoneyView Total, Explanation? Explanation);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/closings", Handle)
        .WithSummary("Hold a closing and accept its commitments; a later one with its equalisation")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Malformed(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var now = FundBook.Fold(facts);
        if (now.Calls.Count > 0 && request.Equalisation is null)
            return Refusal.Rule("funds.closing.equalisation_needed", "Capital was called already, so later partners owe equalisation to earlier ones: say when it is settled and at what interest, and look at it with preview first.");
        var id = Guid.CreateVersion7();
        List<NewFact> added = [new(request.Date, new ClosingHeld(id, now.NextClosingNumber, request.Name.Trim()))];
        added.AddRange(request.Commitments.Select(c => new NewFact(request.Date, new CommitmentAccepted(c.InvestorId, id, c.Amount))));
        IReadOnlyList<Line> lines = now.Calls.Count > 0 ? Equalise(facts, added, id, request.Equalisation!, books) : [];
        var book = await books.Add(fundId, facts, added, "funds.closing", ct, request.Preview);
        var response = View(request, id, now, book.Total.Commitment, lines);
        audit.Record(db, request.Preview ? "funds.closing.preview" : "funds.closing.hold", ("closing", id), null, response with { Equalisation = [.. lines.Select(l => l with { Explanation = null })] });
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/closings");
    }

    private static Refusal? Malformed(Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100) return Refusal.Field("name", "Name the closing, such as 'First closing', in at most 100 characters.");
        if (request.Commitments is not { Count: > 0 and <= MaxCommitments } || request.Commitments.Contains(null!)) return Refusal.Field("commitments", $"Give between 1 and {MaxCommitments} commitments.");
        if (request.Equalisation is not { } settlement) return null;
        if (settlement.SettledOn < request.Date) return Refusal.Field("equalisation.settledOn", "Settle the equalisation on the day of the closing or later.");
        return settlement.InterestRateAnnual is < 0 or > 1 ? Refusal.Field("equalisation.interestRateAnnual", "Give the rate as a fraction between 0 and 1: 0.08 is 8 %.") : null;
    }

    /// <summary>Adds the equalisation to what is to be recorded: it is worked out on the book as it will be with the closing.</summary>
    private static Line[] Equalise(IReadOnlyList<RecordedFact> facts, List<NewFact> added, Guid closingId, Settlement settlement, BookStore books)
    {
        var withClosing = books.Chain(facts, added);
        var interest = settlement.InterestRateAnnual is { } rate ? new LateInterestTerms(rate, settlement.DayCount) : null;
        var fact = ClosingEqualisation.Make(withClosing, Guid.CreateVersion7(), closingId, settlement.SettledOn, interest);
        added.Add(new NewFact(settlement.SettledOn, fact));
        var before = FundBook.Fold(withClosing, settlement.SettledOn);
        var trees = ClosingEqualisation.Explain(before, fact).ToDictionary(e => e.Label);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, before.Currency.Code);
        return [.. before.Partners.Select(p =>
        {
            var line = fact.Lines.FirstOrDefault(l => l.InvestorId == p.InvestorId);
            var (capital, pays) = (line?.Contributed ?? 0, line?.Pays ?? 0);
            var paid = -fact.Interest.Where(i => i.InvestorId == p.InvestorId).Sum(i => i.Amount);
            return new Line(p.InvestorId, p.Name, Money(capital), Money(capital - pays), Money(paid), Money(pays + paid), trees.GetValueOrDefault($"Equalisation, {p.Name}"));
        })];
    }

    private static Response View(Request request, Guid id, FundBook before, decimal commitment, IReadOnlyList<Line> lines) => new(
        id, before.NextClosingNumber, request.Name.Trim(), request.Date, request.Commitments.Count,
        MoneyView.Of(request.Commitments.Sum(c => c.Amount), before.Currency.Code), MoneyView.Of(commitment, before.Currency.Code), !request.Preview, lines);
}

/// <summary>A fund's closings.</summary>
internal static class ListClosings
{
    internal sealed record Line(Guid ClosingId, int Number, string Name, DateOnly Date, MoneyView Accepted);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/closings", Handle)
        .WithSummary("List a fund's closings")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        var accepted = book.Partners.SelectMany(p => p.Commitments).ToLookup(c => c.ClosingId, c => c.Amount);
        return (Line[])[.. book.Closings.Select(c => new Line(c.ClosingId, c.Number, c.Name, c.Date, MoneyView.Of(accepted[c.ClosingId].Sum(), book.Currency.Code)))];
    }
}
