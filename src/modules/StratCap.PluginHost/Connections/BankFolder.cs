using System.Globalization;
using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.PluginHost.Connections;

/// <summary>A bank's folder behind a connection: which of its folders is for what stands in the settings, and no worker takes part.</summary>
internal sealed class BankFolder(ConnectionCalls calls, Guid id) : IBankFolder
{
    private const string Out = "fileOut", In = "fileIn", Processed = "fileProcessed";

    public Task<FilePresence> Look(BankFile file, CancellationToken ct) =>
        calls.ReadFolder(id, nameof(Look), async (facts, folder, token) =>
        {
            // A folder that is not there is the settings' mistake, and no sign that the bank took the file.
            await folder.List(NameOf(facts, Out, "out"), token);
            return await folder.Look(To(facts, file), file.Content, token);
        }, ct);

    public Task Stage(BankFile file, CancellationToken ct) =>
        calls.ReadFolder(id, nameof(Stage), async (facts, folder, token) =>
        {
            await folder.Stage(To(facts, file), file.Content, makeFolder: false, token);
            return true;
        }, ct);

    public Task Publish(BankFile file, CancellationToken ct) =>
        calls.WriteFolder(id, nameof(Publish), async (facts, folder, token) =>
        {
            await folder.Publish(To(facts, file), file.Content, token);
            return true;
        }, ct);

    public Task<IReadOnlyList<RemoteFile>> Waiting(CancellationToken ct) => calls.ReadFolder(id, nameof(Waiting), (facts, folder, token) => folder.List(NameOf(facts, In, "in"), token), ct);

    public Task<BankFile> Read(RemoteFile file, CancellationToken ct) =>
        calls.ReadFolder(id, nameof(Read), async (_, folder, token) => new BankFile(Name(file), await folder.Read(file.Path, token)), ct);

    public Task PutAway(RemoteFile file, CancellationToken ct) =>
        calls.WriteFolder(id, nameof(PutAway), async (facts, folder, token) =>
        {
            // The same name may come again with other bytes.
            var stamp = file.ModifiedAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            await folder.Move(file.Path, $"{NameOf(facts, Processed, "processed")}/{stamp}_{Name(file)}", token);
            return true;
        }, ct);

    /// <summary>Signs in and looks into the folders, for whoever checks a connection; what was found, for a person.</summary>
    internal static async Task<string> Check(ConnectionFacts facts, RemoteFolder folder, CancellationToken ct)
    {
        await folder.List(NameOf(facts, Out, "out"), ct);
        var waiting = await folder.List(NameOf(facts, In, "in"), ct);
        return string.Create(CultureInfo.InvariantCulture, $"reached; {waiting.Count} of the bank's files wait");
    }

    private static string To(ConnectionFacts facts, BankFile file) => $"{NameOf(facts, Out, "out")}/{file.Name}";

    private static string NameOf(ConnectionFacts facts, string setting, string otherwise) => FilePlace.Text(facts.Settings, setting) ?? otherwise;

    private static string Name(RemoteFile file) => file.Path[(file.Path.LastIndexOf('/') + 1)..];
}
