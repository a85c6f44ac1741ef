using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.CapitalCalls;
using StratCap.Funds.Proposals;
using StratCap.Funds.Rates;

namespace StratCap.Funds.Valuations;

/// <summary>Drafts the fair values of a fund's investments on one day, together, and keeps them until a second person approves all of them. Redrafting and discarding go with it.</summary>
internal static class DraftValuationRound
{
    private const int MaxValues = 500;
    private const int MaxDocuments = 100;

    /// <param name="Date">The day of the values, such as a quarter's last.</param>
    /// <param name="Values">Of investments that are held then, each once; one that is left out keeps its last value.</param>
    internal sealed record Request(DateOnly Date, IReadOnlyList<Value>? Values);

    /// <param name="FairValue">Of all that is still held, in the investment's own currency, converted at the stored rate of the day.</param>
    /// <param name="Level">Fair value hierarchy 1, 2 or 3 (ASC 820). Level 1 takes a quoted price, level 3 at least one unobservable input.</param>
    /// <param name="Methodology">Free text, at most 100 characters; absent is the method's name.</param>
    /// <param name="Via">A third currency to convert through where the pair has no rate.</param>
    /// <param name="DocumentIds">Evidence: documents of the fund, in their latest versions. From the approval on they are kept for good.</param>
    internal sealed record Value(
        Guid DealId, decimal FairValue, int Level, ValuationMethod Method, string? Methodology = null, IReadOnlyList<ValuationInputView>? Inputs = null, string? Via = null, IReadOnlyList<Guid>? DocumentIds = null)
    {
        internal ValuationBasis BasisIn(Guid roundId) => new(Method, [.. (Inputs ?? []).Select(i => i.ToInput())], roundId);
    }

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/valuation-rounds", Draft).WithSummary("Draft the fair values of a fund's investments on a day").Writes<FundsDbContext>(Permissions.CallPrepare);
        funds.MapPut("/{fundId:guid}/valuation-rounds/{roundId:guid}", Redraft).WithSummary("Change a draft").Writes<FundsDbContext>(Permissions.CallPrepare);
        funds.MapDelete("/{fundId:guid}/valuation-rounds/{roundId:guid}", Discard).WithSummary("Discard a draft").Writes<FundsDbContext>(Permissions.CallPrepare);
    }

    private static async Task<Answer<ValuationRoundView>> Draft(
        Guid fundId, Request request, FundsDbContext db, BookStore books, ProposalStore proposals, IDocuments documents, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var id = Guid.CreateVersion7();
        var proposed = await Propose(db, documents, facts, request, id, ct);
        var proposal = proposals.Add(id, fundId, ProposalKind.Valuation, await proposals.NextNumber(fundId, ProposalKind.Valuation, ct), request, proposed);
        audit.Record(db, "funds.valuation_round.draft", ("valuation_round", id), null, request);
        return Answer<ValuationRoundView>.Created(ValuationRoundView.Of(proposal, facts), $"/api/v1/funds/{fundId}/valuation-rounds/{id}").Tagged(proposal.Version);
    }

    private static async Task<Answer<ValuationRoundView>> Redraft(
        Guid fundId, Guid roundId, Request request, HttpContext http, FundsDbContext db, BookStore books, ProposalStore proposals, IDocuments documents, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.Valuation, roundId, ct) is not { } proposal) return Refusal.NotFound("valuation round");
        if (DraftCapitalCall.NotDraft(proposal) is { } fixedNow) return fixedNow;
        if (http.Stale(proposal.Version) is { } stale) return stale;
        var before = JsonSerializer.Deserialize<Request>(proposal.Request, ApiJson.Options);
        proposals.Fill(proposal, request, await Propose(db, documents, facts, request, roundId, ct));
        audit.Record(db, "funds.valuation_round.redraft", ("valuation_round", roundId), before, request);
        return ((Answer<ValuationRoundView>)ValuationRoundView.Of(proposal, facts)).Tagged(proposal.Version);
    }

    private static async Task<Answer<string>> Discard(
        Guid fundId, Guid roundId, HttpContext http, FundsDbContext db, BookStore books, ProposalStore proposals, Audit audit, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is null || await proposals.Find(fundId, ProposalKind.Valuation, roundId, ct) is not { } proposal) return Refusal.NotFound("valuation round");
        if (DraftCapitalCall.NotDraft(proposal) is { } fixedNow) return fixedNow;
        if (http.Stale(proposal.Version) is { } stale) return stale;
        db.Proposals.Remove(proposal);
        audit.Record(db, "funds.valuation_round.discard", ("valuation_round", roundId), JsonSerializer.Deserialize<Request>(proposal.Request, ApiJson.Options), null);
        return "discarded";
    }

    /// <summary>A fact for each value, shared out among the partners on the book as of the day.</summary>
    private static async Task<ProposedFact> Propose(FundsDbContext db, IDocuments documents, IReadOnlyList<RecordedFact> facts, Request request, Guid roundId, CancellationToken ct)
    {
        var then = FundBook.Fold(facts, request.Date);
        var evidence = await Evidence(documents, then.FundId, [.. request.Values!.SelectMany(v => v.DocumentIds ?? []).Distinct()], ct);
        List<Fact> values = [];
        foreach (var value in request.Values!)
        {
            var fact = await ToFact(db, then, request.Date, value, roundId, ct);
            values.Add(value.DocumentIds is { Count: > 0 } named ? fact with { Basis = fact.Basis! with { Evidence = [.. named.Select(d => evidence[d])] } } : fact);
        }
        BookRules.Check(facts, [.. values.Select(v => (v, request.Date))]);
        return new ProposedFact(values, request.Date, request.Date, values.Cast<ValuationRecorded>().Sum(v => v.FairValue), facts.Count);
    }

    private static async Task<ValuationRecorded> ToFact(FundsDbContext db, FundBook then, DateOnly date, Value value, Guid roundId, CancellationToken ct)
    {
        if (then.FindDeal(value.DealId) is not { InvestedOn: not null, IsHeld: true } deal)
            throw new FundRuleException("funds.valuation_round.not_held", "Value investments that the fund holds on that day: one of them is not held then.");
        var methodology = string.IsNullOrWhiteSpace(value.Methodology) ? value.Method.InWords() : value.Methodology.Trim();
        var fact = await UsedRates.On(db, deal.Foreign?.Currency, then, value.Via, date, ct) is { } at
            ? ForeignFacts.Valuation(then, value.DealId, value.FairValue, at, methodology, value.Level)
            : FactShares.ForValuation(then, value.DealId, value.FairValue, methodology, value.Level);
        return fact with { Basis = value.BasisIn(roundId) };
    }

    /// <summary>The documents named, each in the version that is its latest now: what the approver approves with the values.</summary>
    private static async Task<Dictionary<Guid, ValuationEvidence>> Evidence(IDocuments documents, Guid fundId, Guid[] ids, CancellationToken ct)
    {
        var found = await documents.Find(ids, ct);
        if (ids.Any(id => !found.TryGetValue(id, out var d) || d.FundId != fundId || d.InvestorId is not null))
            throw new FundRuleException("funds.valuation_round.document_unknown", "Name documents of this fund as evidence, none of an investor alone: one of them is not there.");
        return found.ToDictionary(d => d.Key, d => new ValuationEvidence(d.Key, d.Value.Version, d.Value.Sha256, d.Value.Title));
    }

    private static Refusal? Invalid(Request request)
    {
        if (request.Values is not { Count: > 0 and <= MaxValues } values || values.Contains(null!)) return Refusal.Field("values", $"Value between 1 and {MaxValues} investments.");
        if (values.Select(v => v.DealId).Distinct().Count() != values.Count) return Refusal.Field("values", "Value each investment once.");
        if (values.SelectMany(v => v.DocumentIds ?? []).Distinct().Count() > MaxDocuments || values.Any(v => v.DocumentIds?.Distinct().Count() != v.DocumentIds?.Count))
            return Refusal.Field("values", $"Name at most {MaxDocuments} documents in all, each once for a value.");
        for (var i = 0; i < values.Count; i++)
            if (Problem(values[i]) is { } problem) return Refusal.Field($"values[{i}]", problem);
        return null;
    }

    private static string? Problem(Value value)
    {
        if (value.Level is < 1 or > 3 || value.Methodology?.Length > 100) return "Give level 1, 2 or 3, and the methodology in at most 100 characters.";
        if (value.Inputs?.Contains(null!) == true || (value.Via is { } via && !Currency.IsCode(via))) return "Leave out empty inputs, and give currencies as three capital letters, such as EUR.";
        try
        {
            value.BasisIn(Guid.Empty).Check(value.Level);
            return null;
        }
        catch (FundRuleException rule)
        {
            // Told at its value, so that who drafts fifty of them finds it.
            return rule.Message;
        }
    }
}
