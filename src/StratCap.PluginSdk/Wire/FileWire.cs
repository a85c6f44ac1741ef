using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Wire;

/// <summary>Files at the vendor's, over the wire.</summary>
internal static class FileWire
{
    internal static V1.RemoteFile ToWire(this RemoteFile file) => new() { Path = file.Path, Length = file.Length, ModifiedAt = WireValues.Iso(file.ModifiedAt) };

    internal static RemoteFile ToSdk(this V1.RemoteFile file) => new(file.Path, file.Length, WireValues.Time(file.ModifiedAt));
}
