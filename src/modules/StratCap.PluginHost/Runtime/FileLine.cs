using System.Net;
using System.Net.Sockets;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// A line to a file server that can be cut. The library of SSH writes to its socket on the thread of whoever calls it, without a bound: a server that stops reading would hold that thread for ever. So the library talks to a
/// socket of this process, and the house carries the bytes on; once the line is cut, whatever hangs on it ends with an error.
/// </summary>
internal sealed class FileLine : IDisposable
{
    private readonly Socket outer;
    private readonly TcpListener listener;
    private Socket? inner;

    private FileLine(Socket outer)
    {
        this.outer = outer;
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1);
        Near = (IPEndPoint)listener.LocalEndpoint;
        // Never fails, and ends when the line is cut.
        _ = Carry();
    }

    /// <summary>Where the library connects to, once.</summary>
    internal IPEndPoint Near { get; }

    /// <summary>Connects to a server.</summary>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    internal static async Task<FileLine> Open(IPEndPoint far, CancellationToken ct)
    {
        var socket = new Socket(far.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(far, ct);
            return new FileLine(socket);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task Carry()
    {
        try
        {
            inner = await listener.AcceptSocketAsync();
            listener.Stop();
            inner.NoDelay = true;
            await using NetworkStream near = new(inner), far = new(outer);
            await Task.WhenAll(Carry(near, far, outer), Carry(far, near, inner));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // Whoever uses the line learns of it by his own socket.
            return;
        }
        finally
        {
            Cut();
        }
    }

    /// <summary>Carries one way until that side has said its last word, and hands that on: what a server says before it closes must arrive.</summary>
    private static async Task Carry(Stream from, Stream to, Socket end)
    {
        await from.CopyToAsync(to);
        end.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends it at once; from any thread, and again without effect. What was not carried is lost.</summary>
    internal void Cut()
    {
        foreach (var socket in (Socket?[])[inner, outer]) socket?.Close(0);
        listener.Stop();
    }

    public void Dispose() => Cut();
}
