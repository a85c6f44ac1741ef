using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace StratCap.Notifications.Sending;

/// <summary>The mail server cannot be reached, or does not let us in: no message is to blame.</summary>
internal sealed class MailServerOutOfReachException(string host, Exception why) : Exception($"The mail server {host} is out of reach: {why.Message}", why);

/// <summary>One round of sending: a connection to the mail server that is opened when it is needed and kept for the round, or a folder for files.</summary>
internal sealed class MailSession(IOptions<SmtpOptions> options) : IAsyncDisposable
{
    private readonly SmtpOptions _smtp = options.Value;
    private ReportingClient? _client;

    /// <summary>Sends a message and tells where it went.</summary>
    /// <param name="bouncesTo">The envelope sender, to which reports of failure come; null for that of the message.</param>
    public async Task<string> Send(MimeMessage message, string? bouncesTo, string fileName, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(_smtp.Host)) return await WriteFile(message, bouncesTo, fileName, ct);
        var client = await Connected(ct);
        client.AsksForReports = bouncesTo is not null;
        try
        {
            await client.SendAsync(message, bouncesTo is null ? message.From.Mailboxes.Single() : new MailboxAddress("", bouncesTo), message.To.Mailboxes, ct);
        }
        catch (Exception e) when (e is not SmtpCommandException)
        {
            // The connection is in no known state any more: the next message gets a new one.
            await DisposeAsync();
            throw;
        }
        return $"{_smtp.Host}:{_smtp.Port}";
    }

    private async Task<ReportingClient> Connected(CancellationToken ct)
    {
        if (_client is { IsConnected: true } open) return open;
        await DisposeAsync();
        _client = new ReportingClient { Timeout = _smtp.TimeoutSeconds * 1000 };
        var security = !_smtp.UseTls ? SecureSocketOptions.None : _smtp.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        try
        {
            await _client.ConnectAsync(_smtp.Host!, _smtp.Port, security, ct);
            if (!string.IsNullOrEmpty(_smtp.User)) await _client.AuthenticateAsync(_smtp.User, _smtp.Password ?? "", ct);
            return _client;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await DisposeAsync();
            throw new MailServerOutOfReachException(_smtp.Host!, e);
        }
    }

    private async Task<string> WriteFile(MimeMessage message, string? bouncesTo, string fileName, CancellationToken ct)
    {
        var folder = Path.GetFullPath(_smtp.PickupDirectory);
        Directory.CreateDirectory(folder);
        // Where there is no envelope, the header says what it would.
        if (bouncesTo is not null) message.Headers.Insert(0, HeaderId.ReturnPath, $"<{bouncesTo}>");
        var (path, part) = (Path.Combine(folder, fileName), Path.Combine(folder, fileName + ".part"));
        await message.WriteToAsync(part, ct);
        File.Move(part, path, overwrite: true);
        return path.Length > 500 ? path[^500..] : path;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is null) return;
        if (_client.IsConnected)
        {
            try
            {
                await _client.DisconnectAsync(quit: true);
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or SmtpProtocolException)
            {
                // The server has gone already; there is nothing left to take leave of.
                _client.Dispose();
            }
        }
        _client.Dispose();
        _client = null;
    }

    /// <summary>Asks mail servers that can (RFC 3461) for reports of failure and delay, with no more of the message than its headers.</summary>
    private sealed class ReportingClient : SmtpClient
    {
        public ReportingClient() => DeliveryStatusNotificationType = DeliveryStatusNotificationType.HeadersOnly;

        public bool AsksForReports { get; set; }

        protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
            AsksForReports ? DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay : null;
    }
}
