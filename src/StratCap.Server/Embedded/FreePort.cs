using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace StratCap.Server.Embedded;

/// <summary>
/// Free ports on 127.0.0.1, below the range from which the kernel serves outgoing connections: a server that is down for a while finds its port again.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int AfterLast = 32_000;

    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, AfterLast);
            if (IsFree(port))
                return port;
        }
        throw new EmbeddedPostgresException(
            "embedded_postgres.no_port", $"No free port was found on 127.0.0.1 between {First} and {AfterLast}; stop some servers, then start again.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
