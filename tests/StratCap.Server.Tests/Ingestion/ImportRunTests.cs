using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Tenancy;
using StratCap.Ingestion;
using StratCap.Ingestion.Imports;
using StratCap.Ingestion.Positions;

namespace StratCap.Server.Tests.Ingestion;

public sealed class ImportRunTests
{
    private static readonly (string, string)[] SmallChunks = [("Ingestion:ChunkRows", "100")];

    [Fact]
    public async Task Run_OfAFile_PutsEveryGoodRowIntoTheBooksAndAccountsForAll()
    {
        await using var bench = await ImportBench.Start(null, SmallChunks);
        var id = await bench.Queue(SyntheticPositions.File(10, 20));

        await bench.RunNext();

        var job = await bench.Job(id);
        job.State.ShouldBe(ImportState.Completed);
        (job.RowsTotal, job.RowsDone, job.LastRow).ShouldBe((800, 800, 801));
        (job.Accepted, job.Flagged, job.Refused).ShouldBe((792, 0, 8));
        (job.Added, job.AlreadyThere).ShouldBe((792, 0));
        (await bench.PositionsInBooks()).ShouldBe(792);
        bench.Pushed.Count.ShouldBeInRange(2, 10);
        var rows = await bench.Rows(id);
        rows.Select(r => r.RowNumber).ShouldBe(Enumerable.Range(2, 800));
        rows.Where(r => r.State == RowState.Refused).ShouldAllBe(r => r.Reasons.Contains("position.commitment_negative") && r.Outcome == RowOutcome.None);
        rows.Where(r => r.State == RowState.Accepted).ShouldAllBe(r => r.Outcome == RowOutcome.Added && r.FundId != null);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Run_KilledBetweenChunks_GoesOnWithoutLossOrRepetition(int chunksBefore, bool afterTheBooks)
    {
        var file = SyntheticPositions.File(10, 20);
        await using var bench = await ImportBench.Start(services => services.AddKiller(), SmallChunks);
        var id = await bench.Queue(file);
        var killer = bench.Services.GetRequiredService<Killer>();
        killer.ChunksLeft = chunksBefore;
        killer.AfterTheBooks = afterTheBooks;

        await Should.ThrowAsync<KilledException>(bench.RunNext);
        var killed = await bench.Job(id);
        killed.State.ShouldBe(ImportState.Running);
        (killed.RowsDone, killed.LastRow).ShouldBe((chunksBefore * 100, chunksBefore * 100 + 1));
        (await bench.Rows(id)).Count.ShouldBe(chunksBefore * 100, "rows are recorded with their chunk or not at all");
        (await bench.Services.GetRequiredService<ImportLeases>().Take(CancellationToken.None)).ShouldBeNull("the dead worker's lease still runs");

        killer.ChunksLeft = int.MaxValue;
        await bench.ExpireLeases();
        await bench.RunNext();

        var job = await bench.Job(id);
        job.State.ShouldBe(ImportState.Completed);
        (job.RowsDone, job.Accepted, job.Flagged, job.Refused).ShouldBe((800, 792, 0, 8));
        job.AlreadyThere.ShouldBe(afterTheBooks ? 99 : 0, "one chunk at most is sent to the books again");
        (job.Added + job.AlreadyThere).ShouldBe(792);
        (await bench.PositionsInBooks()).ShouldBe(792);
        (await bench.Rows(id)).Select(r => r.RowNumber).ShouldBe(Enumerable.Range(2, 800));
    }

    [Fact]
    public async Task Run_ThatLostItsLease_SavesNothingMore()
    {
        await using var bench = await ImportBench.Start(services => services.AddKiller(), SmallChunks);
        var id = await bench.Queue(SyntheticPositions.File(5, 10));
        var leases = bench.Services.GetRequiredService<ImportLeases>();
        var slow = await leases.Take(CancellationToken.None);
        await bench.ExpireLeases();
        var quick = await leases.Take(CancellationToken.None);
        quick!.JobId.ShouldBe(slow!.JobId);

        await Should.ThrowAsync<LeaseLostException>(() => bench.Services.GetRequiredService<ImportRun>().Run(slow, CancellationToken.None));
        (await leases.Extend(slow, CancellationToken.None)).ShouldBeFalse();
        (await bench.Rows(id)).ShouldBeEmpty();

        await bench.Services.GetRequiredService<ImportRun>().Run(quick, CancellationToken.None);
        (await bench.Job(id)).State.ShouldBe(ImportState.Completed);
        (await bench.PositionsInBooks()).ShouldBe(198);
    }

    [Fact]
    public async Task Run_OfTheSameFileAgain_AddsNothing()
    {
        await using var bench = await ImportBench.Start(null, SmallChunks);
        await bench.Queue(SyntheticPositions.File(5, 10));
        await bench.RunNext();
        var again = await bench.Queue(SyntheticPositions.File(5, 10));
        await bench.RunNext();

        var job = await bench.Job(again);
        (job.State, job.Added, job.AlreadyThere, job.Refused).ShouldBe((ImportState.Completed, 0, 198, 2));
        (await bench.PositionsInBooks()).ShouldBe(198);
    }

    [Fact]
    public async Task Run_OfOtherFiguresForAPositionInTheBooks_RefusesTheRow()
    {
        await using var bench = await ImportBench.Start(null, SmallChunks);
        const string row = "Alpha Fund,2015,Plan A,10,5,1,6,1.4,2025-03-31\n";
        await bench.Queue(SyntheticPositions.Header + "\n" + row);
        await bench.RunNext();
        var other = await bench.Queue(SyntheticPositions.Header + "\n" + row.Replace(",5,1,6,1.4,", ",5,2,5,1.4,"));
        await bench.RunNext();

        var job = await bench.Job(other);
        (job.State, job.Accepted, job.Refused, job.Added).ShouldBe((ImportState.Completed, 0, 1, 0));
        (await bench.Rows(other)).Single().Reasons.ShouldContain("position.conflicts_with_book");
    }

    [Fact]
    public async Task Run_OnlyIfValid_AddsNothingWhenARowIsRefused()
    {
        await using var bench = await ImportBench.Start(null, SmallChunks);
        var id = await bench.Queue(SyntheticPositions.File(5, 10), onlyIfValid: true);
        await bench.RunNext();

        var job = await bench.Job(id);
        (job.State, job.RowsDone, job.Refused, job.Added).ShouldBe((ImportState.Rejected, 200, 2, 0));
        (await bench.PositionsInBooks()).ShouldBe(0);
        (await bench.Rows(id)).Count.ShouldBe(200);
    }

    [Fact]
    public async Task Run_OfAFileThatBreaksOffLate_AddsNothing()
    {
        await using var bench = await ImportBench.Start(null, SmallChunks);
        var id = await bench.Queue(SyntheticPositions.File(5, 10) + "\"never closed" + new string('x', 70_000));
        await bench.RunNext();

        var job = await bench.Job(id);
        (job.State, job.FailureCode).ShouldBe((ImportState.Failed, "ingestion.quote_not_closed"));
        (await bench.PositionsInBooks()).ShouldBe(0);
    }

    [Fact]
    public async Task Run_AskedToStop_StopsAfterTheChunkUnderWay()
    {
        await using var bench = await ImportBench.Start(services => services.AddKiller(), SmallChunks);
        var id = await bench.Queue(SyntheticPositions.File(10, 20));
        bench.Services.GetRequiredService<Killer>().Meanwhile = () => bench.InTenant<int, IngestionDbContext>(db =>
            db.Jobs.Where(j => j.Id == id).ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequestedAt, DateTimeOffset.UtcNow)));
        await bench.RunNext();

