using Google.Protobuf;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker;

/// <summary>The plugin's files: each operation goes to the host, which knows server, user and secret, and keeps every path inside the folder of the settings.</summary>
internal sealed class HostFiles(string handle, HostDoor host) : IRemoteFiles
{
    public async Task<IReadOnlyList<RemoteFile>> List(string folder, CancellationToken ct) =>
        [.. (await GivenConnection.Asked(() => host.Files.ListAsync(new V1.ListFilesRequest { Handle = handle, Folder = folder }, cancellationToken: ct))).Items.Select(f => f.ToSdk())];

    public async Task<byte[]> Read(string path, CancellationToken ct) =>
        (await GivenConnection.Asked(() => host.Files.ReadAsync(new V1.ReadFileRequest { Handle = handle, Path = path }, cancellationToken: ct))).Content.ToByteArray();

    public Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        GivenConnection.Asked(() => host.Files.WriteAsync(new V1.WriteFileRequest { Handle = handle, Path = path, Content = ByteString.CopyFrom(content.Span) }, cancellationToken: ct));

    public Task Move(string from, string to, CancellationToken ct) =>
        GivenConnection.Asked(() => host.Files.MoveAsync(new V1.MoveFileRequest { Handle = handle, From = from, To = to }, cancellationToken: ct));
}
