using System.Text.Json;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker;

/// <summary>
/// Standard input: one line, a <see cref="StartOrder"/>; afterwards it stays open, and its end is the host's. Standard output: one line, the handshake.
/// Ends with 0 when told to, 2 when the order or the plugin is no good; standard error then says why in one line.
/// </summary>
internal static class Program
{
    private static async Task<int> Main()
    {
        var handshake = Console.Out;
        // What a plugin prints is nobody's: the host reads one line and no more.
        Console.SetOut(TextWriter.Null);
        try
        {
            var order = StartOrder.Read(await Console.In.ReadLineAsync() ?? throw new JsonException("There is no order."));
            EndWithTheHost();
            var plugin = LoadedPlugin.Load(order);
            await using var server = await WorkerServer.Start(order, plugin);
            await handshake.WriteLineAsync(order.Handshake());
            await handshake.FlushAsync();
            await server.Ended;
            return 0;
        }
        catch (Exception error) when (error is JsonException or PluginUnfit or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private static void EndWithTheHost() => new Thread(() =>
    {
        while (Console.In.Read() >= 0) continue;
        Environment.Exit(0);
    })
    { IsBackground = true, Name = "host" }.Start();
}
