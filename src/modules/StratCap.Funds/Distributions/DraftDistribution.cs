using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;
using StratCap.Funds.Book;
using StratCap.Funds.CapitalCalls;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Distributions;

/// <summary>Drafts a distribution: apportions it, runs each limited partner through the waterfall and keeps the result until a second person approves it.</summary>
internal static class DraftDistribution
{
    private const int LinesPreviewed = 200;

    /// <param name="Date">The distribution date, to which the preferred return accrues.</param>
    /// <param name="DealId">The investment it comes from.</param>
    /// <param name="Withholding">Tax to withhold, by investor.</param>
    /// <param name="Recallable">The part that restores unfunded commitment, by investor.</param>
    /// <param name="InKind">Makes it a distribution in kind of the investment or a part of it: the amount is then its declared value, and 0 where closing prices value it.</param>
    /// <param name="Tax">Makes it a tax distribution, an advance: the amount is then the most that is distributed.</param>
    internal sealed record Request(
        DateOnly Date, DateOnly PaymentDate, decimal Amount, Guid? DealId, IReadOnlyDictionary<Guid, decimal>? Withholding, IReadOnlyDictionary<Guid, decimal>? Recallable, TaxIncome? Tax = null,
        Asset? InKind = null);

    /// <param name="AssumedRate">0.4 is 40 %.</param>
    /// <param name="Income">Cumulative taxable income allocated on commitments, by investor.</param>
    /// <param name="CarriedInterestIncome">Cumulative taxable income allocated to the recipient of carried interest as such.</param>
    internal sealed record TaxIncome(decimal AssumedRate, IReadOnlyDictionary<Guid, decimal> Income, decimal CarriedInterestIncome = 0);

    /// <param name="Cost">Cost of what is handed over.</param>
    /// <param name="Quantity">Of securities with a market price.</param>
    /// <param name="Closes">Ten closing prices: of the 5 trading days before the date and the 5 after.</param>
    /// <param name="DeclinedBy">Limited partners who take no securities: the fund sells for them.</param>
    internal sealed record Asset(decimal Cost, decimal? Quantity = null, IReadOnlyList<decimal>? Closes = null, IReadOnlyList<Guid>? DeclinedBy = null);

