namespace StratCap.PluginHost.Packages;

/// <summary>A package that has been verified and unpacked.</summary>
/// <param name="Hash">SHA-256 of its <c>MANIFEST.json</c>, which holds the SHA-256 of every file: 64 lower-case hexadecimal digits that stand for every byte that will run.</param>
/// <param name="Folder">Where it lies unpacked, read-only.</param>
/// <param name="Manifest">Its <c>plugin.json</c>.</param>
/// <param name="Trust">How far it is believed.</param>
/// <param name="SignedBy">The name of the key that signed it.</param>
/// <param name="SettingsSchema">The JSON Schema of its settings, as text.</param>
internal sealed record PluginPackage(string Hash, string Folder, PluginManifest Manifest, TrustLevel Trust, string SignedBy, string SettingsSchema)
{
    /// <summary><c>plugin.json</c>, byte for byte.</summary>
    internal ReadOnlyMemory<byte> ManifestBytes { get; init; }
}

/// <summary>A package is not taken.</summary>
/// <param name="code">
/// Stable, dotted: <c>package.changed</c>, <c>package.missing</c>, <c>package.extra</c>, <c>package.unsigned</c>, <c>package.untrusted</c>, <c>package.path</c>, <c>package.too_large</c>,
/// <c>package.manifest</c>, <c>package.form</c>, <c>package.sandbox</c>, <c>package.not_found</c>.
/// </param>
/// <param name="text">One sentence for a person.</param>
/// <param name="file">The file meant, inside the package; for <c>package.manifest</c> the field of <c>plugin.json</c>.</param>
internal sealed class PackageRefused(string code, string text, string? file = null) : Exception(text)
{
    internal string Code { get; } = code;

    internal string? File { get; } = file;
}
