using System.Text;
using RabbitMQ.Client;

namespace StratCap.Testing.Tests;

public sealed class RabbitMqServerTests
{
    [Fact]
    public async Task Message_Published_IsConsumedInItsOwnVhostOnly()
    {
        var server = await RabbitMqServer.SharedAsync();
        var one = await server.CreateVhostAsync();
        var two = await server.CreateVhostAsync();

        await PublishAsync(one, "calls", "issued");

        (await TakeAsync(one, "calls")).ShouldBe("issued");
        (await TakeAsync(two, "calls")).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Broker_DownAndUpAgain_KeepsDurableMessages(bool abruptly)
    {
        await using var server = await RabbitMqServer.StartNewAsync();
        var vhost = await server.CreateVhostAsync();
        // RabbitMQ writes a new queue's name to disk only after seconds, though it confirms messages to it before; an orderly stop writes it now.
        (await TakeAsync(vhost, "calls")).ShouldBeNull();
        await server.StopAsync();
        await server.StartAsync();
        await PublishAsync(vhost, "calls", "issued");

        await (abruptly ? server.KillAsync() : server.StopAsync());
        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.BrokerUnreachableException>(() => TakeAsync(vhost, "calls"));
        await server.StartAsync();

        (await TakeAsync(vhost, "calls")).ShouldBe("issued");
        (await TakeAsync(vhost, "calls")).ShouldBeNull();
    }

    private static async Task PublishAsync(string address, string queue, string text)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(text));
    }

    private static async Task<string?> TakeAsync(string address, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        var taken = await channel.BasicGetAsync(queue, autoAck: true);
        return taken is null ? null : Encoding.UTF8.GetString(taken.Body.Span);
    }
}
