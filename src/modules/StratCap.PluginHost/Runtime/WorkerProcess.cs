using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.PluginHost.Runtime;

/// <summary>The worker does not come up. A breach is the plugin's fault and not to be tried again.</summary>
internal sealed class WorkerUnfit(string message, bool isBreach = false) : Exception(message)
{
    internal bool IsBreach { get; } = isBreach;
}

/// <summary>One process with one plugin version in it, and the two sockets between it and the host.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int HandshakeLength = 512;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string ShutFolder = "It shut the folder of its sockets.";

    private readonly string sockets;
    private readonly Process process;
    private readonly WebApplication door;
    private readonly GrpcChannel channel;

    private WorkerProcess(PluginPackage package, string sockets, Process process, WebApplication door, string token, ActiveCalls calls, bool wrapped)
    {
        (this.sockets, this.process, this.door) = (sockets, process, door);
        (Package, Calls, Sandboxed) = (package, calls, wrapped ? Sandbox.Bubblewrap : Sandbox.LimitsOnly);
        channel = Dial(Path.Combine(sockets, "w"));
        Invoker = TokenInterceptor.Put(channel.CreateCallInvoker(), token);
        Exited = process.WaitForExitAsync();
    }

    internal PluginPackage Package { get; }

    internal ActiveCalls Calls { get; }

    internal string Sandboxed { get; }

    /// <summary>For calls; carries the token.</summary>
    internal CallInvoker Invoker { get; }

    /// <summary>The folder of both sockets.</summary>
    internal string Sockets => sockets;

    internal Task Exited { get; }

    internal int Id => process.Id;

    /// <summary>The exit code, once it has exited; 128 and the signal's number when it was killed.</summary>
    internal int Code => process.ExitCode;

    /// <summary>Starts it and asks what it is.</summary>
    /// <exception cref="WorkerUnfit">It does not come up, or is not what the manifest says.</exception>
    internal static async Task<WorkerProcess> Start(PluginPackage package, string program, bool wrapped, Spawner spawner, Egress egress, Action<string> breach, CancellationToken ct)
    {
        var sockets = Directory.CreateTempSubdirectory("stratcap-").FullName;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var calls = new ActiveCalls();
        var door = await HostSocket.Listen(Path.Combine(sockets, "h"), token, calls, egress, breach);
        WorkerProcess? worker = null;
        try
        {
            var (start, inside) = Sandbox.Command(new(program, package.Folder, sockets), wrapped);
            worker = new WorkerProcess(package, sockets, await spawner.Start(start), door, token, calls, wrapped);
            await worker.Greet(new StartOrder(token, inside.Package, package.Manifest.Entry, Path.Combine(inside.Sockets, "w"), Path.Combine(inside.Sockets, "h")), ct);
            await worker.Compare(ct);
            return worker;
        }
        catch (Exception error) when (error is WorkerUnfit or RpcException or IOException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            if (worker is not null) await worker.DisposeAsync();
            else await door.DisposeAsync();
            throw error as WorkerUnfit ?? new WorkerUnfit($"The worker did not come up ({error.GetType().Name}).");
        }
    }

    private async Task Greet(StartOrder order, CancellationToken ct)
    {
        await process.StandardInput.WriteLineAsync(order.Line().AsMemory(), ct);
        await process.StandardInput.FlushAsync(ct);
        var line = await FirstLine(process.StandardOutput, ct);
        if (line != order.Handshake())
        {
            var said = WireValues.Cut((await FirstLine(process.StandardError, ct)).Trim(), 200);
            throw new WorkerUnfit(said.Length > 0 ? $"The worker did not come up: {said}" : "The worker did not come up.");
        }
        // Nobody reads on, and a full pipe would stop the worker.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }

    private static async Task<string> FirstLine(StreamReader reader, CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new char[1];
        while (line.Length < HandshakeLength && await reader.ReadAsync(one, ct) == 1 && one[0] != '\n') line.Append(one[0]);
        return line.ToString();
    }

    /// <summary>The running code's own account, against what was signed.</summary>
    private async Task Compare(CancellationToken ct)
    {
        var told = await new V1.Lifecycle.LifecycleClient(Invoker).DescribeAsync(new V1.DescribeRequest(), cancellationToken: ct);
        if (!told.PluginJson.Span.SequenceEqual(Package.ManifestBytes.Span)) throw new WorkerUnfit("The worker shows another plugin.json than the package has.", isBreach: true);
        foreach (var capability in Package.Manifest.Capabilities)
        {
            if (ManifestRules.Capabilities[capability] is { } needed && !told.Interfaces.Contains(needed))
                throw new WorkerUnfit($"plugin.json names the capability {capability}, and the plugin does not implement {needed}.", isBreach: true);
        }
    }

    /// <summary>What the plugin did to the folder of the sockets, for a person: the worker may write there, and no plugin has anything to keep or to shut there. Null: nothing, or the folder went with its process.</summary>
    internal string? Planted()
    {
        try
        {
            var folder = new DirectoryInfo(sockets);
            if (folder.Exists && (folder.UnixFileMode & OwnerOnly) != OwnerOnly) return ShutFolder;
            return folder.EnumerateFileSystemInfos().FirstOrDefault(entry => entry.Name is not ("h" or "w") || entry.LinkTarget is not null) is { } planted
                ? $"It put '{WireValues.Cut(planted.Name, 50)}' beside its sockets."
                : null;
        }
        catch (UnauthorizedAccessException)
        {
            return ShutFolder;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal async Task<bool> IsHealthy(TimeSpan within, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(within);
        try
        {
            return (await new Health.HealthClient(Invoker).CheckAsync(new HealthCheckRequest(), cancellationToken: time.Token)).Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (Exception error) when (error is RpcException or ObjectDisposedException)
        {
            // The channel is no more when the process was cleared away meanwhile.
            return false;
        }
    }

    /// <summary>Waits until its calls are over, at most that long.</summary>
    internal async Task Drain(TimeSpan within, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(within);
        try
        {
            await new V1.Lifecycle.LifecycleClient(Invoker).DrainAsync(new V1.DrainRequest(), cancellationToken: time.Token);
        }
        catch (Exception error) when (error is RpcException or ObjectDisposedException)
        {
            // It has had its time, or was cleared away meanwhile; the kill follows.
            return;
        }
    }

    internal void Kill()
    {
        try
        {
            if (!Exited.IsCompleted) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile and was cleared away.
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        channel.Dispose();
        await door.DisposeAsync();
        process.Dispose();
        Clear();
    }

    private void Clear()
    {
        try
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(sockets, OwnerOnly);
            Directory.Delete(sockets, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or its plugin shut something in it: nobody comes back to it, and the server goes on.
            return;
        }
    }

    private static GrpcChannel Dial(string socket) => GrpcChannel.ForAddress("http://worker", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, ct) => Connect(socket, ct), UseProxy = false, EnableMultipleHttp2Connections = true },
        MaxReceiveMessageSize = WireValues.MessageBytes,
        MaxSendMessageSize = WireValues.MessageBytes,
        DisposeHttpClient = true,
    });

    private static async ValueTask<Stream> Connect(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
