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

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/distributions", List).WithSummary("List a fund's distributions, drafts included, newest first").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}", One).WithSummary("Read a distribution").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/request", Asked).WithSummary("Read what a distribution was drafted from, to draft it again").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/lines", Lines).WithSummary("Read each investor's part of a distribution").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/explanation", Explain).WithSummary("Where a distribution's figures come from").WithDescription("The whole; `investorId` one investor's line; `tier` a row of the waterfall, partner by partner.").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(Guid fundId, FundsDbContext db, CancellationToken ct, string? state = null, string? cursor = null, int? size = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = db.Proposals.Where(p => p.FundId == fundId && p.Kind == ProposalKind.Distribution)
            .GroupJoin(db.Distributions, p => new { p.FundId, p.Id }, d => new { d.FundId, Id = d.DistributionId }, (p, d) => new { Proposal = p, Declared = d })
            .SelectMany(x => x.Declared.DefaultIfEmpty(), (x, declared) => new { x.Proposal, Declared = declared, State = declared != null ? declared.Status : x.Proposal.State.ToString() });
        if (state is not null) rows = rows.Where(r => r.State == state);
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<After>(cursor, out var after)) return Paging.BadCursor;
            rows = rows.Where(r => r.Proposal.Number < after!.Number);
        }
        var take = Paging.Size(size);
        var page = await rows.OrderByDescending(r => r.Proposal.Number).Take(take + 1)
            .Select(r => new { r.Proposal.Id, r.Proposal.Number, r.State, r.Proposal.EffectiveDate, r.Proposal.DueDate, r.Proposal.Amount, Paid = r.Declared != null ? r.Declared.Paid : 0, r.Proposal.ReturnedBecause })
            .ToListAsync(ct);
        var next = page.Count > take ? Paging.Pack(new After(page[take - 1].Number)) : null;
        Line[] lines = [.. page.Take(take).Select(r => new Line(r.Id, r.Number, r.State, r.EffectiveDate, r.DueDate, MoneyView.Of(r.Amount, fund.Currency), MoneyView.Of(r.Paid, fund.Currency), r.ReturnedBecause))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(new PageMeta(lines.Length, next));
    }

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
        Guid fundId, Guid distributionId, BookStore books, ProposalStore proposals, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await Load(fundId, distributionId, books, proposals, explain: false, ct) is not { } it) return Refusal.NotFound("distribution");
        if (Paging.Slice(it.Result.Lines, cursor, size) is not { } page) return Paging.BadCursor;
        DistributionView.LineView[] lines = [.. page.Items.Select(l => DistributionView.Line(l, it.Currency, it.Declared))];
        return ((Answer<IReadOnlyList<DistributionView.LineView>>)lines).Paged(page.Meta);
    }

    private static async Task<Answer<Explanation>> Explain(Guid fundId, Guid distributionId, BookStore books, ProposalStore proposals, CancellationToken ct, Guid? investorId = null, WaterfallRow? tier = null)
    {
        if (await Load(fundId, distributionId, books, proposals, explain: true, ct) is not { } it) return Refusal.NotFound("distribution");
        if (tier is { } row) return TierExplanation.Of(it.Result, new Currency(it.Currency), row);
        var explanation = investorId is { } id ? it.Result.Lines.FirstOrDefault(l => l.Line.InvestorId == id)?.Explanation : it.Result.Explanation;
        return explanation is null ? Refusal.NotFound("investor in this distribution") : explanation;
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

    private sealed record After(int Number);
}
