using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>A mail server inside the test process that keeps what it is sent and delivers nothing.</summary>
public sealed class SmtpCatcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Catch _caught = new();
    private readonly Task _running;

    private SmtpCatcher()
    {
        Port = FreePort.Next();
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).AllowUnsecureAuthentication())
            .Build();
        var services = new ServiceProvider();
        services.Add(_caught);
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public string Host => "127.0.0.1";

    public int Port { get; }

    /// <summary>For settings that take one text, such as <c>smtp://127.0.0.1:21025</c>.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"smtp://{Host}:{Port}");

    /// <summary>All that came so far, in order of arrival.</summary>
    public IReadOnlyList<CaughtMail> Mails => [.. _caught.Mails];

    /// <summary>From now on every message is refused with 451 "try again later", or taken again.</summary>
    public bool Refuses
    {
        get => _caught.Refuses;
        set => _caught.Refuses = value;
    }

    public static SmtpCatcher Start() => new();

    /// <summary>Waits for a mail to somebody; fails with a list of what came when it does not come in time.</summary>
    public async Task<CaughtMail> WaitForAsync(string recipient, TimeSpan? timeout = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (Mails.FirstOrDefault(mail => mail.Recipients.Contains(recipient, StringComparer.OrdinalIgnoreCase)) is { } mail)
                return mail;
            if (waited.Elapsed > (timeout ?? TimeSpan.FromSeconds(20)))
                throw new TimeoutException(
                    $"No mail came to {recipient}; these came: {string.Join("; ", Mails.Select(other => $"{other.Message.Subject} to {string.Join(", ", other.Recipients)}"))}.");
            await Task.Delay(25);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private sealed class Catch : MessageStore
    {
        public ConcurrentQueue<CaughtMail> Mails { get; } = new();

        public volatile bool Refuses;

        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (Refuses)
                return new SmtpResponse(SmtpReplyCode.Aborted, "try again later");
            using var raw = new MemoryStream(buffer.ToArray());
            var message = await MimeMessage.LoadAsync(raw, cancellationToken);
            Mails.Enqueue(new CaughtMail(
                $"{transaction.From.User}@{transaction.From.Host}", [.. transaction.To.Select(to => $"{to.User}@{to.Host}")], message));
            return SmtpResponse.Ok;
        }
    }
}

/// <summary>One mail as the server got it: the envelope, and the message with its parts and attachments.</summary>
public sealed record CaughtMail(string Sender, IReadOnlyList<string> Recipients, MimeMessage Message);