        var job = await bench.Job(id);
        (job.State, job.RowsDone).ShouldBe((ImportState.Cancelled, 100));
        (await bench.PositionsInBooks()).ShouldBe(99);
    }

    [Fact]
    public async Task Run_OfAJobThatWasStoppedWhileItsWorkerWasDead_AddsNothingMore()
    {
        await using var bench = await ImportBench.Start();
        var id = await bench.Queue(SyntheticPositions.File(1, 10));
        await bench.InTenant<int, IngestionDbContext>(db => db.Jobs.ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequestedAt, DateTimeOffset.UtcNow)));
        await bench.RunNext();

        (await bench.Job(id)).State.ShouldBe(ImportState.Cancelled);
        (await bench.PositionsInBooks()).ShouldBe(0);
    }

    [Fact]
    public async Task Take_WithTwoJobsOfATenant_GivesOneAtATimeAndOthersTheirTurn()
    {
        await using var bench = await ImportBench.Start();
        var first = await bench.Queue(SyntheticPositions.File(1, 1));
        var second = await bench.Queue(SyntheticPositions.File(1, 2));
        await bench.Queue(SyntheticPositions.File(1, 1), state: ImportState.Queued);
        var leases = bench.Services.GetRequiredService<ImportLeases>();

        var taken = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => leases.Take(CancellationToken.None)))).Where(l => l is not null).ToList();
        taken.Single()!.JobId.ShouldBe(first);
        await bench.Services.GetRequiredService<ImportRun>().Run(taken[0]!, CancellationToken.None);
        (await leases.Take(CancellationToken.None))!.JobId.ShouldBe(second);
    }

    [Fact]
    public async Task Runner_WhoseJobFailsWithoutGettingFurther_GivesItUpInTheEnd()
    {
        await using var bench = await ImportBench.Start(services => services.AddKiller(), ("Ingestion:MaxAttempts", "1"), ("Ingestion:PollMilliseconds", "50"), ("Ingestion:LeaseSeconds", "2"));
        bench.Services.GetRequiredService<Killer>().ChunksLeft = 0;
        var id = await bench.Queue(SyntheticPositions.File(1, 1));
        await using var runner = new Stopping(new ImportRunner(bench.Services.GetRequiredService<ImportLeases>(), bench.Services.GetRequiredService<ImportRun>(), bench.Services.GetRequiredService<IngestionOptions>(), NullLogger<ImportRunner>.Instance));

        var job = await Until(() => bench.Job(id), j => j.FinishedAt is not null);

        (job.State, job.FailureCode).ShouldBe((ImportState.Failed, "ingestion.import_gave_up"));
        (await bench.PositionsInBooks()).ShouldBe(0);
    }

    [Fact]
    public async Task Runner_Stopped_GivesItsJobBackAtOnce()
    {
        await using var bench = await ImportBench.Start(services => services.AddKiller(), ("Ingestion:ChunkRows", "100"), ("Ingestion:PollMilliseconds", "50"));
        var reached = new TaskCompletionSource();
        bench.Services.GetRequiredService<Killer>().Meanwhile = async () =>
        {
            reached.TrySetResult();
            await Task.Delay(200);
        };
        var id = await bench.Queue(SyntheticPositions.File(6, 20));
        await using (new Stopping(new ImportRunner(bench.Services.GetRequiredService<ImportLeases>(), bench.Services.GetRequiredService<ImportRun>(), bench.Services.GetRequiredService<IngestionOptions>(), NullLogger<ImportRunner>.Instance)))
            await reached.Task;

        (await bench.Job(id)).State.ShouldBe(ImportState.Running);
        await bench.RunNext();
        var job = await bench.Job(id);
        (job.State, job.RowsDone, job.Added + job.AlreadyThere).ShouldBe((ImportState.Completed, 480, 476));
        (await bench.PositionsInBooks()).ShouldBe(476);
    }

    private static async Task<T> Until<T>(Func<Task<T>> read, Func<T, bool> wanted)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(50))
        {
            var now = await read();
            if (wanted(now)) return now;
            if (DateTime.UtcNow > deadline) throw new TimeoutException();
        }
    }

    private sealed class Stopping : IAsyncDisposable
    {
        private readonly ImportRunner _runner;

        public Stopping(ImportRunner runner)
        {
            _runner = runner;
            _ = runner.StartAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await _runner.StopAsync(CancellationToken.None);
            _runner.Dispose();
        }
    }
}

