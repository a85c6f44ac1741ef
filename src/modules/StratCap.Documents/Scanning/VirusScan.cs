using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StratCap.Documents.Scanning;

/// <summary>What the scanner says of a file.</summary>
/// <param name="Virus">The name of what was found; null when nothing was.</param>
/// <param name="Away">The scanner gave no verdict: it cannot be reached, or cannot look at such a file.</param>
internal sealed record Verdict(string? Virus, bool Away)
{
    public static readonly Verdict Clean = new(null, false);
    public static readonly Verdict None = new(null, true);
}

/// <summary>Shows files to clamd, where one is configured, by its INSTREAM command: pieces with their lengths before them, and one line as the answer.</summary>
internal sealed class VirusScan(DocumentOptions options)
{
    private const int Piece = 1 << 16;
    private const int LongestAnswer = 4_096;

    /// <summary>Shows a file; it can seek, and stands at its beginning afterwards.</summary>
    public async Task<Verdict> Look(Stream content, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(options.Scanner)) return Verdict.Clean;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(TimeSpan.FromSeconds(options.ScanSeconds));
        try
        {
            content.Position = 0;
            return Read(await Ask(options.Scanner, content, limited.Token));
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Verdict.None;
        }
        finally
        {
            content.Position = 0;
        }
    }

    private static Verdict Read(string answer) =>
        answer == "stream: OK" ? Verdict.Clean
        : answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal) ? new Verdict(answer["stream: ".Length..^" FOUND".Length], false)
        : Verdict.None;

    private static async Task<string> Ask(string scanner, Stream content, CancellationToken ct)
    {
        using var socket = await Connect(scanner, ct);
        await using var wire = new NetworkStream(socket, ownsSocket: false);
        await wire.WriteAsync("zINSTREAM\0"u8.ToArray(), ct);
        var piece = new byte[4 + Piece];
        int read;
        do
        {
            read = await content.ReadAsync(piece.AsMemory(4), ct);
            BinaryPrimitives.WriteInt32BigEndian(piece, read);
            await wire.WriteAsync(piece.AsMemory(0, 4 + read), ct);
        }
        while (read > 0);
        return await Answer(wire, ct);
    }

    private static async Task<string> Answer(NetworkStream wire, CancellationToken ct)
    {
        var answer = new byte[LongestAnswer];
        var length = 0;
        for (int read; length < answer.Length && (read = await wire.ReadAsync(answer.AsMemory(length), ct)) > 0;)
        {
            length += read;
            if (answer[length - 1] == 0) return Encoding.UTF8.GetString(answer, 0, length - 1);
        }
        return "";
    }

    /// <summary>Where clamd listens.</summary>
    /// <exception cref="InvalidOperationException">It is neither a path nor a host with a port: said when the server starts, and not at the first upload.</exception>
    public static EndPoint AddressOf(string scanner)
    {
        if (scanner[0] == '/') return new UnixDomainSocketEndPoint(scanner);
        var colon = scanner.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(scanner[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new DnsEndPoint(scanner[..colon], port)
            : throw new InvalidOperationException($"Documents:Scanner is '{scanner}': give host:port, or the path of clamd's socket.");
    }

    private static async Task<Socket> Connect(string scanner, CancellationToken ct)
    {
        var address = AddressOf(scanner);
        var socket = address is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
