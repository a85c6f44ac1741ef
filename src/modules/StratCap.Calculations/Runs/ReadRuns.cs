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
    /// <param name="ResultHash">Null for one that is not completed.</param>
    internal sealed record Line(
        Guid RunId, string Kind, DateTimeOffset At, Guid ActorId, string ActorName, RunState State, decimal Progress, string InputsHash, string? ResultHash, string EngineVersion, long BookSequence, string? FailureCode);

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
        After? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var take = Paging.Size(size);
        var page = (await Lines(db, fundId, after?.Id ?? Guid.AllBitsSet, take + 1, ct)).ToList();
        var next = page.Count > take ? Paging.Pack(new After(page[take - 1].RunId)) : null;
        return ((Answer<IReadOnlyList<Line>>)page.GetRange(0, Math.Min(take, page.Count))).Paged(new PageMeta(Math.Min(take, page.Count), next));
    }

    /// <summary>Runs with a result, and those in the background that have none, by id downward: ids are made in the order of time.</summary>
    private static async Task<IEnumerable<Line>> Lines(CalculationsDbContext db, Guid fundId, Guid before, int take, CancellationToken ct)
    {
        // Jobs first: one that ends between the two reads is there twice then, where the other way round it would be missing.
        var jobs = await db.Jobs.Where(j => j.FundId == fundId && j.Id < before && j.State != RunState.Completed).OrderByDescending(j => j.Id).Take(take)
            .Select(j => new Line(j.Id, j.Kind, j.CreatedAt, j.CreatedBy, j.CreatedByName, j.State, j.Progress, j.InputsHash, null, Calculation.EngineVersion, j.BookSequence, j.FailureCode)).ToListAsync(ct);
        var runs = await db.Runs.Where(r => r.FundId == fundId && r.Id < before).OrderByDescending(r => r.Id).Take(take)
            .Select(r => new Line(r.Id, r.Kind, r.At, r.ActorId, r.ActorName, RunState.Completed, 1, r.InputsHash, r.ResultHash, r.EngineVersion, r.BookSequence, null)).ToListAsync(ct);
        // As the database orders ids: by their bytes.
        return runs.Concat(jobs).DistinctBy(l => l.RunId).OrderByDescending(l => l.RunId.ToString(), StringComparer.Ordinal).Take(take);
    }

    private static async Task<Answer<RunView>> One(Guid runId, CalculationsDbContext db, CancellationToken ct)
    {
        var (run, job) = await Find(runId, db, ct);
        return run is not null ? RunView.Of(run) : job is not null ? RunView.Of(job) : Refusal.NotFound("calculation run");
    }

    private static async Task<Answer<Explanation>> Explain(Guid runId, CalculationsDbContext db, CancellationToken ct)
    {
        var (run, job) = await Find(runId, db, ct);
        return run is null ? WithoutResult(job) : JsonSerializer.Deserialize<Explanation>(run.Explanation, ApiJson.Options)!;
    }

    private static async Task<Answer<Rerun>> Again(Guid runId, CalculationsDbContext db, Calculation calculation, CancellationToken ct)
    {
        var (run, job) = await Find(runId, db, ct);
        if (run is null) return WithoutResult(job);
        var (hash, refusal) = await calculation.Again(run, ct);
        return refusal is not null ? refusal : new Rerun(runId, run.ResultHash, hash, hash == run.ResultHash);
    }

    /// <summary>A run, and its job where it had one. The job is read first: of a run that ends in between, the result is there then.</summary>
    private static async Task<(CalculationRun? Run, CalculationJob? Job)> Find(Guid runId, CalculationsDbContext db, CancellationToken ct)
    {
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == runId, ct);
        return (await db.Runs.SingleOrDefaultAsync(r => r.Id == runId, ct), job);
    }

    private static Refusal WithoutResult(CalculationJob? job) => job is null
        ? Refusal.NotFound("calculation run")
        : Refusal.Conflict("calculations.run.not_completed", $"The run is {job.State}: only a completed run has figures.");

    private sealed record After(Guid Id);
}
