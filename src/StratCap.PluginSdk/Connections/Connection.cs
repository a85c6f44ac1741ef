using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace StratCap.PluginSdk.Connections;

/// <summary>
/// One firm's connection to a vendor, as a plugin sees it: settings, a way out, and a clock. It holds no secret and names no firm.
/// The only way to the world is <see cref="Http"/> (and <see cref="Files"/>): requests go to the hosts of the manifest and no others.
/// </summary>
public sealed class Connection
{
    /// <summary>Opaque, good for this call.</summary>
    public required string Handle { get; init; }

    /// <summary>Valid against the plugin's schema; without the secrets.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>
    /// Sends through the host: hosts and methods of the manifest alone, HTTPS alone, redirects re-checked, answers capped at the manifest's size. Where a secret belongs, write a placeholder;
    /// the host puts the secret in, escaped for where it stands: <c>{{secret:NAME}}</c> in a header, or with bare braces in a JSON, XML or form body (text that people typed goes out by <see cref="PlainBody"/> or percent-encoded, and is filled nowhere; an address is filled nowhere either); <c>{{basic:USER_SECRET,PASSWORD_SECRET}}</c> in a header.
    /// Access tokens of OAuth connections are the secret <c>access_token</c>; the host refreshes them, also when the vendor answers 401.
    /// </summary>
    public required HttpClient Http { get; init; }

    /// <summary>Works with secrets without showing them.</summary>
    public required ISecretWork Secrets { get; init; }

    /// <summary>
    /// Folders at the vendor's (SFTP), where <c>plugin.json</c> has <c>files</c> and the connection's settings name the server; null otherwise. Null also for plugins of bank files
    /// (<c>paymentFiles</c>, <c>statementFiles</c>): what they write is released by people, and the house carries it.
    /// </summary>
    public IRemoteFiles? Files { get; init; }

    /// <summary>The time; tests set it.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Lines shown to the firm's administrator; at most 1,000 characters each. Never a secret, an account number or a body.</summary>
    public required ILogger Log { get; init; }

    /// <summary>A text setting; null when absent or empty.</summary>
    public string? Text(string name) =>
        Settings.ValueKind == JsonValueKind.Object && Settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A text setting that must be there.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>, with the setting named.</exception>
    public string Required(string name) => Text(name) ?? throw new ConnectorException(ErrorClass.Validation, $"The setting '{name}' is missing.");
}

/// <summary>What the host does with a secret on a plugin's behalf.</summary>
public interface ISecretWork
{
    /// <summary>HMAC-SHA256 of some bytes under a secret's UTF-8 bytes.</summary>
    /// <exception cref="ConnectorException">There is no such secret on this connection (<see cref="ErrorClass.Auth"/>).</exception>
    Task<byte[]> HmacSha256(string secret, ReadOnlyMemory<byte> data, CancellationToken ct);

    /// <summary>Whether a value equals the secret, compared in constant time.</summary>
    Task<bool> Matches(string secret, string value, CancellationToken ct);
}

/// <summary>
/// Files at the vendor's, by a carrier that the host drives (SFTP with pinned host key). Paths are relative to the folder of the settings, divided by <c>/</c>; none leaves it, and no link is followed.
/// Errors are <see cref="ConnectorException"/>s: <see cref="ErrorClass.NotFound"/> (no such file or folder), <see cref="ErrorClass.Auth"/>, <see cref="ErrorClass.Validation"/> (a path out of form),
/// <see cref="ErrorClass.Permanent"/> (another host key than the pinned, a file above the limit, no right to it), <see cref="ErrorClass.Transient"/> (no answer; each operation may be done again).
/// </summary>
public interface IRemoteFiles
{
    /// <summary>The files there, by path; none whose name begins with a dot, and no link.</summary>
    Task<IReadOnlyList<RemoteFile>> List(string folder, CancellationToken ct);

    /// <summary>A file's bytes, at most the manifest's answer size.</summary>
    Task<byte[]> Read(string path, CancellationToken ct);

    /// <summary>Writes under a passing name and renames when whole; a file of that name with the same bytes is left as it is. A missing folder is made.</summary>
    /// <exception cref="ConnectorException">A file of that name with other bytes is there (<see cref="ErrorClass.Conflict"/>).</exception>
    Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct);

    /// <summary>Moves a file, as from <c>in/</c> to <c>processed/</c>; a missing folder is made.</summary>
    /// <exception cref="ConnectorException">A file of the new name is there (<see cref="ErrorClass.Conflict"/>).</exception>
    Task Move(string from, string to, CancellationToken ct);
}

/// <summary>A file at the vendor's.</summary>
public sealed record RemoteFile(string Path, long Length, DateTimeOffset ModifiedAt);