    /// <param name="Investors">How many have a part.</param>
    /// <param name="Lines">The first 200 of them.</param>
    internal sealed record Previewed(
        DateOnly Date, DateOnly PaymentDate, MoneyView Amount, DistributionView.TiersView Tiers, IReadOnlyList<DistributionView.RowView> Waterfall, int Investors, IReadOnlyList<DistributionView.LineView> Lines);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/distributions/preview", Preview)
            .WithSummary("See the waterfall of a distribution, investor by investor, as its draft would have it")
            .WithDescription("Takes what a draft takes, is refused for what a draft is refused for, and writes nothing: it needs no idempotency key.")
            .Reads<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPost("/{fundId:guid}/distributions/preview/explanation", ExplainPreview)
            .WithSummary("See where the figures of a distribution's preview come from")
            .WithDescription("Takes what the preview takes; `investorId` one investor's part, `tier` a row of the waterfall. Writes nothing.")
            .Reads<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPost("/{fundId:guid}/distributions", Draft).WithSummary("Draft a distribution and see the waterfall, investor by investor").Writes<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPut("/{fundId:guid}/distributions/{distributionId:guid}", Redraft).WithSummary("Change a draft").Writes<FundsDbContext>(Permissions.CallPrepare);
        funds.MapDelete("/{fundId:guid}/distributions/{distributionId:guid}", Discard).WithSummary("Discard a draft").Writes<FundsDbContext>(Permissions.CallPrepare);
    }

    private static async Task<Answer<DistributionView>> Draft(
        Guid fundId, Request request, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var id = Guid.CreateVersion7();
        var number = await proposals.NextNumber(fundId, ProposalKind.Distribution, ct);
        var result = Run(facts, request, explain: false);
        if (Problem(result) is { } problem) return problem;
        var proposal = proposals.Add(id, fundId, ProposalKind.Distribution, number, request, Propose(facts, result, request, id, number));
        audit.Record(db, "funds.distribution.draft", ("distribution", id), null, request);
        return Answer<DistributionView>.Created(DistributionView.Of(proposal, result, Currency(facts)), $"/api/v1/funds/{fundId}/distributions/{id}")
            .Tagged(proposal.Version).Linked(DistributionView.Links(fundId, id));
    }

    private static async Task<Answer<Previewed>> Preview(Guid fundId, Request request, BookStore books, ProposalStore proposals, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var result = Run(facts, request, explain: false);
        if (Problem(result) is { } problem) return problem;
        var proposed = Propose(facts, result, request, Guid.CreateVersion7(), await proposals.NextNumber(fundId, ProposalKind.Distribution, ct));
        var currency = Currency(facts);
        return new Previewed(
            request.Date, request.PaymentDate, MoneyView.Of(proposed.Amount, currency), DistributionView.TiersOf(result, currency), DistributionView.WaterfallOf(result, currency),
            result.Lines.Count, [.. result.Lines.Take(LinesPreviewed).Select(l => DistributionView.Line(l, currency, null))]);
    }

    private static async Task<Answer<Explanation>> ExplainPreview(Guid fundId, Request request, BookStore books, CancellationToken ct, Guid? investorId = null, WaterfallRow? tier = null)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        return ReadDistributions.Explained(Run(facts, request, explain: true), Currency(facts), investorId, tier);
    }

    private static async Task<Answer<DistributionView>> Redraft(
        Guid fundId, Guid distributionId, Request request, HttpContext http, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.Distribution, distributionId, ct) is not { } proposal) return Refusal.NotFound("distribution");
        if (DraftCapitalCall.NotDraft(proposal) is { } fixedNow) return fixedNow;
        if (http.Stale(proposal.Version) is { } stale) return stale;
        var before = JsonSerializer.Deserialize<Request>(proposal.Request, ApiJson.Options);
        var result = Run(facts, request, explain: false);
        if (Problem(result) is { } problem) return problem;
        proposals.Fill(proposal, request, Propose(facts, result, request, distributionId, proposal.Number));
        audit.Record(db, "funds.distribution.redraft", ("distribution", distributionId), before, request);
        return ((Answer<DistributionView>)DistributionView.Of(proposal, result, Currency(facts))).Tagged(proposal.Version).Linked(DistributionView.Links(fundId, distributionId));
    }

    private static async Task<Answer<string>> Discard(
        Guid fundId, Guid distributionId, HttpContext http, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is null || await proposals.Find(fundId, ProposalKind.Distribution, distributionId, ct) is not { } proposal) return Refusal.NotFound("distribution");
        if (DraftCapitalCall.NotDraft(proposal) is { } fixedNow) return fixedNow;
        if (http.Stale(proposal.Version) is { } stale) return stale;
        db.Proposals.Remove(proposal);
        audit.Record(db, "funds.distribution.discard", ("distribution", distributionId), JsonSerializer.Deserialize<Request>(proposal.Request, ApiJson.Options), null);
        return "discarded";
    }

    /// <summary>The distribution worked out on the book as of its date.</summary>
    internal static DistributionRunResult Run(IReadOnlyList<RecordedFact> facts, Request request, bool explain)
    {
        if (request.InKind is { } asset)
        {
            return InKindDistribution.Run(
                facts,
                new InKindRequest(
                    request.Date, request.DealId!.Value, asset.Cost, asset.Quantity, asset.Closes ?? [], request.Amount > 0 ? request.Amount : null, asset.DeclinedBy ?? []),
                explain);
        }
        var book = FundBook.Fold(facts, request.Date);
        return request.Tax is { } tax
            ? TaxDistribution.Run(book, new TaxDistributionRequest(request.Date, request.Amount, tax.AssumedRate, tax.Income, tax.CarriedInterestIncome), explain)
            : DistributionRun.Run(book, new DistributionRequest(request.Date, request.Amount, request.DealId, null, request.Withholding, request.Recallable), explain);
    }

    private static Refusal? Problem(DistributionRunResult result) => result.ExceedsCash
        ? Refusal.Rule("funds.distribution.exceeds_cash", "The fund's book holds less cash on that date, after what is already owed: record the proceeds first, or distribute less.")
        : null;

    private static ProposedFact Propose(IReadOnlyList<RecordedFact> facts, DistributionRunResult result, Request request, Guid id, int number)
    {
        var fact = result.ToFact(id, number, request.PaymentDate);
        BookRules.Check(facts, fact, request.Date);
        return new ProposedFact([fact], request.Date, request.PaymentDate, result.Request.Amount, facts.Count);
    }

    private static string Currency(IReadOnlyList<RecordedFact> facts) => ((FundEstablished)facts[0].Payload).Currency;

    private static Refusal? InvalidInKind(Request request)
    {
        if (request.InKind is not { } asset) return null;
        if (request.DealId is null) return Refusal.Field("dealId", "Say which investment is distributed in kind.");
        if (request.Tax is not null || request.Withholding is not null || request.Recallable is not null)
            return Refusal.Field("inKind", "A distribution in kind is no tax distribution and withholds and recalls nothing: leave those out.");
        return request.Amount > 0 == (asset.Closes is { Count: > 0 })
            ? Refusal.Field("amount", "Give closing prices and the amount 0, or the declared value as the amount.")
            : null;
    }

    private static Refusal? Invalid(Request request)
    {
        if (InvalidInKind(request) is { } wrong) return wrong;
        if (request.Amount <= 0 && request.InKind is null) return Refusal.Field("amount", "Give a positive amount.");
        if (request.Tax is not null && (request.DealId is not null || request.Withholding is not null || request.Recallable is not null))
            return Refusal.Field("tax", "A tax distribution comes from no investment and withholds and recalls nothing: leave those out.");
        return request.PaymentDate < request.Date ? Refusal.Field("paymentDate", "The payment date is before the distribution date.") : null;
    }
}
