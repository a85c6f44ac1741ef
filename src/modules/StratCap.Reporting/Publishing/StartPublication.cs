using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Accounting;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Publishing;

/// <summary>Publishes reports of a fund's quarter: fixes the state of the book that all of them rest on, and leaves the work to a worker.</summary>
internal static class StartPublication
{
    /// <param name="Period">A quarter that is over, such as 2026-Q2.</param>
    /// <param name="Kinds">What to publish; each once.</param>
    /// <param name="InvestorId">One investor; all who stand in the fund at the quarter's end when not given.</param>
    /// <param name="Preliminary">Also while the quarter is open: each report then says so. Of a closed quarter they are final all the same.</param>
    internal sealed record Request(Guid FundId, string Period, IReadOnlyList<ReportKind> Kinds, Guid? InvestorId = null, bool Preliminary = false);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapPost("/publications", Handle)
        .WithName("PublishReports")
        .WithSummary("Publish reports of a fund's quarter")
        .WithDescription("Accepted (202) and done in the background; ask at the address. All reports rest on the book as it is now. What is published is never changed: publishing again supersedes it.")
        .Writes<ReportingDbContext>(Permissions.ReportPublish);

    private static async Task<Answer<PublicationView>> Handle(
        Request request, ReportingDbContext db, Books books, ReportMaker maker, PublicationWork work, IFundLedgers ledgers, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (StatementPeriod.Parse(request.Period) is not { } span || CalendarQuarter.NameOf(span.To) != request.Period) return Refusal.Field("period", "Write the quarter as 2026-Q2.");
        if (request.Kinds.Count == 0 || request.Kinds.Distinct().Count() != request.Kinds.Count || request.Kinds.Any(k => !Enum.IsDefined(k))) return Refusal.Field("kinds", "Say what to publish, each kind once.");
        if (request.InvestorId is not null && request.Kinds.Any(k => !k.IsOfInvestor())) return Refusal.Field("kinds", "Financial statements and the performance template are of the fund, not of one investor: leave the investor out.");
        if (await books.Facts(request.FundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (span.To >= DateOnly.FromDateTime(now.UtcDateTime)) return Refusal.Rule("reporting.quarter_not_over", "The quarter is not over yet: publish it from the day after its last one on.");
        var head = facts[^1];
        var basis = new ReportBasis(facts, span, head.RecordedAt, now);
        if (basis.IsPreliminary && !request.Preliminary)
            return Refusal.Rule("reporting.quarter_open", "The quarter is not closed, so its figures may change: close it first, or publish its reports as preliminary.");
        if (!maker.HasMovements(basis))
            return Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead.");
        if (request.InvestorId is { } investor && maker.Partners(basis).All(p => p.InvestorId != investor)) return Refusal.NotFound("investor in this fund at the end of that period");
        if (request.Kinds.Contains(ReportKind.FinancialStatements) && (await ledgers.At(request.FundId, [span.To], head.RecordedAt, ct)).PostedThrough < head.Sequence)
            return Refusal.Conflict("reporting.ledger.behind", "The fund's last facts are not posted yet: ask again in a moment.") with { RetryAfterSeconds = 2 };
        if (await db.Publications.AnyAsync(p => p.FundId == request.FundId && (p.State == PublicationState.Ready || p.State == PublicationState.Running), ct))
            return Refusal.Conflict("reporting.publication_under_way", "Reports of this fund are being published already: wait for them.");
        var id = Guid.CreateVersion7();
        var publication = new Publication
        {
            Id = id,
            FundId = request.FundId,
            Period = request.Period,
            Kinds = [.. request.Kinds.Order()],
            InvestorId = request.InvestorId,
            IsPreliminary = basis.IsPreliminary,
            BookHash = head.Hash,
            BookSequence = head.Sequence,
            RecordedAt = head.RecordedAt,
            CreatedAt = now,
            CreatedBy = actor.Value.Id,
            CreatedByName = actor.Value.Name,
            Total = work.Reports(id, basis, request.Kinds, request.InvestorId).Count,
        };
        db.Publications.Add(publication);
        audit.Record(db, "reporting.publication.start", ("publication", id), null, new { publication.FundId, publication.Period, publication.Kinds, publication.InvestorId, publication.IsPreliminary, publication.Total, publication.BookHash, publication.BookSequence, publication.RecordedAt });
        return Answer<PublicationView>.Accepted(PublicationView.Of(publication), PublicationView.PathOf(id));
    }
}
