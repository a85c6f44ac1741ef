using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>Real worker processes: life and death.</summary>
public sealed class WorkerTests
{
    private static readonly EntryToPost Entry = new("k-1", new(2026, 1, 15), "R-1", null, [new("1", Side.Debit, new(1.00m, "USD")), new("2", Side.Credit, new(1.00m, "USD"))]);

    [Fact]
    public async Task Call_ToAPluginThatDoesNotRun_StartsItsWorker()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        (await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)).AccountName.ShouldBe("nothing");
        var status = bench.Status(hash);
        (status.State, status.PluginId, status.Version, status.RecentCrashes).ShouldBe((WorkerState.Ready, "tests.hostile", "1.0.0", 0));
        status.ProcessId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Crash_InTheMiddleOfAStream_GivesWholePagesAndThenAnError()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        var pages = new List<Page<LedgerEntry>>();
        var error = await Should.ThrowAsync<ConnectorException>(async () =>
        {
            await foreach (var page in bench.Caller.StreamEntries(bench.For(hash, new { }).Call, null, default)) pages.Add(page);
        });
        error.Class.ShouldBe(ErrorClass.Transient);
        pages.ShouldAllBe(p => p.Items.Count == 500);
        pages.Count.ShouldBeInRange(0, 3);
    }

    [Fact]
    public async Task Crash_OfAWorker_IsFollowedByANewOneAfterItsBackOff()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        (await Caught(() => Post(bench, hash, "crash-before")))!.Class.ShouldBe(ErrorClass.Transient);
        await Waiting.Until(() => bench.Status(hash).State == WorkerState.Degraded);
        // Within the back-off a call is told when to come again.
        await Waiting.Until(async () => await bench.IsBack(hash));
        (bench.Status(hash).State, bench.Status(hash).RecentCrashes).ShouldBe((WorkerState.Ready, 1));
    }

    [Fact]
    public async Task Crash_FiveTimesInTenMinutes_QuarantinesUntilAPersonReleases()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        for (var crashed = 1; crashed <= 5; crashed++)
        {
            await Waiting.Until(async () => (await Caught(() => Post(bench, hash, "crash-before")))?.RetryAfter is null);
            await Waiting.Until(() => bench.Status(hash).RecentCrashes == crashed);
        }
        bench.Status(hash).State.ShouldBe(WorkerState.Quarantined);
        (await Caught(() => Post(bench, hash, "nothing")))!.Class.ShouldBe(ErrorClass.Permanent);
        bench.Workers.Release(hash);
        (await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)).AccountName.ShouldBe("nothing");
    }

    [Fact]
    public async Task Write_WhoseWorkerDiedAfterTheRequestLeft_IsUncertain()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        (await Post(bench, hash, "crash-after")).ShouldBeOfType<WriteOutcome.Uncertain>();
        bench.Vendor.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Write_WhosePluginFailedAfterTheRequestLeft_IsUncertain()
    {
        await using var bench = await RuntimeBench.Start();
        (await Post(bench, await bench.Hostile(), "throw-after")).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Write_WhoseAnswerIsTooLongToBeTaken_IsUncertain()
    {
        await using var bench = await RuntimeBench.Start(async (context, _) =>
        {
            for (var i = 0; i < 32; i++) await context.Response.Body.WriteAsync(new byte[64 << 10]);
        });
        (await Post(bench, await bench.Hostile(), "throw-after")).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Write_ThatEndsWithAnErrorOfNoClass_IsUncertain()
    {
        await using var bench = await RuntimeBench.Start();
        (await Post(bench, await bench.Hostile(), "no-class-after")).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Write_WhoseWorkerDiedBeforeAnythingLeft_IsAnErrorThatMayBeTriedAgain()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        (await Caught(() => Post(bench, hash, "crash-before")))!.Class.ShouldBe(ErrorClass.Transient);
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Call_ThatNeverEnds_EndsAtItsDeadlineAndSoDoesItsWorker()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile(m => m.Replace("\"callSeconds\": 20", "\"callSeconds\": 2", StringComparison.Ordinal));
        await bench.Workers.Start(hash, null, default);
        var began = TimeProvider.System.GetTimestamp();
        var error = await Caught(() => bench.Caller.Check(bench.For(hash, new { @do = "hang" }).Call, default));
        error!.Class.ShouldBe(ErrorClass.Transient);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        await Waiting.Until(() => bench.Status(hash).RecentCrashes == 1);
    }

    [Fact]
    public async Task Drain_WaitsForCallsThatRunAndTakesNoNewOnes()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        var waiting = bench.For(hash, new { @do = "wait", milliseconds = 1500 });
        var running = bench.Caller.Check(waiting.Call, default);
        await Waiting.Until(() => waiting.Said.Contains("waiting"));
        var draining = bench.Workers.Drain(hash, default);
        (await Caught(() => bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)))!.Class.ShouldBe(ErrorClass.Transient);
        (await running).AccountName.ShouldBe("waited");
        await draining;
        (bench.Status(hash).State, bench.Status(hash).ProcessId).ShouldBe((WorkerState.Stopped, (int?)null));
        (await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)).AccountName.ShouldBe("nothing", "removal is for the next version; the same may be started again");
    }

    [Fact]
    public async Task Drain_OfACallThatIsDeaf_EndsAfterThirtySeconds()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile(m => m.Replace("\"callSeconds\": 20", "\"callSeconds\": 300", StringComparison.Ordinal));
        await bench.Workers.Start(hash, null, default);
        var waiting = bench.For(hash, new { @do = "wait", milliseconds = 290_000, deaf = "yes" });
        var running = Caught(() => bench.Caller.Check(waiting.Call, default));
        await Waiting.Until(() => waiting.Said.Contains("waiting"));
        var began = TimeProvider.System.GetTimestamp();
        await bench.Workers.Drain(hash, default);
        TimeProvider.System.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(28), TimeSpan.FromSeconds(45));
        (await running)!.Class.ShouldBe(ErrorClass.Transient);
    }

    [Fact]
    public async Task Drain_OfAVersionThatIsComingUp_LeavesNoWorker()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        var starting = Caught(() => bench.Workers.Start(hash, null, default));
        await Waiting.Until(() => bench.Status(hash).State is WorkerState.Starting or WorkerState.Verified);
        await bench.Workers.Drain(hash, default);
        (await starting)!.Class.ShouldBe(ErrorClass.Transient);
        (bench.Status(hash).State, bench.Status(hash).ProcessId).ShouldBe((WorkerState.Stopped, (int?)null));
        (await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)).AccountName.ShouldBe("nothing");
    }

    [Fact]
    public async Task Upgrade_WhileTheOldVersionWorks_LosesNoCall()
    {
        await using var bench = await RuntimeBench.Start();
        var old = await bench.Hostile();
        await bench.Workers.Start(old, null, default);
        var running = bench.Caller.Check(bench.For(old, new { @do = "wait", milliseconds = 3000 }).Call, default);
        var now = await bench.Hostile(m => m.Replace("\"version\": \"1.0.0\"", "\"version\": \"1.1.0\"", StringComparison.Ordinal));
        await bench.Workers.Start(now, null, default);
        (await bench.Caller.Check(bench.For(now, new { @do = "nothing" }).Call, default)).AccountName.ShouldBe("nothing");
        await bench.Workers.Drain(old, default);
        (await running).AccountName.ShouldBe("waited");
        (bench.Status(old).State, bench.Status(now).State, bench.Status(now).Version).ShouldBe((WorkerState.Stopped, WorkerState.Ready, "1.1.0"));
    }

    [Fact]
    public async Task Package_ChangedByOneByteBetweenStarts_IsRejectedWithTheFileNamed()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        await bench.Workers.Drain(hash, default);
        var file = Directory.EnumerateFiles(bench.Data, "StratCap.Plugins.Tests.Hostile.dll", SearchOption.AllDirectories).Single();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        (await Caught(() => bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)))!.Class.ShouldBe(ErrorClass.Permanent);
        bench.Status(hash).State.ShouldBe(WorkerState.Rejected);
        bench.Status(hash).Reason!.ShouldContain("lib/StratCap.Plugins.Tests.Hostile.dll");
    }

    [Fact]
    public async Task Plugin_WithoutTheInterfaceOfACapabilityItNames_IsQuarantined()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile(m => m.Replace("\"pullAccounts\"", "\"pay\"", StringComparison.Ordinal));
        await Caught(() => bench.Workers.Start(hash, null, default));
        bench.Status(hash).State.ShouldBe(WorkerState.Quarantined);
        bench.Status(hash).Reason!.ShouldContain("IPaymentRail");
    }

    [Fact]
    public async Task Plugin_ThatMovesMoneyForOneFirm_HasAWorkerOfItsOwn()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        foreach (var firm in (string[])["one", "two"]) await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }, aloneFor: firm).Call, default);
        bench.Workers.Status().Select(s => s.ProcessId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Worker_ThatMissesThreeHealthQuestions_IsKilled()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        var slot = bench.Workers.Slot(hash, null);
        await slot.Look(default);
        bench.Status(hash).State.ShouldBe(WorkerState.Ready);
        await Signal("STOP", bench.Status(hash).ProcessId!.Value);
        for (var missed = 1; missed <= 2; missed++)
        {
            await slot.Look(default);
            bench.Status(hash).State.ShouldBe(WorkerState.Degraded);
        }
        await slot.Look(default);
        await Waiting.Until(() => bench.Status(hash) is { RecentCrashes: 1, ProcessId: null });
    }

    [Fact]
    public async Task Worker_ThatIsGone_IsNeitherWellNorAnError()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        var worker = await bench.Workers.Slot(hash, null).Ready(default);
        await Signal("KILL", worker.Id);
        await Waiting.Until(() => !Directory.Exists(worker.Sockets));

        worker.Planted().ShouldBeNull();
        (await worker.IsHealthy(TimeSpan.FromSeconds(5), default)).ShouldBeFalse();
        worker.Kill();
    }

    [Fact]
    public async Task Server_OfAWorkerWhoseFolderIsGone_EndsAsUsual()
    {
        var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        var worker = await bench.Workers.Slot(hash, null).Ready(default);
        Directory.Delete(worker.Sockets, recursive: true);

        await bench.Workers.Slot(hash, null).Look(default);

        bench.Status(hash).State.ShouldNotBe(WorkerState.Quarantined);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Watch_OneOfWhoseLooksFailed_LooksAgain()
    {
        var clock = new Ahead { Every = TimeSpan.FromMilliseconds(50) };
        await using var bench = await RuntimeBench.Start(clock: clock);
        var hash = await bench.Hostile();
        var worker = await bench.Workers.Slot(hash, null).Ready(default);
        clock.Stands = true;
        await Waiting.Until(() => bench.Lines.All.Any(line => line.Contains("The clock stands.", StringComparison.Ordinal)));
        clock.Stands = false;
        File.WriteAllText(Path.Combine(worker.Sockets, "planted"), "");

        await Waiting.Until(() => bench.Status(hash).State == WorkerState.Quarantined);
    }

    [Fact]
    public async Task Worker_WithoutACallForAQuarterOfAnHour_Ends_AndTheNextCallStartsOne()
    {
        var clock = new Ahead();
        await using var bench = await RuntimeBench.Start(clock: clock);
        var hash = await bench.Hostile();
        var waiting = bench.For(hash, new { @do = "wait", milliseconds = 19_000 });
        using var stop = new CancellationTokenSource();
        var running = bench.Caller.Check(waiting.Call, stop.Token);
        await Waiting.Until(() => waiting.Said.Contains("waiting"));
        var (slot, id) = (bench.Workers.Slot(hash, null), bench.Status(hash).ProcessId);

        clock.By = TimeSpan.FromMinutes(16);
        await slot.Look(default);
        bench.Status(hash).ProcessId.ShouldBe(id, "a call runs");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await slot.Look(default);

        (bench.Status(hash).State, bench.Status(hash).ProcessId, bench.Status(hash).RecentCrashes).ShouldBe((WorkerState.Stopped, (int?)null, 0));
        await Waiting.Until(() => !Directory.Exists($"/proc/{id}"));
        (await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default)).AccountName.ShouldBe("nothing");
        await slot.Look(default);
        bench.Status(hash).ProcessId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Worker_OfOneFirmThatEndedForWantOfCalls_IsForgotten_AndTheNextCallStartsOne()
    {
        var clock = new Ahead { Every = TimeSpan.FromMilliseconds(50) };
        await using var bench = await RuntimeBench.Start(clock: clock);
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        foreach (var firm in (string[])["one", "two"]) await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }, aloneFor: firm).Call, default);

        clock.By = TimeSpan.FromMinutes(16);

        await Waiting.Until(() => bench.Workers.Status() is [{ AloneFor: null, State: WorkerState.Stopped }]);
        (await bench.Caller.Check(bench.For(hash, new { @do = "nothing" }, aloneFor: "one").Call, default)).AccountName.ShouldBe("nothing");
        bench.Workers.Status().Single(s => s.AloneFor is not null).State.ShouldBe(WorkerState.Ready);
    }

    [Fact]
    public async Task Server_ThatEnds_LeavesNoWorker()
    {
        var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        var id = bench.Status(hash).ProcessId!.Value;
        await bench.DisposeAsync();
        Directory.Exists($"/proc/{id}").ShouldBeFalse();
    }

    /// <summary>A clock that may be put forward, may fail, and may ring more often than it is asked to.</summary>
    private sealed class Ahead : TimeProvider
    {
        internal TimeSpan By { get; set; }

        internal TimeSpan? Every { get; init; }

        internal volatile bool Stands;

        public override DateTimeOffset GetUtcNow() => Stands ? throw new InvalidOperationException("The clock stands.") : base.GetUtcNow() + By;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Every ?? dueTime, Every ?? period);
    }

    /// <summary>To the process and to what it started.</summary>
    private static async Task Signal(string name, int processId)
    {
        foreach (var child in File.ReadAllText($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)) await Signal(name, int.Parse(child, System.Globalization.CultureInfo.InvariantCulture));
        using var kill = System.Diagnostics.Process.Start("kill", ["-" + name, $"{processId}"]);
        await kill.WaitForExitAsync();
    }

    private static Task<WriteOutcome> Post(RuntimeBench bench, string hash, string what) => bench.Caller.PostEntry(bench.For(hash, new { @do = what }).Call, Entry, default);

    private static async Task<ConnectorException?> Caught<T>(Func<Task<T>> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (ConnectorException error)
        {
            return error;
        }
    }

    private static Task<ConnectorException?> Caught(Func<Task> work) => Caught(async () =>
    {
        await work();
        return true;
    });
}
