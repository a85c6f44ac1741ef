using MassTransit;
using Npgsql;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.Server.Messaging;

/// <summary>
/// Takes one module's events off its queue. A failing handler is tried again a few times; then the event goes to the table of failed events and,
/// by the exception that leaves here, to the error queue with its reason. While the database is out of reach nothing is given up: the event waits.
/// </summary>
internal sealed partial class EventConsumer(string module, EventDelivery delivery, FailedMessages failed, Receipts receipts, MessagingOptions options, ILogger<EventConsumer> log)
    : IConsumer<EventEnvelope>
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    public async Task Consume(ConsumeContext<EventEnvelope> context)
    {
        var receipt = context.Headers.Get<string>(Wire.ReceiptHeader);
        try
        {
            await Handle(context);
        }
        catch (GivenUpException givenUp)
        {
            receipts.Settle(receipt); // It is in the table, which is as durable as the outbox.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(givenUp.InnerException!);
        }
        catch (Exception error)
        {
            receipts.Refuse(receipt, error);
            throw;
        }
        receipts.Settle(receipt);
    }

    private async Task Handle(ConsumeContext<EventEnvelope> context)
    {
        var (envelope, ct) = (context.Message, context.CancellationToken);
        for (var (attempts, waits) = (1, 0); ;)
        {
            try
            {
                await delivery.Deliver(module, envelope, ct);
                if (context.Headers.Get<string>(Wire.ReplayHeader) is not null) await failed.Resolve(module, envelope, ct);
                return;
            }
            catch (Exception error) when (!ct.IsCancellationRequested && OutOfReach(error))
            {
                LogWaits(log, error, envelope.EventType, envelope.EventId, module);
                await Task.Delay(Wait(waits++), ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested && error is not TenantScopeMissingException && attempts <= options.Retries.Count)
            {
                LogRetries(log, error, envelope.EventType, envelope.EventId, module, attempts);
                await Task.Delay(options.Retries[attempts++ - 1], ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogGivenUp(log, error, envelope.EventType, envelope.EventId, module, attempts);
                await Park(envelope, attempts, error, ct);
                throw new GivenUpException(error);
            }
        }
    }

    private async Task Park(EventEnvelope envelope, int attempts, Exception why, CancellationToken ct)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                await failed.Park(module, envelope, attempts, why, ct);
                return;
            }
            catch (NpgsqlException error) when (!ct.IsCancellationRequested && error.IsTransient)
            {
                LogWaits(log, error, envelope.EventType, envelope.EventId, module);
                await Task.Delay(Wait(waits), ct);
            }
        }
    }

    private static TimeSpan Wait(int waits) => TimeSpan.FromTicks((long)Math.Min(LongestWait.Ticks, FirstWait.Ticks * Math.Pow(2, Math.Min(waits, 20))));

    // Not reached at all, starting, stopping, or out of connections. A deadlock or a query that takes too long is none of these: it is tried again
    // like any other failure, and given up at last.
    private static bool OutOfReach(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is PostgresException refused)
                return refused.SqlState.StartsWith("57P", StringComparison.Ordinal) || refused.SqlState.StartsWith("08", StringComparison.Ordinal) || refused.SqlState == PostgresErrorCodes.TooManyConnections;
            if (e is NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException }) return true;
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{EventType} {EventId} waits in {Module}: the database is out of reach")]
    private static partial void LogWaits(ILogger log, Exception error, string eventType, Guid eventId, string module);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{EventType} {EventId} failed in {Module}, attempt {Attempt}")]
    private static partial void LogRetries(ILogger log, Exception error, string eventType, Guid eventId, string module, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "{EventType} {EventId} was given up in {Module} after {Attempts} attempts")]
    private static partial void LogGivenUp(ILogger log, Exception error, string eventType, Guid eventId, string module, int attempts);

    private sealed class GivenUpException(Exception why) : Exception(why.Message, why);
}
