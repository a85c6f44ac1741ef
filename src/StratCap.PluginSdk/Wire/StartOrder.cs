using System.Text.Json;

namespace StratCap.PluginSdk.Wire;

/// <summary>The first and only line that the host writes to a worker's standard input: the environment is empty and arguments are readable by others, so it all stands here.</summary>
/// <param name="Token">Good for this process alone; in every call's metadata, both ways.</param>
/// <param name="Package">The unpacked package, as the worker sees it.</param>
/// <param name="Entry">The assembly in its <c>lib/</c>.</param>
/// <param name="Listen">The socket on which the worker serves.</param>
/// <param name="Host">The socket on which the host serves.</param>
internal sealed record StartOrder(string Token, string Package, string Entry, string Listen, string Host)
{
    internal string Line() => JsonSerializer.Serialize(this);

    internal static StartOrder Read(string line) => JsonSerializer.Deserialize<StartOrder>(line) ?? throw new JsonException("The order is empty.");

    /// <summary>The line that a worker prints when it serves: core protocol, contract major, transport, address, encoding.</summary>
    internal string Handshake() => $"1|{WireValues.ContractMajor}|unix|{Listen}|grpc";
}
