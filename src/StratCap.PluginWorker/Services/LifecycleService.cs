using Google.Protobuf;
using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker.Services;

internal sealed class LifecycleService(LoadedPlugin plugin, RunningCalls calls) : V1.Lifecycle.LifecycleBase
{
    public override Task<V1.Description> Describe(V1.DescribeRequest request, ServerCallContext context) => Task.FromResult(new V1.Description
    {
        PluginJson = ByteString.CopyFrom(plugin.Manifest),
        Interfaces = { plugin.Interfaces },
        ContractMinor = WireValues.ContractMinor,
    });

    public override async Task<V1.DrainAnswer> Drain(V1.DrainRequest request, ServerCallContext context)
    {
        await calls.Drain().WaitAsync(context.CancellationToken);
        return new();
    }
}

internal sealed class ConnectionService(RunningCalls calls) : V1.Connection.ConnectionBase
{
    public override Task<V1.CheckAnswer> Check(V1.CheckRequest request, ServerCallContext context) =>
        calls.Run<IConnector, V1.CheckAnswer>(request.Call, context, async (connector, connection, ct) => (await connector.Check(connection, ct)).ToWire());
}
