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
    internal sealed class Line
    {
        public Guid RunId { get; init; }
        public required string Kind { get; init; }
        public DateTimeOffset At { get; init; }
        public Guid ActorId { get; init; }
        public required string ActorName { get; init; }
        public CalculationState State { get; init; }
        public decimal Progress { get; init; }
        public required string InputsHash { get; init; }

        /// <summary>Null for one that is not completed.</summary>
        public string? ResultHash { get; init; }
        public required string EngineVersion { get; init; }
        public long BookSequence { get; init; }
        public string? FailureCode { get; init; }
    }

    /// <param name="Same">Whether the result is the very same again.</param>
    internal sealed record Rerun(Guid RunId, string ResultHash, string ResultHashNow, bool Same);

    internal static readonly Listing<Line> List = new Listing<Line>("calculations").By("at", l => l.RunId).By("kind", l => l.Kind).By("bookSequence", l => l.BookSequence)
        .Unique(l => l.RunId).Usually("-at").Searched(l => l.Kind, l => l.ActorName);

    internal static void Map(RouteGroupBuilder calculations)
    {
        calculations.MapGet("/history/{fundId:guid}", History).WithSummary("List a fund's calculation runs, newest first").Lists(List, (Line l) => l).Reads<CalculationsDbContext>(Permissions.CalculationRun);
        calculations.MapGet("/runs/{runId:guid}", One).WithSummary("Read a run").Reads<CalculationsDbContext>(Permissions.CalculationRun);
        calculations.MapGet("/runs/{runId:guid}/explanation", Explain).WithSummary("The tree behind each figure of a run").Reads<CalculationsDbContext>(Permissions.CalculationRun);
        calculations.MapGet("/runs/{runId:guid}/rerun", Again).WithSummary("Run it again on the book as it was then").Reads<CalculationsDbContext>(Permissions.CalculationRun);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> History(Guid fundId, CalculationsDbContext db, IFundBooks books, [AsParameters] ListQuery asked, CancellationToken ct) =>
        await books.Facts(fundId, 1, 1, ct) is [] ? Refusal.NotFound("fund") : await List.Show(Rows(db, fundId), asked, l => l, ct);

    /// <summary>Those in the background that have no result, then runs with one: in this order, one that ends between the two reads is there twice, where the other way round it would be missing.</summary>
    internal static IQueryable<Line>[] Rows(CalculationsDbContext db, Guid fundId) =>
    [
        db.Jobs.Where(j => j.FundId == fundId && j.State != CalculationState.Completed).Select(j => new Line
        {
            RunId = j.Id, Kind = j.Kind, At = j.CreatedAt, ActorId = j.CreatedBy, ActorName = j.CreatedByName, State = j.State, Progress = j.Progress, InputsHash = j.InputsHash,
            EngineVersion = Calculation.EngineVersion, BookSequence = j.BookSequence, FailureCode = j.FailureCode,
        }),
        db.Runs.Where(r => r.FundId == fundId).Select(r => new Line
        {
            RunId = r.Id, Kind = r.Kind, At = r.At, ActorId = r.ActorId, ActorName = r.ActorName, State = CalculationState.Completed, Progress = 1, InputsHash = r.InputsHash, ResultHash = r.ResultHash,
            EngineVersion = r.EngineVersion, BookSequence = r.BookSequence,
        }),
    ];

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
}
