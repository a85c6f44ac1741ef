using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace StratCap.Server.Messaging;

/// <summary>The broker's error queues, for removing what an operator has sent again.</summary>
internal sealed class ErrorQueue(Uri broker)
{
    private const int MostLookedAt = 10_000;

    /// <summary>
    /// Removes the copy of an event from a module's error queue; false when it is not among the first ten thousand. A queue can be read at its head
    /// only, so what is passed over goes to the end: published anew, confirmed, and only then taken off the head. Dying in between leaves a second copy, never none.
    /// </summary>
    public async Task<bool> Remove(string module, Guid eventId, CancellationToken ct)
    {
        var queue = Wire.ErrorQueueOf(module);
        await using var connection = await new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync("stratcap error queue", ct);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        try
        {
            var waiting = Math.Min(await channel.MessageCountAsync(queue, ct), MostLookedAt);
            for (var looked = 0U; looked < waiting; looked++)
            {
                if (await channel.BasicGetAsync(queue, autoAck: false, ct) is not { } message) return false;
                var found = Guid.TryParse(message.BasicProperties.MessageId, out var id) && id == eventId;
                if (!found) await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, ct);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
                if (found) return true;
            }
            return false;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false; // No error queue: nothing of this module ever failed here.
        }
    }
}
