using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace StratCap.Documents.Scanning;

/// <summary>What the scanner says of a file.</summary>
/// <param name="Virus">The name of what was found; null when nothing was.</param>
/// <param name="Away">The scanner gave no verdict: it cannot be reached, or something went wrong with it.</param>
/// <param name="TooLarge">The file has more bytes than the scanner takes.</param>
internal sealed record Verdict(string? Virus = null, bool Away = false, bool TooLarge = false)
{
    public static readonly Verdict Clean = new();
    public static readonly Verdict None = new(Away: true);
}

/// <summary>Shows files to clamd, where one is configured, by its INSTREAM command: pieces with their lengths before them, and one line as the answer.</summary>
internal sealed partial class VirusScan(DocumentOptions options, ILogger<VirusScan> log)
{
    private const int Piece = 1 << 16;
    private const int LongestAnswer = 4_096;
    private const string Clean = "stream: OK";

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

    private Verdict Read(string answer)
    {
        if (answer == Clean) return Verdict.Clean;
        if (answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal)) return new Verdict(Virus: answer["stream: ".Length..^" FOUND".Length]);
        if (answer.StartsWith("INSTREAM size limit exceeded", StringComparison.Ordinal)) return new Verdict(TooLarge: true);
        NoVerdict(answer);
        return Verdict.None;
    }

    private static async Task<string> Ask(string scanner, Stream content, CancellationToken ct)
    {
        using var socket = await Connect(scanner, ct);
        await using var wire = new NetworkStream(socket, ownsSocket: false);
        var whole = await Write(wire, "zINSTREAM\0"u8.ToArray(), ct) && await Send(content, wire, ct);
        // One that takes no more has said why; that what it saw in part is clean is no answer.
        var answer = await Answer(wire, ct);
        return whole || answer != Clean ? answer : "";
    }

    private static async Task<bool> Send(Stream content, NetworkStream wire, CancellationToken ct)
    {
        var piece = new byte[4 + Piece];
        int read;
        do
        {
            read = await content.ReadAsync(piece.AsMemory(4), ct);
            BinaryPrimitives.WriteInt32BigEndian(piece, read);
            if (!await Write(wire, piece.AsMemory(0, 4 + read), ct)) return false;
        }
        while (read > 0);
        return true;
    }

    /// <summary>False when the other end takes no more.</summary>
    private static async Task<bool> Write(NetworkStream wire, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await wire.WriteAsync(bytes, ct);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scanner for viruses gave no verdict; it said '{Answer}'")]
    private partial void NoVerdict(string answer);
}
