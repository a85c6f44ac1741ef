using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Calculations.Runs;

/// <summary>A fund's runs, newest first; one run; the tree behind its figures; the same run again as of then.</summary>
internal static class ReadRuns
{
    internal sealed record Line(Guid RunId, string Kind, DateTimeOffset At, Guid ActorId, string ActorName, string InputsHash, string ResultHash, string EngineVersion, long BookSequence);

    /// <param name="Same">Whether the result is the very same again.</param>
    internal sealed record Rerun(Guid RunId, string ResultHash, string ResultHashNow, bool Same);

    internal static void Map(RouteGroupBuilder calculations)
    {
        calculations.MapGet("/history/{fundId:guid}", History).WithSummary("List a fund's calculation runs, newest first").Reads<CalculationsDbContext>(Permissions.CalculationRun);
        calculations.MapGet("/runs/{runId:guid}", One).WithSummary("Read a run").Reads<CalculationsDbContext>(Permissions.CalculationRun);
        calculations.MapGet("/runs/{runId:guid}/explanation", Explain).WithSummary("The tree behind each figure of a run").Reads<CalculationsDbContext>(Permissions.CalculationRun);
        calculations.MapGet("/runs/{runId:guid}/rerun", Again).WithSummary("Run it again on the book as it was then").Reads<CalculationsDbContext>(Permissions.CalculationRun);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> History(Guid fundId, CalculationsDbContext db, IFundBooks books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Facts(fundId, 1, 1, ct) is []) return Refusal.NotFound("fund");
        var rows = db.Runs.Where(r => r.FundId == fundId);
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<After>(cursor, out var after)) return Paging.BadCursor;
            rows = rows.Where(r => r.Id < after!.Id);
        }
        var take = Paging.Size(size);
        var page = await rows.OrderByDescending(r => r.Id).Take(take + 1)
            .Select(r => new Line(r.Id, r.Kind, r.At, r.ActorId, r.ActorName, r.InputsHash, r.ResultHash, r.EngineVersion, r.BookSequence)).ToListAsync(ct);
        var next = page.Count > take ? Paging.Pack(new After(page[take - 1].RunId)) : null;
        return ((Answer<IReadOnlyList<Line>>)page.GetRange(0, Math.Min(take, page.Count))).Paged(new PageMeta(Math.Min(take, page.Count), next));
    }

    private static async Task<Answer<RunView>> One(Guid runId, CalculationsDbContext db, CancellationToken ct) =>
        await db.Runs.SingleOrDefaultAsync(r => r.Id == runId, ct) is { } run ? Calculation.View(run) : Refusal.NotFound("calculation run");

    private static async Task<Answer<Explanation>> Explain(Guid runId, CalculationsDbContext db, CancellationToken ct) =>
        await db.Runs.Where(r => r.Id == runId).Select(r => r.Explanation).SingleOrDefaultAsync(ct) is { } text
            ? JsonSerializer.Deserialize<Explanation>(text, ApiJson.Options)!
            : Refusal.NotFound("calculation run");

    private static async Task<Answer<Rerun>> Again(Guid runId, CalculationsDbContext db, Calculation calculation, CancellationToken ct)
    {
        if (await db.Runs.SingleOrDefaultAsync(r => r.Id == runId, ct) is not { } run) return Refusal.NotFound("calculation run");
        var (hash, refusal) = await Kinds.Again(run, calculation, ct);
        return refusal is not null ? refusal : new Rerun(runId, run.ResultHash, hash, hash == run.ResultHash);
    }

    private sealed record After(Guid Id);
}