/// <summary>Stands for kill -9: nothing of the worker runs any more, not even its clean-up.</summary>
internal sealed class KilledException : Exception;

/// <summary>Lets a worker die before or after the books took a chunk.</summary>
internal sealed class Killer
{
    public int ChunksLeft { get; set; } = int.MaxValue;
    public bool AfterTheBooks { get; set; }
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;
}

/// <summary>The real importer, with a worker around it that may die.</summary>
internal sealed class KillingImporter(IPositionImporter real, Killer killer) : IPositionImporter
{
    public async Task<IReadOnlyList<PositionResult>> Add(IReadOnlyList<PositionRow> rows, string cause, CancellationToken ct)
    {
        if (killer.ChunksLeft-- == 0)
        {
            if (killer.AfterTheBooks) await real.Add(rows, cause, ct);
            killer.ChunksLeft = 0;
            throw new KilledException();
        }
        await killer.Meanwhile();
        return await real.Add(rows, cause, ct);
    }
}

internal static class KillerRegistration
{
    public static void AddKiller(this IServiceCollection services)
    {
        var real = services.Last(s => s.ServiceType == typeof(IPositionImporter));
        services.AddSingleton<Killer>();
        services.AddSingleton<IPositionImporter>(p => new KillingImporter((IPositionImporter)ActivatorUtilities.CreateInstance(p, real.ImplementationType!), p.GetRequiredService<Killer>()));
    }
}
