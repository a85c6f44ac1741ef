using System.Diagnostics;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;
using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// One connection's folder at its SFTP server, for a call: signed in when first used, with the host key that the settings pin, over an address that was checked. One operation runs at a time.
/// A file gets its name only when it is whole, and never takes another's place: the server's plain rename refuses that. No path leaves the folder, and none leads over a link.
/// </summary>
internal sealed class RemoteFolder(FilePlace place, IEgressRoutes routes, Func<string, CancellationToken, Task<string?>> secret, ICallJournal journal, int mostBytes, TimeSpan patience) : IRemoteFiles, IDisposable
{
    private const int MostFiles = 10_000;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);

    // Whoever says good-bye to a server that does not listen leaves all the same.
    private static readonly TimeSpan PartingPatience = TimeSpan.FromSeconds(3);

    // Some calls of the library hold their thread: no server may hold one for long, and the line is cut when the time is over.
    private static readonly TimeSpan OperationPatience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim turn = new(1, 1);
    private SftpClient? client;
    private FileLine? line;
    private string root = "";

    /// <summary>Called before something changes at the server that others may see.</summary>
    internal Action Leaving { get; init; } = () => { };

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteFile>> List(string folder, CancellationToken ct) => Do<IReadOnlyList<RemoteFile>>("LIST", folder, async (sftp, note, token) =>
    {
        var found = new List<RemoteFile>();
        await foreach (var file in sftp.ListDirectoryAsync(await Folder(sftp, FilePaths.Parts(folder), make: false, token), token))
        {
            if (!file.IsRegularFile || !FilePaths.IsName(file.Name)) continue;
            if (found.Count == MostFiles) throw new ConnectorException(ErrorClass.Permanent, $"'{folder}' has more than {MostFiles:N0} files: move away what is done.", EgressCodes.TooLarge);
            found.Add(new($"{folder.TrimEnd('/')}/{file.Name}", file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)));
        }
        note.In = found.Count;
        return [.. found.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }, ct);

    /// <inheritdoc/>
    public Task<byte[]> Read(string path, CancellationToken ct) => Do("READ", path, async (sftp, note, token) =>
    {
        var bytes = await Content(sftp, await File(sftp, FilePaths.Parts(path), token), path, token);
        note.In = bytes.Length;
        return bytes;
    }, ct);

    /// <inheritdoc/>
    public async Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        if (await Look(path, content, ct) == FilePresence.There) return;
        await Stage(path, content, makeFolder: true, ct);
        await Publish(path, content, ct);
    }

    /// <summary>What is there of a file with these bytes.</summary>
    /// <exception cref="ConnectorException">A file of that name with other bytes (<see cref="ErrorClass.Conflict"/>).</exception>
    internal Task<FilePresence> Look(string path, ReadOnlyMemory<byte> content, CancellationToken ct) => Do("LOOK", path, async (sftp, note, token) =>
    {
        var parts = FilePaths.Parts(path);
        if (await Attributes(sftp, parts, token) is not { } there)
            return await Attributes(sftp, [.. parts[..^1], Passing(parts[^1], content)], token) is null ? FilePresence.Absent : FilePresence.Passing;
        return await Holds(sftp, there, content, path, token) ? FilePresence.There : throw Another(path);
    }, ct);

    /// <summary>
    /// Puts the bytes there under a passing name, which is made of them: whoever is stopped begins anew, and two who write different bytes never mix. They are written under a name of the writer's own first, so that the passing
    /// file is whole, whoever else writes it meanwhile, and nothing that somebody laid there under its name is written through.
    /// </summary>
    /// <param name="makeFolder">False: a missing folder is refused (<see cref="ErrorClass.NotFound"/>).</param>
    /// <exception cref="ConnectorException">Other bytes lie there under the passing name (<see cref="ErrorClass.Conflict"/>), or a link (<see cref="ErrorClass.Permanent"/>).</exception>
    internal Task Stage(string path, ReadOnlyMemory<byte> content, bool makeFolder, CancellationToken ct) => Do("WRITE", path, async (sftp, note, token) =>
    {
        if (content.Length > mostBytes) throw TooLong(path);
        var parts = FilePaths.Parts(path);
        var folder = await Folder(sftp, parts[..^1], makeFolder, token);
        var own = $"{folder}/.{Short(parts[^1])}.{Guid.NewGuid():N}.part";
        await using (var to = await sftp.OpenAsync(own, FileMode.CreateNew, FileAccess.Write, token)) await to.WriteAsync(content, token);
        note.Out = content.Length;
        try
        {
            await sftp.RenameFileAsync(own, $"{folder}/{Passing(parts[^1], content)}", token);
        }
        catch (SftpException e)
        {
            await sftp.DeleteFileAsync(own, token);
            if (e is SftpPermissionDeniedException) throw;
            // Another writer may have been first, and may have given it its name already.
            var there = await Attributes(sftp, [.. parts[..^1], Passing(parts[^1], content)], token) ?? await Attributes(sftp, parts, token);
            if (there is null) throw;
            if (!await Holds(sftp, there, content, path, token)) throw Another(path);
        }
        return true;
    }, ct);

    /// <summary>Gives the passing file its name.</summary>
    /// <exception cref="ConnectorException">
    /// A file of that name with other bytes (<see cref="ErrorClass.Conflict"/>); no passing file and none of that name (<see cref="ErrorClass.NotFound"/>); or it cannot be known whether it was done
    /// (<see cref="ErrorClass.Transient"/>).
    /// </exception>
    internal async Task Publish(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var parts = FilePaths.Parts(path);
        try
        {
            await Do("RENAME", path, async (sftp, _, token) =>
            {
                var folder = await Folder(sftp, parts[..^1], make: false, token);
                var passing = await Straight(sftp, $"{folder}/{Passing(parts[^1], content)}", token);
                Leaving();
                await sftp.RenameFileAsync(passing.FullName, $"{folder}/{parts[^1]}", token);
                return true;
            }, ct);
        }
        catch (ConnectorException e) when ((e.VendorCode == ServerRefused || e.Class == ErrorClass.NotFound) && !ct.IsCancellationRequested)
        {
            // Another writer may have been first.
            if (await Look(path, content, ct) != FilePresence.There) throw;
        }
    }

    /// <inheritdoc/>
    public async Task Move(string from, string to, CancellationToken ct)
    {
        var (old, parts) = (FilePaths.Parts(from), FilePaths.Parts(to));
        await Do("MOVE", from, async (sftp, _, token) =>
        {
            var source = await File(sftp, old, token);
            var folder = await Folder(sftp, parts[..^1], make: true, token);
            if (await Attributes(sftp, parts, token) is not null) throw Another(to);
            Leaving();
            await sftp.RenameFileAsync(source, $"{folder}/{parts[^1]}", token);
            return true;
        }, ct);
    }

    public void Dispose()
    {
        Drop();
        turn.Dispose();
    }

    // ---- inside the folder ----

    /// <summary>The real path of a folder inside the root.</summary>
    /// <exception cref="ConnectorException">A part of it is a link (<see cref="ErrorClass.Permanent"/>), or it is not there.</exception>
    private async Task<string> Folder(SftpClient sftp, string[] parts, bool make, CancellationToken ct)
    {
        var path = root;
        foreach (var part in parts)
        {
            path = $"{path}/{part}";
            if (make && !await sftp.ExistsAsync(path, ct)) await sftp.CreateDirectoryAsync(path, ct);
            await Straight(sftp, path, ct);
        }
        return path;
    }

    private async Task<string> File(SftpClient sftp, string[] parts, CancellationToken ct)
    {
        var file = await Straight(sftp, $"{await Folder(sftp, parts[..^1], make: false, ct)}/{parts[^1]}", ct);
        return file.IsRegularFile ? file.FullName : throw new ConnectorException(ErrorClass.NotFound, $"'{Egress.Shown(string.Join('/', parts))}' is no file.");
    }

    private async Task<ISftpFile?> Attributes(SftpClient sftp, string[] parts, CancellationToken ct)
    {
        try
        {
            return await Straight(sftp, $"{await Folder(sftp, parts[..^1], make: false, ct)}/{parts[^1]}", ct);
        }
        catch (SftpPathNotFoundException)
        {
            return null;
        }
    }

    // The server resolves a path before it describes it: what is called otherwise afterwards was a link.
    private static async Task<ISftpFile> Straight(SftpClient sftp, string path, CancellationToken ct)
    {
        var found = await sftp.GetAsync(path, ct);
        return found.FullName == path && !found.IsSymbolicLink ? found : throw new ConnectorException(ErrorClass.Permanent, "A link stands on the way to that file: links are not followed.", LinkRefused);
    }

    private async Task<bool> Holds(SftpClient sftp, ISftpFile there, ReadOnlyMemory<byte> content, string path, CancellationToken ct) =>
        there.Length == content.Length && (await Content(sftp, there.FullName, path, ct)).AsSpan().SequenceEqual(content.Span);

    private async Task<byte[]> Content(SftpClient sftp, string fullName, string path, CancellationToken ct)
    {
        await using var from = await sftp.OpenAsync(fullName, FileMode.Open, FileAccess.Read, ct);
        if (from.Length > mostBytes) throw TooLong(path);
        using var kept = new MemoryStream((int)from.Length);
        var buffer = new byte[81_920];
        for (int read; (read = await from.ReadAsync(buffer, ct)) > 0;)
        {
            if (kept.Length + read > mostBytes) throw TooLong(path);
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private static string Passing(string name, ReadOnlyMemory<byte> content) => $".{Short(name)}.{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content.Span))[..16]}.part";

    private static string Short(string name) => name.Length > 150 ? name[..150] : name;

    private static ConnectorException Another(string path) => new(ErrorClass.Conflict, $"Another file named '{Egress.Shown(path)}' is there already: nothing was written over it.", "files.exists");

    private ConnectorException TooLong(string path) => new(ErrorClass.Permanent, $"'{Egress.Shown(path)}' is longer than the plugin's limit of {mostBytes >> 20} MB.", EgressCodes.TooLarge);

    // ---- the line ----

    /// <summary>The key that the server showed is none of those that the settings pin.</summary>
    internal const string HostKeyChanged = "files.host_key";

    /// <summary>A link was to be followed.</summary>
    internal const string LinkRefused = "files.link";

    /// <summary>The server refused an operation without saying more than that.</summary>
    internal const string ServerRefused = "files.refused";

    private async Task<T> Do<T>(string verb, string path, Func<SftpClient, Note, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        var note = new Note(verb, place.Host, path);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(patience);
        await turn.WaitAsync(ct);
        try
        {
            client ??= await Connect(time.Token);
            await using var bound = time.Token.UnsafeRegister(cut => ((FileLine?)cut)?.Cut(), line);
            var done = await work(client, note, time.Token);
            note.Status = 0;
            return done;
        }
        catch (Exception error) when (error is not ConnectorException && !ct.IsCancellationRequested && Told(time.IsCancellationRequested ? new OperationCanceledException(error.Message, error) : error) is { } told)
        {
            // An answer that is still on its way must not be taken for the next one's.
            if (error is not SftpException) Drop();
            note.Status = (error as SftpException)?.StatusCode is { } status ? (int)status : null;
            throw told;
        }
        catch (ConnectorException error)
        {
            note.Refused = error.Message;
            throw;
        }
        catch (OperationCanceledException)
        {
            Drop();
            throw;
        }
        finally
        {
            journal.Sent(note.Written());
            turn.Release();
        }
    }

    private async Task<SftpClient> Connect(CancellationToken ct)
    {
        var (methods, points) = (await Methods(ct), await routes.Resolve(place.Host, place.Port, ct));
        Exception? last = null;
        foreach (var point in points)
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
            time.CancelAfter(ConnectPatience);
            try
            {
                line = await FileLine.Open(point, time.Token);
                await using var bound = time.Token.UnsafeRegister(cut => ((FileLine)cut!).Cut(), line);
                return await SignIn(line.Near, methods, time.Token);
            }
            catch (Exception error)
            {
                line?.Dispose();
                line = null;
                if (error is not (System.Net.Sockets.SocketException or SshOperationTimeoutException) && !(time.IsCancellationRequested && !ct.IsCancellationRequested)) throw;
                last = error;
            }
        }
        throw new ConnectorException(ErrorClass.Transient, $"No connection to the file server '{place.Host}'.", EgressCodes.Unreachable, inner: last);
    }

    /// <summary>Signs in over a line, and looks where the folder really is.</summary>
    private async Task<SftpClient> SignIn(System.Net.IPEndPoint near, AuthenticationMethod[] methods, CancellationToken ct)
    {
        var opened = new SftpClient(new Renci.SshNet.ConnectionInfo(near.Address.ToString(), near.Port, place.User, methods) { Timeout = ConnectPatience }) { OperationTimeout = patience < OperationPatience ? patience : OperationPatience };
        string? shown = null;
        opened.HostKeyReceived += (_, key) =>
        {
            key.CanTrust = place.HostKeys.Contains(key.FingerPrintSHA256.TrimEnd('='), StringComparer.Ordinal);
            if (!key.CanTrust) shown = $"{key.HostKeyName} SHA256:{key.FingerPrintSHA256}";
        };
        try
        {
            await opened.ConnectAsync(ct);
            root = (await opened.GetAsync(place.Folder, ct)).FullName.TrimEnd('/');
            return opened;
        }
        catch (Exception error)
        {
            Part(opened);
            if (shown is null) throw;
            throw new ConnectorException(ErrorClass.Permanent, $"The file server '{place.Host}' shows another key than the pinned one ({shown}): nothing was sent to it. Ask whose it is whether the key was changed.", HostKeyChanged, inner: error);
        }
    }

    private async Task<AuthenticationMethod[]> Methods(CancellationToken ct)
    {
        if (place.Need.Key is { } key && await secret(key, ct) is { Length: > 0 } pem) return [new PrivateKeyAuthenticationMethod(place.User, KeyFile(pem))];
        if (place.Need.Password is { } name && await secret(name, ct) is { Length: > 0 } password) return [new PasswordAuthenticationMethod(place.User, password)];
        throw new ConnectorException(ErrorClass.Auth, "Neither a private key nor a password for the file server is set on this connection.", EgressRefusal.Secret);
    }

    private static PrivateKeyFile KeyFile(string pem)
    {
        try
        {
            using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(pem.ReplaceLineEndings("\n").Trim() + "\n"));
            return new PrivateKeyFile(text);
        }
        // What is wrong with a key is said by whatever reads it: its text stays out of the message.
        catch (Exception)
        {
            throw new ConnectorException(ErrorClass.Auth, "The private key for the file server cannot be read: it is wanted in OpenSSH's or PEM form, without a passphrase.", EgressRefusal.Secret);
        }
    }

    /// <summary>An error of the line or the server in the host's classes; null: it is none.</summary>
    private ConnectorException? Told(Exception error) => error switch
    {
        SshAuthenticationException => new(ErrorClass.Auth, $"The file server '{place.Host}' does not take the user or the secret.", inner: error),
        SftpPathNotFoundException => new(ErrorClass.NotFound, $"There is no such file or folder at '{place.Host}'.", inner: error),
        SftpPermissionDeniedException => new(ErrorClass.Permanent, $"The file server '{place.Host}' does not allow that.", "files.denied", inner: error),
        SftpException => new(ErrorClass.Transient, $"The file server '{place.Host}' refused without saying why.", ServerRefused, inner: error),
        SshOperationTimeoutException or OperationCanceledException => new(ErrorClass.Transient, $"The file server '{place.Host}' did not answer in time.", EgressCodes.TimeOut, inner: error),
        SshException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException => new(ErrorClass.Transient, $"The connection to the file server '{place.Host}' broke.", EgressCodes.Broken, inner: error),
        _ => null,
    };

    private void Drop()
    {
        if (client is not null) Part(client);
        line?.Dispose();
        (client, line) = (null, null);
    }

    /// <summary>Says good-bye to the server, which waits for its answer on this thread: the line is cut when none comes.</summary>
    private void Part(SftpClient from)
    {
        using var late = new Timer(cut => ((FileLine?)cut)?.Cut(), line, PartingPatience, Timeout.InfiniteTimeSpan);
        from.Dispose();
    }

    /// <summary>What the audit gets to know of an operation. The status is SFTP's, 0 when it was done.</summary>
    private sealed class Note(string verb, string host, string path)
    {
        private readonly long begun = Stopwatch.GetTimestamp();

        internal int? Status { get; set; }

        internal string? Refused { get; set; }

        internal long In { get; set; }

        internal long Out { get; set; }

        internal SentRequest Written() => new(verb, host, "/" + Egress.Shown(path), Status, Out, In, Stopwatch.GetElapsedTime(begun), Refused);
    }
}
