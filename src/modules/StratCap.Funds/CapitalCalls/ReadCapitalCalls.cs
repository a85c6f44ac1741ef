using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.CapitalCalls;

/// <summary>A fund's calls, drafts included, newest first; one call; its lines; the explanation of its figures.</summary>
internal static class ReadCapitalCalls
{
    internal sealed record Line(Guid Id, int Number, string State, DateOnly NoticeDate, DateOnly DueDate, MoneyView Amount, MoneyView Received, string? ReturnedBecause);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/capital-calls", List).WithSummary("List a fund's capital calls, drafts included, newest first").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}", One).WithSummary("Read a capital call").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/request", Asked).WithSummary("Read what a capital call was drafted from, to draft it again").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/lines", Lines).WithSummary("Read each investor's part of a capital call").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/explanation", Explain).WithSummary("Where a capital call's figures come from").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(Guid fundId, FundsDbContext db, CancellationToken ct, string? state = null, string? cursor = null, int? size = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = db.Proposals.Where(p => p.FundId == fundId && p.Kind == ProposalKind.CapitalCall)
            .GroupJoin(db.CapitalCalls, p => new { p.FundId, p.Id }, c => new { c.FundId, Id = c.CallId }, (p, c) => new { Proposal = p, Calls = c })
            .SelectMany(x => x.Calls.DefaultIfEmpty(), (x, call) => new { x.Proposal, Call = call, State = call != null ? call.Status : x.Proposal.State.ToString() });
        if (state is not null) rows = rows.Where(r => r.State == state);
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<After>(cursor, out var after)) return Paging.BadCursor;
            rows = rows.Where(r => r.Proposal.Number < after!.Number);
        }
        var take = Paging.Size(size);
        var page = await rows.OrderByDescending(r => r.Proposal.Number).Take(take + 1)
            .Select(r => new { r.Proposal.Id, r.Proposal.Number, r.State, r.Proposal.EffectiveDate, r.Proposal.DueDate, r.Proposal.Amount, Received = r.Call != null ? r.Call.Received : 0, r.Proposal.ReturnedBecause })
            .ToListAsync(ct);
        var next = page.Count > take ? Paging.Pack(new After(page[take - 1].Number)) : null;
        Line[] lines = [.. page.Take(take).Select(r => new Line(r.Id, r.Number, r.State, r.EffectiveDate, r.DueDate, MoneyView.Of(r.Amount, fund.Currency), MoneyView.Of(r.Received, fund.Currency), r.ReturnedBecause))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(new PageMeta(lines.Length, next));
    }

    private static async Task<Answer<CapitalCallView>> One(Guid fundId, Guid callId, BookStore books, ProposalStore proposals, CancellationToken ct)
    {
        if (await Load(fundId, callId, books, proposals, explain: false, ct) is not { } call) return Refusal.NotFound("capital call");
        return ((Answer<CapitalCallView>)CapitalCallView.Of(call.Proposal, call.Result, call.Currency, call.Issued)).Tagged(call.Proposal.Version).Linked(CapitalCallView.Links(fundId, callId));
    }

    private static async Task<Answer<DraftCapitalCall.Request>> Asked(Guid fundId, Guid callId, ProposalStore proposals, CancellationToken ct) =>
        await proposals.Find(fundId, ProposalKind.CapitalCall, callId, ct) is { } proposal
            ? ((Answer<DraftCapitalCall.Request>)JsonSerializer.Deserialize<DraftCapitalCall.Request>(proposal.Request, ApiJson.Options)!).Tagged(proposal.Version)
            : Refusal.NotFound("capital call");

    private static async Task<Answer<IReadOnlyList<CapitalCallView.LineView>>> Lines(
        Guid fundId, Guid callId, BookStore books, ProposalStore proposals, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await Load(fundId, callId, books, proposals, explain: false, ct) is not { } call) return Refusal.NotFound("capital call");
        if (Paging.Slice(call.Result.Lines, cursor, size) is not { } page) return Paging.BadCursor;
        CapitalCallView.LineView[] lines = [.. page.Items.Select(l => CapitalCallView.Line(l, call.Currency, call.Issued))];
        return ((Answer<IReadOnlyList<CapitalCallView.LineView>>)lines).Paged(page.Meta);
    }

    private static async Task<Answer<Explanation>> Explain(Guid fundId, Guid callId, BookStore books, ProposalStore proposals, CancellationToken ct, Guid? investorId = null)
    {
        if (await Load(fundId, callId, books, proposals, explain: true, ct) is not { } call) return Refusal.NotFound("capital call");
        var explanation = investorId is { } id ? call.Result.Lines.FirstOrDefault(l => l.InvestorId == id)?.Explanation : call.Result.Explanation;
        return explanation is null ? Refusal.NotFound("investor in this call") : explanation;
    }

    internal static async Task<Loaded?> Load(Guid fundId, Guid callId, BookStore books, ProposalStore proposals, bool explain, CancellationToken ct)
    {
        if (await books.Read(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.CapitalCall, callId, ct) is not { } proposal) return null;
        var request = JsonSerializer.Deserialize<DraftCapitalCall.Request>(proposal.Request, ApiJson.Options)!;
        // The book as it was when the call was computed gives the very same figures again.
        var result = DraftCapitalCall.Allocate([.. facts.Take((int)proposal.ComputedOn)], request, explain);
        var issued = proposal.State == ProposalState.Done ? FundBook.Fold(facts).FindCall(callId) : null;
        return new Loaded(proposal, result, ((FundEstablished)facts[0].Payload).Currency, issued);
    }

    internal sealed record Loaded(Proposal Proposal, CapitalCallAllocationResult Result, string Currency, BookCall? Issued);

    private sealed record After(int Number);
}
