using System.Diagnostics;

namespace StratCap.Server.Tests.Messaging;

/// <summary>Workers in processes of their own that die by SIGKILL at the worst moments.</summary>
public sealed class KilledWorkerTests
{
    private const int Killed = 128 + 9;

    [Theory]
    [InlineData(true, "after-commit")] // Handled, not acknowledged: the broker delivers again.
    [InlineData(true, "in-handler")]
    [InlineData(false, "after-commit")] // Handled, the outbox row not deleted: the dispatcher sends again.
    [InlineData(false, "in-handler")]
    public async Task Worker_KilledWhileHandling_TheEffectStandsOnceAndNothingIsLost(bool broker, string moment)
    {
        await using var bench = await Bench.Open(broker);
        var aggregate = Guid.NewGuid();
        using var first = bench.Spawn(moment);
        await Ready(first);
        await bench.Tell(aggregate, 1, 2, 3);
        await first.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        first.ExitCode.ShouldBe(Killed);
        (await bench.Effects("echo")).Select(e => e.Number).ShouldBe(moment == "after-commit" ? [1] : []);

        using var second = bench.Spawn("never");
        await Ready(second);
        try
        {
            foreach (var module in (string[])["probe", "echo"])
                (await bench.UntilEffects(module, 3)).Select(e => e.Number).ShouldBe([1, 2, 3]);
            (await bench.Scalar<long>("select count(*) from messaging.failed_messages")).ShouldBe(0);
        }
        finally
        {
            second.Kill();
            await second.WaitForExitAsync();
        }
    }

    private static async Task Ready(Process worker) =>
        (await worker.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe("ready");
}
