using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Book;

/// <summary>The facts themselves, in sequence: as of an effective date, as known at a time.</summary>
internal static class ReadBook
{
    internal sealed record Line(
        long Sequence, Guid FactId, string Kind, DateOnly EffectiveDate, DateTimeOffset RecordedAt, Guid Actor, string Cause, string PreviousHash, string Hash, JsonElement Fact);

    internal static readonly Listing<FactRow> List = new Listing<FactRow>("book")
        .By("sequence", f => f.Sequence).By("effectiveDate", f => f.EffectiveDate).By("recordedAt", f => f.RecordedAt).By("kind", f => f.Kind).By("cause", f => f.Cause)
        .Unique(f => f.Sequence).Usually("sequence").Searched(f => f.Kind, f => f.Cause);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/book", Handle)
        .WithSummary("Read a fund's book: its facts in sequence, as of an effective date, as known at a time")
        .Lists(List, (FactRow f) => Of(f, false))
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, FundsDbContext db, IPermissionSource permissions, CurrentActor actor, [AsParameters] ListQuery asked, CancellationToken ct, DateOnly? asOf = null, DateTimeOffset? recordedAt = null, string? kind = null)
    {
        if (!await db.Funds.AnyAsync(f => f.FundId == fundId, ct)) return Refusal.NotFound("fund");
        var rows = db.Facts.Where(f => f.FundId == fundId);
        if (asOf is not null) rows = rows.Where(f => f.EffectiveDate <= asOf);
        if (recordedAt is not null) rows = rows.Where(f => f.RecordedAt <= recordedAt.Value.ToUniversalTime());
        if (kind is not null) rows = rows.Where(f => f.Kind == kind);
        var seesCarry = (await permissions.Of(actor.Value.Id, ct)).Contains(Permissions.CarryRead);
        return await List.Show(rows, asked, f => Of(f, seesCarry), ct);
    }

    private static Line Of(FactRow f, bool seesCarry) => new(
        f.Sequence, f.FactId, f.Kind, f.EffectiveDate, f.RecordedAt, f.Actor, f.Cause, f.PreviousHash, f.Hash,
        seesCarry || !IsCarry(f.Kind) ? JsonSerializer.Deserialize<JsonElement>(f.Payload) : JsonSerializer.SerializeToElement(new { kind = f.Kind }));

    /// <summary>Who holds the carried interest is for those only who may see it: of such a fact, others see its kind and its hashes.</summary>
    private static bool IsCarry(string kind) => kind.StartsWith("carry_", StringComparison.Ordinal);
}

/// <summary>Takes an earlier fact out of the book by a fact that says so; nothing is changed or deleted.</summary>
internal static class ReverseFact
{
    /// <param name="EffectiveDate">The original's date (it never counted), or the first open day where that is closed, unless given (it counts no more from then on).</param>
    internal sealed record Request(string Reason, DateOnly? EffectiveDate);

    internal sealed record Response(Guid FactId, Guid ReversedFactId, long Sequence);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/book/{factId:guid}/reverse", Handle)
        .WithSummary("Reverse a fact of the book, with a reason")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(
        Guid fundId, Guid factId, Request request, FundsDbContext db, BookStore books, Foundation.Auditing.Audit audit, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 500) return Refusal.Field("reason", "Say why the fact is reversed, in at most 500 characters.");
        if (await books.Lock(fundId, ct) is not { } facts || facts.FirstOrDefault(f => f.FactId == factId) is not { } original) return Refusal.NotFound("fact");
        var date = request.EffectiveDate ?? BookPeriods.Of(facts).OpenDay(original.EffectiveDate);
        NewFact Reversal(Guid id) => new(date, new FactReversed(id, request.Reason.Trim()));
        var book = await books.Add(fundId, facts, [Reversal(factId), .. Shared(facts, original.Payload).Select(Reversal)], "funds.reversal", ct);
        audit.Record(db, "funds.fact.reverse", ("fact", factId), FundJson.KindOf(original.Payload), "reversed", request.Reason);
        var added = db.ChangeTracker.Entries<FactRow>().Select(e => e.Entity).Single(f => f.Sequence == facts.Count + 1);
        return new Response(added.FactId, factId, book.LastSequence);
    }

    /// <summary>Carried interest that goes with its distribution or clawback was shared out by another fact, which goes with it.</summary>
    private static IEnumerable<Guid> Shared(IReadOnlyList<RecordedFact> facts, Fact original)
    {
        Guid? source = original switch { DistributionDeclared f => f.DistributionId, ClawbackPaid f => f.ClawbackId, _ => null };
        var reversed = facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
        return facts.Where(f => f.Payload is CarryAllocated carry && carry.SourceId == source && !reversed.Contains(f.FactId)).Select(f => f.FactId);
    }
}
