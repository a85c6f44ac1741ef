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

    /// <summary>A line as the database has it.</summary>
    internal sealed class Row
    {
        public Guid Id { get; init; }
        public int Number { get; init; }
        public required string State { get; init; }
        public DateOnly NoticeDate { get; init; }
        public DateOnly DueDate { get; init; }
        public decimal Amount { get; init; }
        public decimal Received { get; init; }
        public string? ReturnedBecause { get; init; }
    }

    internal static readonly Listing<Row> List = new Listing<Row>("capital-calls")
        .By("number", r => r.Number).By("state", r => r.State).By("noticeDate", r => r.NoticeDate).By("dueDate", r => r.DueDate).By("amount", r => r.Amount).By("received", r => r.Received)
        .Unique(r => r.Number).Usually("-number").Searched(r => r.State, r => r.ReturnedBecause);

    internal static readonly Listing<CapitalCallView.LineView> Parts = new Listing<CapitalCallView.LineView>("capital-call-lines")
        .By("admission", l => l.Ordinal).By("name", l => l.Name).By("kind", l => l.Kind).By("commitment", l => l.Commitment.Value).By("unfundedBefore", l => l.UnfundedBefore.Value).By("total", l => l.Total.Value)
        .By("unfundedAfter", l => l.UnfundedAfter.Value).By("calledOfCommitment", l => l.CalledOfCommitment).By("received", l => l.Received.Value).By("outstanding", l => l.Outstanding.Value)
        .Unique(l => l.Ordinal).Usually("admission").Searched(l => l.Name);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/capital-calls", Handle).WithSummary("List a fund's capital calls, drafts included, newest first").Lists(List, (Row r) => Of(r, "")).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}", One).WithSummary("Read a capital call").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/request", Asked).WithSummary("Read what a capital call was drafted from, to draft it again").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/lines", Lines).WithSummary("Read each investor's part of a capital call").Lists(Parts, (CapitalCallView.LineView l) => l).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/explanation", Explain).WithSummary("Where a capital call's figures come from").WithDescription("The whole; `investorId` one investor's part, and with `standing` his commitment, called and unfunded commitment on the book that the call was worked out on, each under its key.").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? state = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = Rows(db, fundId);
        if (state is not null) rows = rows.Where(r => r.State == state);
        return await List.Show(rows, asked, r => Of(r, fund.Currency), ct);
    }

    internal static IQueryable<Row> Rows(FundsDbContext db, Guid fundId) => db.Proposals.Where(p => p.FundId == fundId && p.Kind == ProposalKind.CapitalCall)
        .GroupJoin(db.CapitalCalls, p => new { p.FundId, p.Id }, c => new { c.FundId, Id = c.CallId }, (p, c) => new { Proposal = p, Calls = c })
        .SelectMany(x => x.Calls.DefaultIfEmpty(), (x, call) => new Row
        {
            Id = x.Proposal.Id,
            Number = x.Proposal.Number,
            State = call != null ? call.Status : x.Proposal.State.ToString(),
            NoticeDate = x.Proposal.EffectiveDate,
            DueDate = x.Proposal.DueDate,
            Amount = x.Proposal.Amount,
            Received = call != null ? call.Received : 0,
            ReturnedBecause = x.Proposal.ReturnedBecause,
        });

    private static Line Of(Row r, string currency) => new(r.Id, r.Number, r.State, r.NoticeDate, r.DueDate, MoneyView.Of(r.Amount, currency), MoneyView.Of(r.Received, currency), r.ReturnedBecause);

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
        Guid fundId, Guid callId, BookStore books, ProposalStore proposals, [AsParameters] ListQuery asked, CancellationToken ct)
    {
        if (await Load(fundId, callId, books, proposals, explain: false, ct) is not { } call) return Refusal.NotFound("capital call");
        return await Parts.Show(call.Result.Lines.Select((l, i) => CapitalCallView.Line(l, call.Currency, call.Issued) with { Ordinal = i }), asked, l => l, ct);
    }

    private static async Task<Answer<Explanation>> Explain(Guid fundId, Guid callId, BookStore books, ProposalStore proposals, CancellationToken ct, Guid? investorId = null, bool standing = false)
    {
        if (await Load(fundId, callId, books, proposals, explain: true, ct) is not { } call) return Refusal.NotFound("capital call");
        if (standing && investorId is { } id) return await Standing(fundId, id, call, books, ct);
        return Explained(call.Result, investorId);
    }

    private static async Task<Answer<Explanation>> Standing(Guid fundId, Guid investorId, Loaded call, BookStore books, CancellationToken ct)
    {
        var before = FundBook.Fold((await books.Read(fundId, ct))!.Take((int)call.Proposal.ComputedOn), call.Result.NoticeDate);
        return before.FindPartner(investorId) is null ? Refusal.NotFound("investor in this call") : PartnerFigures.Explain(before, investorId);
    }

    /// <summary>The tree of one investor's part, or of the whole call.</summary>
    internal static Answer<Explanation> Explained(CapitalCallAllocationResult call, Guid? investorId)
    {
        var explanation = investorId is { } id ? call.Lines.FirstOrDefault(l => l.InvestorId == id)?.Explanation : call.Explanation;
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
}
