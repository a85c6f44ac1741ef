using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StratCap.PluginSdk.Wire;
using StratCap.PluginWorker.Services;

namespace StratCap.PluginWorker;

/// <summary>The worker's side of the wire.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel host;

    private WorkerServer(WebApplication app, GrpcChannel host)
    {
        this.app = app;
        this.host = host;
    }

    internal Task Ended => app.WaitForShutdownAsync();

    internal static async Task<WorkerServer> Start(StartOrder order, LoadedPlugin plugin)
    {
        var host = Dial(order.Host);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = WireValues.MessageBytes;
            kestrel.ListenUnixSocket(order.Listen, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton(plugin).AddSingleton(new HealthServiceImpl()).AddSingleton<RunningCalls>().AddSingleton(new HostDoor(TokenInterceptor.Put(host.CreateCallInvoker(), order.Token)));
        builder.Services.AddSingleton(new TokenInterceptor(order.Token));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = WireValues.MessageBytes;
            grpc.Interceptors.Add<TokenInterceptor>();
        });
        var app = builder.Build();
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcService<LifecycleService>();
        app.MapGrpcService<ConnectionService>();
        app.MapGrpcService<LedgerService>();
        app.MapGrpcService<BankService>();
        app.MapGrpcService<PaymentsService>();
        app.MapGrpcService<PortalService>();
        app.MapGrpcService<WebhooksService>();
        app.Services.GetRequiredService<HealthServiceImpl>().SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        await app.StartAsync();
        return new WorkerServer(app, host);
    }

    private static GrpcChannel Dial(string socket) => GrpcChannel.ForAddress("http://host", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, ct) => Connect(socket, ct), UseProxy = false, EnableMultipleHttp2Connections = true, MaxConnectionsPerServer = WireValues.HostConnections },
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
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        host.Dispose();
    }
}

/// <summary>What the host serves.</summary>
internal sealed class HostDoor(CallInvoker invoker)
{
    internal PluginSdk.Wire.V1.Egress.EgressClient Egress { get; } = new(invoker);

    internal PluginSdk.Wire.V1.SecretWork.SecretWorkClient Secrets { get; } = new(invoker);

    internal PluginSdk.Wire.V1.Files.FilesClient Files { get; } = new(invoker);

    internal PluginSdk.Wire.V1.Journal.JournalClient Journal { get; } = new(invoker);
}
