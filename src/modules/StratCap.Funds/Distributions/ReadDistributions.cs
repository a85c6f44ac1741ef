using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;
using StratCap.Funds.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Distributions;

/// <summary>A fund's distributions, drafts included, newest first; one of them; its lines; the explanation of its figures.</summary>
internal static class ReadDistributions
{
    internal sealed record Line(Guid Id, int Number, string State, DateOnly Date, DateOnly PaymentDate, MoneyView Amount, MoneyView Paid, string? ReturnedBecause);

    /// <summary>A line as the database has it.</summary>
    internal sealed class Row
    {
        public Guid Id { get; init; }
        public int Number { get; init; }
        public required string State { get; init; }
        public DateOnly Date { get; init; }
        public DateOnly PaymentDate { get; init; }
        public decimal Amount { get; init; }
        public decimal Paid { get; init; }
        public string? ReturnedBecause { get; init; }
    }

    internal static readonly Listing<Row> List = new Listing<Row>("distributions")
        .By("number", r => r.Number).By("state", r => r.State).By("date", r => r.Date).By("paymentDate", r => r.PaymentDate).By("amount", r => r.Amount).By("paid", r => r.Paid)
        .Unique(r => r.Number).Usually("-number").Searched(r => r.State, r => r.ReturnedBecause);

    internal static readonly Listing<DistributionView.LineView> Parts = new Listing<DistributionView.LineView>("distribution-lines")
        .By("admission", l => l.Ordinal).By("name", l => l.Name).By("kind", l => l.Kind).By("apportioned", l => l.Apportioned.Value).By("returnOfCapital", l => l.ReturnOfCapital.Value)
        .By("preferredReturn", l => l.PreferredReturn.Value).By("catchUp", l => l.CatchUp.Value).By("residualSplit", l => l.ResidualSplit.Value).By("carriedInterest", l => l.CarriedInterest.Value)
        .By("withholding", l => l.Withholding.Value).By("payable", l => l.Payable.Value).By("recallable", l => l.Recallable.Value).By("paid", l => l.Paid.Value)
        .Unique(l => l.Ordinal).Usually("admission").Searched(l => l.Name);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/distributions", Handle).WithSummary("List a fund's distributions, drafts included, newest first").Lists(List, (Row r) => Of(r, "")).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}", One).WithSummary("Read a distribution").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/request", Asked).WithSummary("Read what a distribution was drafted from, to draft it again").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/lines", Lines).WithSummary("Read each investor's part of a distribution").Lists(Parts, (DistributionView.LineView l) => l).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/explanation", Explain).WithSummary("Where a distribution's figures come from").WithDescription("The whole; `investorId` one investor's line; `tier` a row of the waterfall, partner by partner, or of that investor alone.").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? state = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = Rows(db, fundId);
        if (state is not null) rows = rows.Where(r => r.State == state);
        return await List.Show(rows, asked, r => Of(r, fund.Currency), ct);
    }

    internal static IQueryable<Row> Rows(FundsDbContext db, Guid fundId) => db.Proposals.Where(p => p.FundId == fundId && p.Kind == ProposalKind.Distribution)
        .GroupJoin(db.Distributions, p => new { p.FundId, p.Id }, d => new { d.FundId, Id = d.DistributionId }, (p, d) => new { Proposal = p, Declared = d })
        .SelectMany(x => x.Declared.DefaultIfEmpty(), (x, declared) => new Row
        {
            Id = x.Proposal.Id,
            Number = x.Proposal.Number,
            State = declared != null ? declared.Status : x.Proposal.State.ToString(),
            Date = x.Proposal.EffectiveDate,
            PaymentDate = x.Proposal.DueDate,
            Amount = x.Proposal.Amount,
            Paid = declared != null ? declared.Paid : 0,
            ReturnedBecause = x.Proposal.ReturnedBecause,
        });

    private static Line Of(Row r, string currency) => new(r.Id, r.Number, r.State, r.Date, r.PaymentDate, MoneyView.Of(r.Amount, currency), MoneyView.Of(r.Paid, currency), r.ReturnedBecause);

    private static async Task<Answer<DistributionView>> One(Guid fundId, Guid distributionId, BookStore books, ProposalStore proposals, CancellationToken ct)
    {
        if (await Load(fundId, distributionId, books, proposals, explain: false, ct) is not { } it) return Refusal.NotFound("distribution");
        return ((Answer<DistributionView>)DistributionView.Of(it.Proposal, it.Result, it.Currency, it.Declared)).Tagged(it.Proposal.Version).Linked(DistributionView.Links(fundId, distributionId));
    }

    private static async Task<Answer<DraftDistribution.Request>> Asked(Guid fundId, Guid distributionId, ProposalStore proposals, CancellationToken ct) =>
        await proposals.Find(fundId, ProposalKind.Distribution, distributionId, ct) is { } proposal
            ? ((Answer<DraftDistribution.Request>)JsonSerializer.Deserialize<DraftDistribution.Request>(proposal.Request, ApiJson.Options)!).Tagged(proposal.Version)
            : Refusal.NotFound("distribution");

    private static async Task<Answer<IReadOnlyList<DistributionView.LineView>>> Lines(
        Guid fundId, Guid distributionId, BookStore books, ProposalStore proposals, [AsParameters] ListQuery asked, CancellationToken ct)
    {
        if (await Load(fundId, distributionId, books, proposals, explain: false, ct) is not { } it) return Refusal.NotFound("distribution");
        return await Parts.Show(it.Result.Lines.Select((l, i) => DistributionView.Line(l, it.Currency, it.Declared) with { Ordinal = i }), asked, l => l, ct);
    }

    private static async Task<Answer<Explanation>> Explain(Guid fundId, Guid distributionId, BookStore books, ProposalStore proposals, CancellationToken ct, Guid? investorId = null, WaterfallRow? tier = null)
    {
        if (await Load(fundId, distributionId, books, proposals, explain: true, ct) is not { } it) return Refusal.NotFound("distribution");
        return Explained(it.Result, it.Currency, investorId, tier);
    }

    /// <summary>The tree of one row of the waterfall, of one investor's part, or of the whole distribution.</summary>
    internal static Answer<Explanation> Explained(DistributionRunResult result, string currency, Guid? investorId, WaterfallRow? tier)
    {
        var explanation = investorId is { } id ? result.Lines.FirstOrDefault(l => l.Line.InvestorId == id)?.Explanation : result.Explanation;
        if (explanation is null) return Refusal.NotFound("investor in this distribution");
        return tier is { } row ? TierExplanation.Of(result, new Currency(currency), row, investorId) : explanation;
    }

    internal static async Task<Loaded?> Load(Guid fundId, Guid distributionId, BookStore books, ProposalStore proposals, bool explain, CancellationToken ct)
    {
        if (await books.Read(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.Distribution, distributionId, ct) is not { } proposal) return null;
        var request = JsonSerializer.Deserialize<DraftDistribution.Request>(proposal.Request, ApiJson.Options)!;
        // The book as it was when the distribution was computed gives the very same figures again.
        var result = DraftDistribution.Run([.. facts.Take((int)proposal.ComputedOn)], request, explain);
        var declared = proposal.State == ProposalState.Done ? FundBook.Fold(facts).FindDistribution(distributionId) : null;
        return new Loaded(proposal, result, ((FundEstablished)facts[0].Payload).Currency, declared);
    }

    internal sealed record Loaded(Proposal Proposal, DistributionRunResult Result, string Currency, BookDistribution? Declared);
}
