using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.PluginHost.Runtime;

/// <summary>What one worker may ask the host for: a socket of its own, so that a handle of another worker's means nothing there.</summary>
internal static class HostSocket
{
    internal static async Task<WebApplication> Listen(string path, string token, ActiveCalls calls, Egress egress, Action<string> breach)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = WireValues.MessageBytes;
            kestrel.Limits.MaxConcurrentConnections = WireValues.HostConnections;
            kestrel.Limits.Http2.MaxStreamsPerConnection = WireValues.HostStreams;
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton(new TokenInterceptor(token)).AddSingleton(calls).AddSingleton(new EgressDoor(calls, egress, breach)).AddSingleton(new FileDoor(calls, egress));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = WireValues.MessageBytes;
            grpc.Interceptors.Add<TokenInterceptor>();
        });
        var app = builder.Build();
        app.MapGrpcService<EgressDoor>();
        app.MapGrpcService<SecretDoor>();
        app.MapGrpcService<FileDoor>();
        app.MapGrpcService<JournalDoor>();
        await app.StartAsync();
        return app;
    }

    /// <summary>Sends requests.</summary>
    internal sealed class EgressDoor(ActiveCalls calls, Egress egress, Action<string> breach) : V1.Egress.EgressBase
    {
        public override Task<V1.EgressAnswer> Send(V1.EgressRequest request, ServerCallContext context) => Told(async () =>
        {
            var call = calls.Of(request.Handle);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, context.CancellationToken);
            try
            {
                return await egress.Send(call, request, both.Token);
            }
            catch (ConnectorException error) when (error.VendorCode == EgressCodes.Undeclared)
            {
                breach(error.Message);
                throw;
            }
        });
    }

    /// <summary>Works with secrets without showing them.</summary>
    internal sealed class SecretDoor(ActiveCalls calls) : V1.SecretWork.SecretWorkBase
    {
        public override Task<V1.HmacAnswer> HmacSha256(V1.HmacRequest request, ServerCallContext context) => Told(async () =>
        {
            var key = Encoding.UTF8.GetBytes(await calls.Of(request.Handle).Secret(request.Secret, context.CancellationToken));
            return new V1.HmacAnswer { Hmac = ByteString.CopyFrom(HMACSHA256.HashData(key, request.Data.Span)) };
        });

        public override Task<V1.MatchesAnswer> Matches(V1.MatchesRequest request, ServerCallContext context) => Told(async () =>
        {
            var value = await calls.Of(request.Handle).Secret(request.Secret, context.CancellationToken);
            return new V1.MatchesAnswer { Matches = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(request.Value)) };
        });
    }

    /// <summary>Carries files.</summary>
    internal sealed class FileDoor(ActiveCalls calls, Egress egress) : V1.Files.FilesBase
    {
        public override Task<V1.RemoteFiles> List(V1.ListFilesRequest request, ServerCallContext context) => In(request.Handle, context, async (_, folder, ct) =>
            new V1.RemoteFiles { Items = { (await folder.List(request.Folder, ct)).Select(f => f.ToWire()) } });

        public override Task<V1.RemoteContent> Read(V1.ReadFileRequest request, ServerCallContext context) => In(request.Handle, context, async (call, folder, ct) =>
            new V1.RemoteContent { Content = UnsafeByteOperations.UnsafeWrap(call.Masked(await folder.Read(request.Path, ct))) });

        public override Task<V1.FilesAnswer> Write(V1.WriteFileRequest request, ServerCallContext context) => In(request.Handle, context, async (_, folder, ct) =>
        {
            await folder.Write(request.Path, request.Content.Memory, ct);
            return new V1.FilesAnswer();
        });

        public override Task<V1.FilesAnswer> Move(V1.MoveFileRequest request, ServerCallContext context) => In(request.Handle, context, async (_, folder, ct) =>
        {
            await folder.Move(request.From, request.To, ct);
            return new V1.FilesAnswer();
        });

        private Task<T> In<T>(string handle, ServerCallContext context, Func<ActiveCall, IRemoteFiles, CancellationToken, Task<T>> work) => Told(async () =>
        {
            var call = calls.Of(handle);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, context.CancellationToken);
            using var place = await egress.Turn(call, both.Token);
            return await work(call, call.Folder(egress.Routes), both.Token);
        });
    }

    /// <summary>Takes lines for the firm's administrator.</summary>
    internal sealed class JournalDoor(ActiveCalls calls) : V1.Journal.JournalBase
    {
        public override Task<V1.JournalAnswer> Write(V1.JournalLine request, ServerCallContext context) => Told(() =>
        {
            calls.Of(request.Handle).Say((LogLevel)Math.Clamp(request.Level, (int)LogLevel.Trace, (int)LogLevel.Critical), request.Text);
            return Task.FromResult(new V1.JournalAnswer());
        });
    }

    private static async Task<T> Told<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ConnectorException error)
        {
            throw error.ToWire();
        }
    }
}
