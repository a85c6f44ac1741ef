using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Proposals;

/// <summary>
/// What an approver has to look at: how a proposal differs from what was put before him last time, or, the first time, from the fund's call or distribution before it, of a valuation round from the
/// last values; and the fund's figures without it and with it.
/// </summary>
internal static class CompareProposals
{
    private const int LinesShown = 200;

    /// <param name="Against">What it is compared with; null for the fund's first.</param>
    /// <param name="Changes">Dates, amounts, purposes or tiers that differ.</param>
    /// <param name="Lines">The first 200 investors whose part differs.</param>
    /// <param name="LinesChanged">How many do.</param>
    /// <param name="Fund">The whole fund's figures, general partner included, without the proposal and with it.</param>
    /// <param name="BookSequence">The fund's figures without it are those of its book up to this fact.</param>
    /// <param name="Refused">Why the book would not take it now.</param>
    internal sealed record Response(
        Guid Id, ProposalKind Kind, int Number, Basis? Against, IReadOnlyList<Change> Changes, IReadOnlyList<LineChange> Lines, int LinesChanged,
        IReadOnlyList<Effect> Fund, long BookSequence, string? Refused);

    /// <param name="What">An earlier version of the same proposal, or the fund's proposal before it.</param>
    /// <param name="SubmittedAt">When that version was submitted.</param>
    internal sealed record Basis(BasisKind What, Guid Id, int Number, DateTimeOffset? SubmittedAt, Guid? WorkflowId);

    internal enum BasisKind
    {
        SubmittedBefore,
        Previous,

        /// <summary>The values in the book before a valuation round.</summary>
        LastValues,
    }

    /// <param name="Field">Such as <c>dueDate</c>, <c>purpose</c> or <c>payable</c>.</param>
    /// <param name="Detail">Which of several: the purpose's description.</param>
    /// <param name="Before">Null where it was added.</param>
    /// <param name="After">Null where it was removed.</param>
    internal sealed record Change(string Field, string? Detail, Value? Before, Value? After);

    /// <summary>One of the three.</summary>
    internal sealed record Value(MoneyView? Amount = null, DateOnly? Date = null, string? Text = null);

    /// <param name="Before">His part before, null where he had none; of a distribution what is payable.</param>
    /// <param name="Details">Of a distribution, what of his line differs.</param>
    internal sealed record LineChange(Guid InvestorId, string Name, MoneyView? Before, MoneyView? After, IReadOnlyList<Change> Details);

    /// <param name="After">Null where the book refuses it.</param>
    internal sealed record Effect(string Figure, MoneyView Before, MoneyView? After);

    internal static void Map(RouteGroupBuilder funds)
    {
        const string how = "Compared with the version that was submitted before, or, the first time, with the fund's one before it; with the fund's figures before and after.";
        funds.MapGet("/{fundId:guid}/capital-calls/{callId:guid}/changes", OfCall).WithSummary("What is new in a capital call since its approver last saw it").WithDescription(how).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/distributions/{distributionId:guid}/changes", OfDistribution).WithSummary("What is new in a distribution since its approver last saw it").WithDescription(how).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/valuation-rounds/{roundId:guid}/changes", OfRound).WithSummary("What is new in a valuation round since its approver last saw it, or against the last values").WithDescription("Compared with the version that was submitted before, or, the first time, with the last values in the book; with the fund's figures before and after.").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static Task<Answer<Response>> OfCall(Guid fundId, Guid callId, FundsDbContext db, BookStore books, CancellationToken ct) => Handle(fundId, ProposalKind.CapitalCall, callId, db, books, ct);

    private static Task<Answer<Response>> OfDistribution(Guid fundId, Guid distributionId, FundsDbContext db, BookStore books, CancellationToken ct) => Handle(fundId, ProposalKind.Distribution, distributionId, db, books, ct);

    private static Task<Answer<Response>> OfRound(Guid fundId, Guid roundId, FundsDbContext db, BookStore books, CancellationToken ct) => Handle(fundId, ProposalKind.Valuation, roundId, db, books, ct);

    private static async Task<Answer<Response>> Handle(Guid fundId, ProposalKind kind, Guid id, FundsDbContext db, BookStore books, CancellationToken ct)
    {
        if (await books.Read(fundId, ct) is not { } facts || await db.Proposals.SingleOrDefaultAsync(p => p.FundId == fundId && p.Kind == kind && p.Id == id, ct) is not { } proposal)
            return Refusal.NotFound(kind switch { ProposalKind.CapitalCall => "capital call", ProposalKind.Distribution => "distribution", _ => "valuation round" });
        var proposed = new Dated(ProposedFact.Read(proposal.Fact), proposal.EffectiveDate, proposal.DueDate);
        var (before, after, refused) = Folded(books, facts, proposal, proposed.Facts);
        var (against, earlier) = await Earlier(db, proposal, ct);
        if (kind == ProposalKind.Valuation) against ??= new Basis(BasisKind.LastValues, id, proposal.Number, null, null);
        var compared = earlier is null ? null : new Comparison(before, before.Currency.Code, earlier, proposed);
        var (changes, lines) = (compared?.Changes() ?? [], compared?.Lines() ?? []);
        if (kind == ProposalKind.Valuation) changes.AddRange(ValuationChanges.Of(AsOf(facts, before, proposal), Values(earlier), Values(proposed)!));
        // What is not told apart above must not be taken for nothing.
        if (against?.What == BasisKind.SubmittedBefore && changes.Count + lines.Count == 0 && ProposedFact.Write(kind, earlier!.Facts) != proposal.Fact) changes.Add(new Change("other", null, null, null));
        return new Response(
            id, kind, proposal.Number, against, changes, [.. lines.Take(LinesShown)], lines.Count, Effects(before, after), before.LastSequence, refused);
    }

