using System.Text;
using Microsoft.AspNetCore.Http;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>What a hostile plugin gets hold of: nothing.</summary>
public sealed class SandboxTests
{
    private const string Secret = "planted-secret+4711-not-to-be-seen";

    [Fact]
    public async Task Worker_HasAnEmptyEnvironment()
    {
        await using var bench = await Held();
        var told = await Do(bench, await bench.Hostile(), new { @do = "environment" });
        // PWD is bubblewrap's own word for the folder it starts in.
        told.Where(e => e.Key != "PWD").ShouldBeEmpty();
    }

    [Fact]
    public async Task Worker_ReadsAndWritesNothingOutsideItsTemporaryFolder()
    {
        await using var bench = await Held();
        var own = Path.Combine(bench.Data, "own.txt");
        File.WriteAllText(own, "the host's");
        var told = await Do(bench, await bench.Hostile(), new
        {
            @do = "files",
            write = "/tmp/mine;/planted;/dev/shm/planted;/worker/planted;/package/lib/planted;/usr/lib/planted;" + Path.Combine(bench.Data, "planted"),
            read = "/etc/passwd;/etc/shadow;" + own,
        });
        told["write /tmp/mine"].ShouldBe("done");
        told.Where(t => t.Key != "write /tmp/mine" && t.Value == "done").Select(t => t.Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task Worker_ThatPutsSomethingBesideItsSockets_IsQuarantined()
    {
        await using var bench = await Held();
        var hash = await bench.Hostile();
        (await Do(bench, hash, new { @do = "files", write = "/run/stratcap/planted", read = "/run/stratcap/h" }))["write /run/stratcap/planted"].ShouldBe("done", "its own socket lies there");

        await bench.Workers.Slot(hash, null).Look(default);

        bench.Status(hash).State.ShouldBe(WorkerState.Quarantined);
        bench.Status(hash).Reason!.ShouldContain("planted");
        await Waiting.Until(() => bench.Status(hash).ProcessId is null);
    }

    [Fact]
    public async Task Worker_ThatShutsTheFolderOfItsSockets_IsQuarantined()
    {
        await using var bench = await Held();
        var hash = await bench.Hostile();
        (await Do(bench, hash, new { @do = "shut", folder = "/run/stratcap" }))["shut"].ShouldBe("done", "the folder is its own user's");
        var folder = (await bench.Workers.Slot(hash, null).Ready(default)).Sockets;

        await bench.Workers.Slot(hash, null).Look(default);

        bench.Status(hash).State.ShouldBe(WorkerState.Quarantined);
        bench.Status(hash).Reason!.ShouldContain("shut");
        await Waiting.Until(() => !Directory.Exists(folder));
    }

    [Fact]
    public async Task Worker_HasFewConnectionsToTheHost()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        var worker = await bench.Workers.Slot(hash, null).Ready(default);
        var closed = 0;
        using var stop = new CancellationTokenSource();
        var dialled = Enumerable.Range(0, 6).Select(async _ =>
        {
            using var socket = await Dial(worker, stop.Token);
            try
            {
                // The host says nothing before it is spoken to: what ends is a line that it did not take.
                await socket.ReceiveAsync(new byte[1], stop.Token);
                Interlocked.Increment(ref closed);
            }
            catch (System.Net.Sockets.SocketException)
            {
                Interlocked.Increment(ref closed);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }).ToList();

        await Waiting.Until(() => closed >= 2);

        closed.ShouldBe(2, "four are taken");
        await stop.CancelAsync();
        await Task.WhenAll(dialled);
    }

    [Fact]
    public async Task Worker_HasNoNetworkOfItsOwn()
    {
        await using var bench = await Held();
        var told = await Do(bench, await bench.Hostile(), new { @do = "sockets", targets = $"127.0.0.1:{bench.Vendor.Port};1.1.1.1:443" });
        told.Values.ShouldNotContain("done");
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Worker_ThatTakesAllMemory_IsEndedAndTheHostGoesOn()
    {
        await using var bench = await Held();
        var hash = await bench.Hostile();
        var error = await Should.ThrowAsync<ConnectorException>(() => bench.Caller.Check(bench.For(hash, new { @do = "memory" }).Call, default));
        error.Message.ShouldBe("The plugin's worker ended before it answered.", "it is not the deadline that ended it");
        await Waiting.Until(() => bench.Status(hash).RecentCrashes == 1);
        await Waiting.Until(async () => await bench.IsBack(hash));
    }

    [Fact]
    public async Task Worker_ThatPrintsWithoutEnd_IsNotReadAndNotStopped()
    {
        await using var bench = await Held();
        (await bench.Caller.Check(bench.For(await bench.Hostile(), new { @do = "print" }).Call, default)).AccountName.ShouldBe("printed");
    }

    [Fact]
    public async Task Plugin_ThatAsksForAHostItDidNotDeclare_IsRefusedAndQuarantined()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        var scope = bench.For(hash, new { @do = "get", url = "https://evil.example/take", own = "own.example" }, Secret);
        var error = await Should.ThrowAsync<ConnectorException>(() => bench.Caller.Check(scope.Call, default));
        error.Class.ShouldBe(ErrorClass.Permanent);
        bench.Vendor.Asked.ShouldBeEmpty();
        var request = scope.Requests.ShouldHaveSingleItem();
        (request.Host, request.Status).ShouldBe(("evil.example", (int?)null));
        request.Refused!.ShouldContain("evil.example");
        bench.Status(hash).State.ShouldBe(WorkerState.Quarantined);
        bench.Status(hash).Reason!.ShouldContain("evil.example");
        await Should.ThrowAsync<ConnectorException>(() => bench.Caller.Check(bench.For(hash, new { @do = "nothing" }).Call, default));
    }

    [Fact]
    public async Task Plugin_WhoseFirmWroteNoHost_IsNotQuarantinedForIt()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        var error = await Should.ThrowAsync<ConnectorException>(() => bench.Caller.Check(bench.For(hash, new { @do = "get", url = "https://x.example/", own = "http://x.example" }, Secret).Call, default));
        error.Class.ShouldBe(ErrorClass.Validation);
        bench.Status(hash).State.ShouldBe(WorkerState.Ready);
    }

    [Fact]
    public async Task Handle_OfACallThatIsOver_OpensNothing()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Caller.Check(bench.For(hash, new { @do = "keep", own = "own.example" }, Secret).Call, default);
        var other = bench.For(hash, new { @do = "kept", url = "https://vendor.example/", own = "own.example" }, Secret);
        await Should.ThrowAsync<ConnectorException>(() => bench.Caller.Check(other.Call, default));
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connections_InterleavedInOneWorker_NeverMix()
    {
        await using var bench = await RuntimeBench.Start((context, _) => context.Response.WriteAsync(context.Request.Headers["X-Who"].ToString() is { Length: > 0 } who ? who : "nobody"));
        var hash = await bench.Hostile();
        var streams = Enumerable.Range(1, 8).Select(async i =>
        {
            var scope = bench.For(hash, new { name = $"firm-{i}", own = "own.example" }, $"secret-of-{i}");
            var names = new HashSet<string>();
            var pages = 0;
            await foreach (var page in bench.Caller.ListAccounts(scope.Call, default))
            {
                names.UnionWith(page.Items.Select(a => a.Id));
                pages++;
            }
            names.ShouldBe([$"firm-{i}"]);
            pages.ShouldBe(20);
            scope.Requests.Count.ShouldBe(20, "each request is noted for its own connection");
        });
        await Task.WhenAll(streams);
        bench.Workers.Status().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Secret_RepeatedByTheVendor_IsSeenByNeitherPluginNorLogs()
    {
        await using var bench = await RuntimeBench.Start(async (context, _) =>
        {
            context.Response.Headers["X-Echo"] = context.Request.Headers.Authorization.ToString();
            await context.Response.WriteAsync("You said " + context.Request.Headers.Authorization + " or " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)));
        });
        var scope = bench.For(await bench.Hostile(), new { @do = "get", url = "https://vendor.example/echo?q=1", own = "own.example" }, Secret);
        var told = (await bench.Caller.Check(scope.Call, default)).Details!;
        bench.Vendor.Asked.Single().ShouldContain($"Authorization: Bearer {Secret}", Case.Sensitive, "the vendor gets it");
        told["body"].ShouldBe("You said Bearer *** or ***");
        told["X-Echo"].ShouldBe("Bearer ***");
        string.Join("\n", bench.Lines.All.Concat(scope.Said).Concat(scope.Requests.Select(r => r.ToString()))).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Lines_OfAPlugin_AreCappedInNumberAndLength()
    {
        await using var bench = await RuntimeBench.Start();
        var scope = bench.For(await bench.Hostile(), new { @do = "log" });
        await bench.Caller.Check(scope.Call, default);
        scope.Said.Count.ShouldBe(200);
        scope.Said.ShouldAllBe(line => line.Length <= 1000);
    }

    [Fact]
    public async Task Token_OfAWorker_IsAskedOfEveryCallToTheHost()
    {
        await using var bench = await RuntimeBench.Start();
        var hash = await bench.Hostile();
        await bench.Workers.Start(hash, null, default);
        var worker = await bench.Workers.Slot(hash, null).Ready(default);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress("http://host", new()
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, ct) => new System.Net.Sockets.NetworkStream(await Dial(worker, ct), ownsSocket: true),
            },
        });
        var error = await Should.ThrowAsync<Grpc.Core.RpcException>(async () =>
            await new PluginSdk.Wire.V1.Egress.EgressClient(channel).SendAsync(new() { Handle = "x", Method = "GET", Url = "https://vendor.example/" }));
        error.StatusCode.ShouldBe(Grpc.Core.StatusCode.Unauthenticated);
    }

    private static async Task<System.Net.Sockets.Socket> Dial(WorkerProcess worker, CancellationToken ct)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(worker.Sockets, "h")), ct);
        return socket;
    }

    /// <summary>A bench on a machine where bubblewrap works; elsewhere such a test says nothing.</summary>
    private static async Task<RuntimeBench> Held()
    {
        Assert.SkipUnless(Sandbox.IsPresent, "bubblewrap is not here or not allowed to work");
        return await RuntimeBench.Start(sandboxRequired: true);
    }

    private static async Task<IReadOnlyDictionary<string, string>> Do(RuntimeBench bench, string hash, object settings)
    {
        var told = (await bench.Caller.Check(bench.For(hash, settings).Call, default)).Details ?? new Dictionary<string, string>();
        bench.Status(hash).Sandbox.ShouldBe(Sandbox.Bubblewrap);
        return told;
    }
}
