using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.CapitalCalls;

/// <summary>Drafts a capital call: shares each purpose out by its own base and keeps the result until a second person approves it. Redrafting and discarding go with it.</summary>
internal static class DraftCapitalCall
{
    private const int MaxPurposes = 20;
    private const int LinesPreviewed = 200;

    /// <param name="DealId">The investment it is for; give a new id for a new investment.</param>
    /// <param name="ExcusedInvestorIds">Investors who take no part in it.</param>
    /// <param name="Base">Another base than the terms'.</param>
    internal sealed record Purpose(
        CallPurposeKind Kind, decimal Amount, Guid? DealId, string Description, IReadOnlyList<Guid>? ExcusedInvestorIds, bool? InsideCommitment, AllocationBase? Base,
        DateOnly? FeePeriodFrom, DateOnly? FeePeriodTo);

    /// <param name="CoverOf">Makes it a cover call: the others are asked for what is in default of that call, within the limit of the terms; the purposes are then its own.</param>
    internal sealed record Request(DateOnly NoticeDate, DateOnly DueDate, IReadOnlyList<Purpose>? Purposes, Guid? CoverOf = null);

    /// <param name="Investors">How many have a part.</param>
    /// <param name="Lines">The first 200 of them.</param>
    internal sealed record Previewed(
        DateOnly NoticeDate, DateOnly DueDate, MoneyView Amount, IReadOnlyList<CapitalCallView.PurposeView> Purposes, int Investors, IReadOnlyList<CapitalCallView.LineView> Lines,
        int NoticeBusinessDays, bool IsNoticeShort);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/capital-calls/preview", Preview)
            .WithSummary("See each investor's part of a capital call as its draft would have it")
            .WithDescription("Takes what a draft takes, is refused for what a draft is refused for, and writes nothing: it needs no idempotency key.")
            .Reads<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPost("/{fundId:guid}/capital-calls/preview/explanation", ExplainPreview)
            .WithSummary("See where the figures of a capital call's preview come from")
            .WithDescription("Takes what the preview takes; `investorId` one investor's part. Writes nothing.")
            .Reads<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPost("/{fundId:guid}/capital-calls", Draft).WithSummary("Draft a capital call and see each investor's part").Writes<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPut("/{fundId:guid}/capital-calls/{callId:guid}", Redraft).WithSummary("Change a draft").Writes<FundsDbContext>(Permissions.CallPrepare);
        funds.MapDelete("/{fundId:guid}/capital-calls/{callId:guid}", Discard).WithSummary("Discard a draft").Writes<FundsDbContext>(Permissions.CallPrepare);
    }

    private static async Task<Answer<CapitalCallView>> Draft(
        Guid fundId, Request request, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var id = Guid.CreateVersion7();
        var number = await proposals.NextNumber(fundId, ProposalKind.CapitalCall, ct);
        var result = Allocate(facts, request, explain: false);
        var proposal = proposals.Add(id, fundId, ProposalKind.CapitalCall, number, request, Propose(facts, result, id, number));
        var view = CapitalCallView.Of(proposal, result, Currency(facts));
        audit.Record(db, "funds.capital_call.draft", ("capital_call", id), null, request);
        return Answer<CapitalCallView>.Created(view, $"/api/v1/funds/{fundId}/capital-calls/{id}").Tagged(proposal.Version).Linked(CapitalCallView.Links(fundId, id));
    }

    private static async Task<Answer<Previewed>> Preview(Guid fundId, Request request, BookStore books, ProposalStore proposals, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var result = Allocate(facts, request, explain: false);
        Propose(facts, result, Guid.CreateVersion7(), await proposals.NextNumber(fundId, ProposalKind.CapitalCall, ct));
        var currency = Currency(facts);
        return new Previewed(
            result.NoticeDate, result.DueDate, MoneyView.Of(result.Total, currency), CapitalCallView.PurposesOf(result, currency),
            result.Lines.Count, [.. result.Lines.Take(LinesPreviewed).Select(l => CapitalCallView.Line(l, currency, null))], result.NoticeBusinessDays, result.IsNoticeShort);
    }

    private static async Task<Answer<Explanation>> ExplainPreview(Guid fundId, Request request, BookStore books, CancellationToken ct, Guid? investorId = null)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        return ReadCapitalCalls.Explained(Allocate(facts, request, explain: true), investorId);
    }

    private static async Task<Answer<CapitalCallView>> Redraft(
        Guid fundId, Guid callId, Request request, HttpContext http, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.CapitalCall, callId, ct) is not { } proposal) return Refusal.NotFound("capital call");
        if (NotDraft(proposal) is { } fixedNow) return fixedNow;
        if (http.Stale(proposal.Version) is { } stale) return stale;
        var before = JsonSerializer.Deserialize<Request>(proposal.Request, ApiJson.Options);
        var result = Allocate(facts, request, explain: false);
        proposals.Fill(proposal, request, Propose(facts, result, callId, proposal.Number));
        audit.Record(db, "funds.capital_call.redraft", ("capital_call", callId), before, request);
        return ((Answer<CapitalCallView>)CapitalCallView.Of(proposal, result, Currency(facts))).Tagged(proposal.Version).Linked(CapitalCallView.Links(fundId, callId));
    }

    private static async Task<Answer<string>> Discard(
        Guid fundId, Guid callId, HttpContext http, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is null || await proposals.Find(fundId, ProposalKind.CapitalCall, callId, ct) is not { } proposal) return Refusal.NotFound("capital call");
        if (NotDraft(proposal) is { } fixedNow) return fixedNow;
        if (http.Stale(proposal.Version) is { } stale) return stale;
        db.Proposals.Remove(proposal);
        audit.Record(db, "funds.capital_call.discard", ("capital_call", callId), JsonSerializer.Deserialize<Request>(proposal.Request, ApiJson.Options), null);
        return "discarded";
    }

    /// <summary>The call shared out on the book as of its notice date.</summary>
    internal static CapitalCallAllocationResult Allocate(IReadOnlyList<RecordedFact> facts, Request request, bool explain) => request.CoverOf is { } call
        ? CoverCallAllocation.Run(FundBook.Fold(facts, request.NoticeDate), call, request.NoticeDate, request.DueDate, explain)
        : CapitalCallAllocation.Run(
            FundBook.Fold(facts, request.NoticeDate),
            new CapitalCallRequest(request.NoticeDate, request.DueDate, [.. request.Purposes!.Select(p => new CapitalCallPurposeRequest(
                p.Kind, p.Amount, p.DealId, p.Description, p.ExcusedInvestorIds, p.InsideCommitment ?? true, p.Base, p.FeePeriodFrom, p.FeePeriodTo))]),
            explain);

    internal static Refusal? NotDraft(Proposal proposal) => proposal.State switch
    {
        ProposalState.Submitted => Refusal.Conflict("funds.proposal.submitted", "It waits for a decision: withdraw it first if you want to change it."),
        ProposalState.Done => Refusal.Conflict("funds.proposal.done", "It stands in the book already: reverse it there if it was wrong."),
        _ => null,
    };

    private static ProposedFact Propose(IReadOnlyList<RecordedFact> facts, CapitalCallAllocationResult result, Guid id, int number)
    {
        var fact = result.ToFact(id, number);
        BookRules.Check(facts, fact, result.NoticeDate);
        return new ProposedFact([fact], result.NoticeDate, result.DueDate, result.Total, facts.Count);
    }

    private static string Currency(IReadOnlyList<RecordedFact> facts) => ((FundEstablished)facts[0].Payload).Currency;

    private static Refusal? Invalid(Request request)
    {
        if (request.DueDate < request.NoticeDate) return Refusal.Field("dueDate", "The due date is before the notice date.");
        if (request.CoverOf is not null)
            return request.Purposes is { Count: > 0 } ? Refusal.Field("purposes", "A cover call has the purposes of the call that it covers: leave them out.") : null;
        if (request.Purposes is not { Count: > 0 and <= MaxPurposes } || request.Purposes.Contains(null!)) return Refusal.Field("purposes", $"Give between 1 and {MaxPurposes} purposes.");
        if (request.Purposes.Any(p => p.Amount <= 0)) return Refusal.Field("purposes", "Each purpose needs a positive amount.");
        return request.Purposes.Any(p => string.IsNullOrWhiteSpace(p.Description) || p.Description.Length > 200)
            ? Refusal.Field("purposes", "Describe each purpose in at most 200 characters: the notice shows it.")
            : null;
    }
}
