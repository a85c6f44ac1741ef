using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>The host's side of files, against OpenSSH's own server.</summary>
public sealed class RemoteFolderTests
{
    [Fact]
    public async Task File_IsWrittenOnceUnderItsName_ListedReadAndMoved()
    {
        using var bench = await Bench.Start();
        var folder = bench.Open();
        await folder.Write("out/a.csv", "one"u8.ToArray(), default);
        await folder.Write("out/a.csv", "one"u8.ToArray(), default);
        (await folder.List("out", default)).Select(f => (f.Path, f.Length)).ShouldBe([("out/a.csv", 3L)]);
        (await folder.Read("out/a.csv", default)).ShouldBe("one"u8.ToArray());
        await folder.Move("out/a.csv", "processed/2026/a.csv", default);
        (await folder.List("out", default)).ShouldBeEmpty();
        File.ReadAllText(Path.Combine(bench.Place, "processed/2026/a.csv")).ShouldBe("one");
        bench.Notes.Sent.ShouldAllBe(n => n.Host == "files.bank.example" && n.Refused == null && n.Status == 0);
    }

    [Fact]
    public async Task File_OfTheSameNameWithOtherBytes_IsNeverWrittenOver()
    {
        using var bench = await Bench.Start();
        var folder = bench.Open();
        File.WriteAllText(Path.Combine(bench.Place, "out/a.csv"), "theirs");
        File.WriteAllText(Path.Combine(bench.Place, "in/b.csv"), "moved");
        (await Error(() => folder.Write("out/a.csv", "ours, in other bytes"u8.ToArray(), default))).Class.ShouldBe(ErrorClass.Conflict);
        (await Error(() => folder.Move("in/b.csv", "out/a.csv", default))).Class.ShouldBe(ErrorClass.Conflict);
        // Also when it comes between the look and the naming.
        await folder.Stage("out/a.csv", "ours"u8.ToArray(), makeFolder: false, default);
        (await Error(() => folder.Publish("out/a.csv", "ours"u8.ToArray(), default))).Class.ShouldBe(ErrorClass.Conflict);
        File.ReadAllText(Path.Combine(bench.Place, "out/a.csv")).ShouldBe("theirs");
    }

    [Fact]
    public async Task Writer_ThatIsStoppedInTheMiddle_LeavesNoFile_AndTheNextMakesItWhole()
    {
        using var bench = await Bench.Start();
        var bytes = Encoding.ASCII.GetBytes(new string('x', 300_000));
        using (var stopped = bench.Open()) await stopped.Stage("out/pay.xml", bytes, makeFolder: false, default);
        var folder = bench.Open();
        (await folder.List("out", default)).ShouldBeEmpty();
        (await folder.Look("out/pay.xml", bytes, default)).ShouldBe(FilePresence.Passing);
        await folder.Write("out/pay.xml", bytes, default);
        Directory.GetFiles(Path.Combine(bench.Place, "out")).Select(Path.GetFileName).ShouldBe(["pay.xml"]);
        (await folder.Look("out/pay.xml", bytes, default)).ShouldBe(FilePresence.There);
        // The bank took it: whoever asks then learns that nothing of it is there.
        File.Delete(Path.Combine(bench.Place, "out/pay.xml"));
        (await folder.Look("out/pay.xml", bytes, default)).ShouldBe(FilePresence.Absent);
    }