    private static IReadOnlyList<ValuationRecorded>? Values(Dated? dated) => dated is null ? null : [.. dated.Facts.OfType<ValuationRecorded>()];

    /// <summary>The book before the proposal on its own day: what was recorded later for later days is no last value.</summary>
    private static FundBook AsOf(IReadOnlyList<RecordedFact> facts, FundBook before, Proposal proposal) => FundBook.Fold(facts.Take((int)before.LastSequence), proposal.EffectiveDate);

    /// <summary>The fund without the proposal and with it; once it stands in the book, as it was then.</summary>
    private static (FundBook Before, FundBook? After, string? Refused) Folded(BookStore books, IReadOnlyList<RecordedFact> facts, Proposal proposal, IReadOnlyList<Fact> proposed)
    {
        if (facts.Where(f => IdOf(f.Payload) == proposal.Id).ToList() is [var first, ..] recorded)
            return (FundBook.Fold(facts.Take((int)first.Sequence - 1)), FundBook.Fold(facts.Take((int)recorded[^1].Sequence)), null);
        var before = FundBook.Fold(facts);
        try
        {
            return (before, FundBook.Fold(books.Chain(facts, [.. proposed.Select(f => new NewFact(proposal.EffectiveDate, f))])), null);
        }
        catch (FundRuleException rule)
        {
            return (before, null, rule.Message);
        }
    }

    private static async Task<(Basis? Against, Dated? Earlier)> Earlier(FundsDbContext db, Proposal proposal, CancellationToken ct)
    {
        // What waits for a decision, or was decided, is itself the last of the versions; a draft is not yet one.
        var skip = proposal.State == ProposalState.Draft ? 0 : 1;
        if (await db.ProposalVersions.Where(v => v.ProposalId == proposal.Id).OrderByDescending(v => v.SubmittedAt).Skip(skip).FirstOrDefaultAsync(ct) is { } version)
            return (new Basis(BasisKind.SubmittedBefore, proposal.Id, proposal.Number, version.SubmittedAt, version.WorkflowId), new Dated(ProposedFact.Read(version.Fact), version.EffectiveDate, version.DueDate));
        if (proposal.Kind == ProposalKind.Valuation) return (null, null);
        var issued = proposal.Kind == ProposalKind.CapitalCall ? db.CapitalCalls.Where(c => c.FundId == proposal.FundId).Select(c => c.CallId) : db.Distributions.Where(d => d.FundId == proposal.FundId).Select(d => d.DistributionId);
        var previous = await db.Proposals.Where(p => p.FundId == proposal.FundId && p.Kind == proposal.Kind && p.Number < proposal.Number && issued.Contains(p.Id)).OrderByDescending(p => p.Number).FirstOrDefaultAsync(ct);
        return previous is null
            ? (null, null)
            : (new Basis(BasisKind.Previous, previous.Id, previous.Number, null, null), new Dated(ProposedFact.Read(previous.Fact), previous.EffectiveDate, previous.DueDate));
    }

    private static Guid? IdOf(Fact fact) => fact switch { CapitalCallIssued f => f.CallId, DistributionDeclared f => f.DistributionId, ValuationRecorded f => f.Basis?.RoundId, _ => null };

    private static Effect[] Effects(FundBook before, FundBook? after)
    {
        (string Name, Func<FundTotal, decimal> Of)[] figures =
        [
            ("commitment", t => t.Commitment), ("called", t => t.Called), ("unfunded", t => t.Unfunded), ("outstanding", t => t.Outstanding),
            ("distributed", t => t.Distributed + t.CarryReceived), ("payable", t => t.Payable), ("nav", t => t.Nav), ("cash", t => t.Cash),
        ];
        MoneyView Money(decimal amount) => MoneyView.Of(amount, before.Currency.Code);
        return [.. figures.Select(f => new Effect(f.Name, Money(f.Of(before.Total)), after is null ? null : Money(f.Of(after.Total))))];
    }

    /// <summary>Proposed facts with their days.</summary>
    internal sealed record Dated(IReadOnlyList<Fact> Facts, DateOnly EffectiveDate, DateOnly DueDate)
    {
        public Fact Fact => Facts[0];
    }
}
