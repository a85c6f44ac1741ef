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
using StratCap.Funds.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Valuations;

/// <summary>A fund's valuation rounds, drafts included, newest first; one round; what there is to value on a day; where a change of value comes from.</summary>
internal static class ReadValuationRounds
{
    internal sealed record Line(Guid Id, int Number, string State, DateOnly Date, MoneyView FairValue, string? ReturnedBecause);

    /// <param name="Lines">Every investment that the fund holds on the day, with its last value by then.</param>
    internal sealed record ToValue(DateOnly Date, string Currency, IReadOnlyList<ValuationLineView> Lines);

    /// <summary>A line as the database has it.</summary>
    internal sealed class Row
    {
        public Guid Id { get; init; }
        public int Number { get; init; }
        public required string State { get; init; }
        public DateOnly Date { get; init; }
        public decimal FairValue { get; init; }
        public string? ReturnedBecause { get; init; }
    }

    internal static readonly Listing<Row> List = new Listing<Row>("valuation-rounds")
        .By("number", r => r.Number).By("state", r => r.State).By("date", r => r.Date).By("fairValue", r => r.FairValue)
        .Unique(r => r.Number).Usually("-number").Searched(r => r.State, r => r.ReturnedBecause);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/valuation-rounds", Handle).WithSummary("List a fund's valuation rounds, drafts included, newest first").Lists(List, (Row r) => Of(r, "")).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/valuation-rounds/open", Open).WithSummary("Read what there is to value on a day").WithDescription("Every investment that the fund holds then, with its last value: what a round is drafted from. Without a date, today.").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/valuation-rounds/{roundId:guid}", One).WithSummary("Read a valuation round").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/valuation-rounds/{roundId:guid}/request", Asked).WithSummary("Read what a valuation round was drafted from, to draft it again").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/valuation-rounds/{roundId:guid}/explanation", Explain).WithSummary("Where a valuation round's figures come from").WithDescription("The whole under the keys fairValue and change, or with `dealId` one investment's change of value.").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? state = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = Rows(db, fundId);
        if (state is not null) rows = rows.Where(r => r.State == state);
        return await List.Show(rows, asked, r => Of(r, fund.Currency), ct);
    }

    internal static IQueryable<Row> Rows(FundsDbContext db, Guid fundId) => db.Proposals.Where(p => p.FundId == fundId && p.Kind == ProposalKind.Valuation).Select(p => new Row
    {
        Id = p.Id,
        Number = p.Number,
        State = p.State == ProposalState.Done ? "Recorded" : p.State.ToString(),
        Date = p.EffectiveDate,
        FairValue = p.Amount,
        ReturnedBecause = p.ReturnedBecause,
    });

    private static Line Of(Row r, string currency) => new(r.Id, r.Number, r.State, r.Date, MoneyView.Of(r.FairValue, currency), r.ReturnedBecause);

    private static async Task<Answer<ToValue>> Open(Guid fundId, BookStore books, TimeProvider clock, CancellationToken ct, DateOnly? date = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, date ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        return new ToValue(book.AsOf, book.Currency.Code, ValuationLineView.Of(book, []));
    }

    private static async Task<Answer<ValuationRoundView>> One(Guid fundId, Guid roundId, BookStore books, ProposalStore proposals, CancellationToken ct) =>
        await Load(fundId, roundId, books, proposals, ct) is var (proposal, facts)
            ? ((Answer<ValuationRoundView>)ValuationRoundView.Of(proposal, facts)).Tagged(proposal.Version)
            : Refusal.NotFound("valuation round");

    private static async Task<Answer<DraftValuationRound.Request>> Asked(Guid fundId, Guid roundId, ProposalStore proposals, CancellationToken ct) =>
        await proposals.Find(fundId, ProposalKind.Valuation, roundId, ct) is { } proposal
            ? ((Answer<DraftValuationRound.Request>)JsonSerializer.Deserialize<DraftValuationRound.Request>(proposal.Request, ApiJson.Options)!).Tagged(proposal.Version)
            : Refusal.NotFound("valuation round");

    private static async Task<Answer<Explanation>> Explain(Guid fundId, Guid roundId, BookStore books, ProposalStore proposals, CancellationToken ct, Guid? dealId = null)
    {
        if (await Load(fundId, roundId, books, proposals, ct) is not var (proposal, facts)) return Refusal.NotFound("valuation round");
        var (book, values) = (ValuationRoundView.BookOf(proposal, facts), ValuationRoundView.ValuesOf(proposal));
        if (dealId is { } one)
            return values.FirstOrDefault(v => v.DealId == one) is { } value ? ValuationExplanations.Change(book, value) : Refusal.NotFound("investment in this round");
        return ValuationExplanations.Of(book, values);
    }

    private static async Task<(Proposal Proposal, IReadOnlyList<RecordedFact> Facts)?> Load(Guid fundId, Guid roundId, BookStore books, ProposalStore proposals, CancellationToken ct) =>
        await books.Read(fundId, ct) is { } facts && await proposals.Find(fundId, ProposalKind.Valuation, roundId, ct) is { } proposal ? (proposal, facts) : null;
}