    [Fact]
    public async Task Server_WithAnotherKeyThanThePinned_IsRefusedByName_AndGetsNoSecret()
    {
        using var bench = await Bench.Start();
        var other = "SHA256:" + new string('A', 43);
        var error = await Error(() => bench.Open(hostKey: other).List("in", default));
        (error.Class, error.VendorCode).ShouldBe((ErrorClass.Permanent, RemoteFolder.HostKeyChanged));
        error.Message.ShouldContain(bench.Server.Fingerprint);
        bench.Notes.Sent.Single().Refused.ShouldNotBeNull();
        // While a key is changed both are pinned.
        (await bench.Open(hostKey: other + " " + bench.Server.Fingerprint).List("in", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Secret_ThatIsWrongMissingOrNoKey_IsAnErrorOfAuth_AndStandsInNoLine()
    {
        using var bench = await Bench.Start();
        foreach (var key in (string?[])[bench.Server.StrangersKey, null, "no key at all"])
        {
            var error = await Error(() => bench.Open(key: key).List("in", default));
            error.Class.ShouldBe(ErrorClass.Auth, key ?? "none");
            if (key is not null) error.ToString().ShouldNotContain(key);
        }
        (await Error(() => bench.Open(key: null, password: "a-password-1").List("in", default))).Class.ShouldBe(ErrorClass.Auth);
        bench.Notes.Sent.ShouldAllBe(n => n.Refused == null || !n.Refused.Contains("a-password-1"));
    }

    [Theory]
    [InlineData("../b/in/x.csv")]
    [InlineData("in/../../b/x.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("in//x.csv")]
    [InlineData("in/./x.csv")]
    [InlineData("in/.x.csv")]
    [InlineData("in\\x.csv")]
    [InlineData("in/x\n.csv")]
    [InlineData("")]
    public void Path_ThatLeavesTheFolderOrIsOutOfForm_IsRefused(string path) =>
        Should.Throw<ConnectorException>(() => FilePaths.Parts(path)).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task Link_IsNeitherListedNorFollowed_AndTwoFoldersStayApart()
    {
        using var bench = await Bench.Start();
        using var others = await Bench.Start();
        File.WriteAllText(Path.Combine(others.Place, "in/secret.csv"), "another firm's");
        File.CreateSymbolicLink(Path.Combine(bench.Place, "in/link.csv"), Path.Combine(others.Place, "in/secret.csv"));
        Directory.CreateSymbolicLink(Path.Combine(bench.Place, "theirs"), Path.Combine(others.Place, "in"));
        var folder = bench.Open();
        (await folder.List("in", default)).ShouldBeEmpty();
        foreach (var act in (Func<Task>[])
        [
            () => folder.Read("in/link.csv", default), () => folder.Read("theirs/secret.csv", default), () => folder.List("theirs", default),
            () => folder.Write("theirs/new.csv", "x"u8.ToArray(), default), () => folder.Move("theirs/secret.csv", "in/got.csv", default), () => folder.Write("in/link.csv", "x"u8.ToArray(), default),
        ])
            (await Error(act)).VendorCode.ShouldBe(RemoteFolder.LinkRefused);
        Directory.GetFiles(others.Place, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe(["secret.csv"]);
    }

    [Fact]
    public async Task Writer_ThatIsCutOff_WhileAnotherHasStagedTheSame_LeavesThatOneWhole()
    {
        using var bench = await Bench.Start();
        using var bad = new BadLine(bench.Server.Port, breaksAfter: 400_000);
        var bytes = Encoding.ASCII.GetBytes(new string('x', 900_000));
        var folder = bench.Open();
        await folder.Stage("out/pay.xml", bytes, makeFolder: false, default);
        (await Error(() => bench.Open(routes: new To(bad.Port)).Stage("out/pay.xml", bytes, makeFolder: false, default))).Class.ShouldBe(ErrorClass.Transient);
        await folder.Publish("out/pay.xml", bytes, default);
        new FileInfo(Path.Combine(bench.Place, "out/pay.xml")).Length.ShouldBe(900_000);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            using var one = bench.Open();
            await one.Write("out/both.xml", bytes, default);
        }));
        (await folder.Look("out/both.xml", bytes, default)).ShouldBe(FilePresence.There);
        (await folder.List("out", default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Link_UnderThePassingName_IsNotWrittenThrough()
    {
        using var bench = await Bench.Start();
        var (folder, bytes, other) = (bench.Open(), "ours"u8.ToArray(), Path.Combine(bench.Place, "in/theirs.csv"));
        await folder.Stage("out/a.csv", bytes, makeFolder: false, default);
        var passing = Directory.GetFiles(Path.Combine(bench.Place, "out")).ShouldHaveSingleItem();
        File.Delete(passing);
        File.WriteAllText(other, "theirs");
        File.CreateSymbolicLink(passing, other);
        (await Error(() => folder.Stage("out/a.csv", bytes, makeFolder: false, default))).VendorCode.ShouldBe(RemoteFolder.LinkRefused);
        (await Error(() => folder.Publish("out/a.csv", bytes, default))).VendorCode.ShouldBe(RemoteFolder.LinkRefused);
        File.ReadAllText(other).ShouldBe("theirs");
        Directory.GetFiles(Path.Combine(bench.Place, "out")).ShouldBe([passing]);
    }

    [Fact]
    public async Task Server_ThatAcceptsAndSaysNothing_OrStopsReading_HoldsNobodyLongerThanTheCallMayLast()
    {
        using var bench = await Bench.Start();
        using BadLine silent = new(to: null), stopping = new(bench.Server.Port, stopsAfter: 200_000);
        var (begun, bytes) = (System.Diagnostics.Stopwatch.StartNew(), new byte[1 << 20]);
        foreach (var port in (int[])[silent.Port, stopping.Port])
        {
            var folder = bench.Open(routes: new To(port), patience: TimeSpan.FromSeconds(1.5));
            (await Error(() => folder.Stage("out/a.csv", bytes, makeFolder: false, default))).VendorCode.ShouldBe(EgressCodes.TimeOut);
            folder.Dispose();
        }
        begun.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Line_ThatIsCut_EndsAWriteThatHangsOnIt()
    {
        using var silent = new BadLine(to: null);
        using var line = await FileLine.Open(new(IPAddress.Loopback, silent.Port), default);
        using var library = new System.Net.Sockets.TcpClient();
        await library.ConnectAsync(line.Near);
        var hangs = Task.Factory.StartNew(() => { while (true) library.Client.Send(new byte[1 << 20]); }, TaskCreationOptions.LongRunning);
        await Waiting.Until(() => !library.Client.Poll(TimeSpan.Zero, System.Net.Sockets.SelectMode.SelectWrite), seconds: 20);
        hangs.IsCompleted.ShouldBeFalse();
        line.Cut();
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(hangs.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task File_AboveTheLimit_IsReadNeitherNorWritten()
    {
        using var bench = await Bench.Start();
        var big = new byte[(1 << 20) + 1];
        File.WriteAllBytes(Path.Combine(bench.Place, "in/big.csv"), big);
        var folder = bench.Open();
        (await Error(() => folder.Read("in/big.csv", default))).VendorCode.ShouldBe(EgressCodes.TooLarge);
        (await Error(() => folder.Write("out/big.csv", big, default))).VendorCode.ShouldBe(EgressCodes.TooLarge);
        Directory.GetFiles(Path.Combine(bench.Place, "out")).ShouldBeEmpty();
        (await Error(() => folder.Read("in/none.csv", default))).Class.ShouldBe(ErrorClass.NotFound);
        (await Error(() => folder.Stage("nowhere/a.csv", big.AsMemory(0, 1), makeFolder: false, default))).Class.ShouldBe(ErrorClass.NotFound);
    }

    [Fact]
    public async Task Server_OfNoPublicAddressOrOutOfReach_IsRefusedOrTriedAgain()
    {
        using var bench = await Bench.Start();
        (await Error(() => bench.Open(routes: new PublicRoutes(), host: "localhost").List("in", default))).VendorCode.ShouldBe(EgressRefusal.Address);
        (await Error(() => bench.Open(routes: new To(1)).List("in", default))).VendorCode.ShouldBe(EgressCodes.Unreachable);
    }

    [Theory]
    [InlineData("""{"fileUser":"u","fileHostKey":"SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "fileHost")]
    [InlineData("""{"fileHost":"10.0.0.1","fileUser":"u","fileHostKey":"SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "fileHost")]
    [InlineData("""{"fileHost":"sftp.bank.example","fileHostKey":"SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "fileUser")]
    [InlineData("""{"fileHost":"sftp.bank.example","fileUser":"u"}""", "fileHostKey")]
    [InlineData("""{"fileHost":"sftp.bank.example","fileUser":"u","fileHostKey":"MD5:aa:bb"}""", "fileHostKey")]
    [InlineData("""{"fileHost":"sftp.bank.example","fileUser":"u","filePort":70000,"fileHostKey":"SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "filePort")]
    public void Settings_ThatDoNotSayWhere_AreRefusedWithTheSettingNamed(string settings, string named)
    {
        var error = Should.Throw<ConnectorException>(() => FilePlace.Of(Bench.Manifest, JsonDocument.Parse(settings).RootElement));
        (error.Class, error.Message.Contains($"'{named}'")).ShouldBe((ErrorClass.Validation, true));
    }

    private static Task<ConnectorException> Error(Func<Task> work) => Should.ThrowAsync<ConnectorException>(work);

    /// <summary>A folder of one firm, at the suite's server.</summary>
    private sealed class Bench(SftpServer server) : IDisposable
    {
        private readonly List<RemoteFolder> opened = [];

        internal static PluginManifest Manifest { get; } = PluginManifest.Parse(File.ReadAllBytes(Path.Combine(RuntimeBench.Root, "plugins/StratCap.Plugin.PortalSync/plugin.json"))) with
        {
            Files = new FilesNeed("{{setting:fileHost}}", "file_key", "file_password"),
        };

        internal SftpServer Server => server;

        internal string Place { get; } = server.Folder("in", "out");

        internal Notes Notes { get; } = new();

        internal static async Task<Bench> Start() => new(await SftpServer.SharedAsync());

        internal RemoteFolder Open(string? hostKey = null, string? key = "", string? password = null, IEgressRoutes? routes = null, string host = "files.bank.example", TimeSpan? patience = null)
        {
            var settings = JsonSerializer.SerializeToElement(new { fileHost = "files.bank.example", fileUser = server.User, fileHostKey = hostKey ?? server.Fingerprint, fileFolder = Place });
            var secrets = new Dictionary<string, string?> { ["file_key"] = key == "" ? server.Key : key, ["file_password"] = password };
            var folder = new RemoteFolder(FilePlace.Of(Manifest, settings) with { Host = host }, routes ?? new To(server.Port), (name, _) => Task.FromResult(secrets[name]), Notes, 1 << 20, patience ?? TimeSpan.FromSeconds(60));
            opened.Add(folder);
            return folder;
        }

        public void Dispose()
        {
            foreach (var folder in opened) folder.Dispose();
        }
    }

    /// <summary>A line that breaks, or over which the server's side stops reading, after so many bytes to it; with no server behind it nothing is ever read or said.</summary>
    private sealed class BadLine : IDisposable
    {
        private readonly System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource over = new();

        internal BadLine(int? to, long breaksAfter = long.MaxValue, long stopsAfter = long.MaxValue)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _ = Serve(to, breaksAfter, stopsAfter);
        }

        internal int Port { get; }

        private async Task Serve(int? to, long breaksAfter, long stopsAfter)
        {
            try
            {
                using var near = await listener.AcceptTcpClientAsync(over.Token);
                if (to is null) await Task.Delay(Timeout.Infinite, over.Token);
                using var far = new System.Net.Sockets.TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, to!.Value);
                var back = far.GetStream().CopyToAsync(near.GetStream(), over.Token);
                var (buffer, carried) = (new byte[8_192], 0L);
                while (carried < breaksAfter)
                {
                    if (carried >= stopsAfter) await Task.Delay(Timeout.Infinite, over.Token);
                    var read = await near.GetStream().ReadAsync(buffer, over.Token);
                    if (read == 0) break;
                    await far.GetStream().WriteAsync(buffer.AsMemory(0, read), over.Token);
                    carried += read;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Net.Sockets.SocketException)
            {
                return;
            }
        }

        public void Dispose()
        {
            over.Cancel();
            listener.Stop();
        }
    }

    private sealed class To(int to) : IEgressRoutes
    {
        public Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct) => Task.FromResult<IReadOnlyList<IPEndPoint>>([new(IPAddress.Loopback, to)]);

        public bool IsPlain(string host) => true;
    }

    private sealed class Notes : ICallJournal
    {
        internal ConcurrentQueue<SentRequest> Sent { get; } = new();

        void ICallJournal.Sent(SentRequest request) => Sent.Enqueue(request);

        public void Said(LogLevel level, string text) => throw new InvalidOperationException("Nobody speaks here.");
    }
}
