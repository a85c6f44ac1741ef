using MassTransit;
using MassTransit.Serialization;
using RabbitMQ.Client;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Server.Push;

namespace StratCap.Server.Messaging;

/// <summary>Registers how modules tell each other what happened, and how browsers are told.</summary>
internal static class MessagingServices
{
    // RabbitMQ 4 drops a message of a quorum queue after 20 deliveries unless a limit is set. Dropping is not ours to allow.
    private const int DeliveryLimit = 1_000_000;

    /// <summary>
    /// Adds the store of failed messages, push and cache; in a worker also the bus (RabbitMQ when <c>ConnectionStrings:RabbitMQ</c> is set, in memory
    /// otherwise), the consumers of every module that listens, and the dispatcher. Call it once, in any order with the modules.
    /// </summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration configuration, bool worker)
    {
        var broker = configuration.GetConnectionString("RabbitMQ") is { Length: > 0 } address ? new Uri(address) : null;
        var options = (configuration.GetSection(MessagingOptions.Section).Get<MessagingOptions>() ?? new MessagingOptions()).For(broker is not null);
        services.AddSingleton(options);
        services.AddModuleStore<MessagingDbContext>(MessagingDbContext.Module);
        services.AddPush(configuration);
        if (!worker) return services;
        services.AddEventHandler<ReplayRequested, WhenReplayRequested, MessagingDbContext>(MessagingDbContext.Module);
        services.AddSingleton<FailedMessages>();
        services.AddSingleton<Receipts>();
        services.AddSingleton<BusGate>();
        if (broker is not null) services.AddBroker(broker, options);
        else services.AddMemory(options);
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.ConsumerStopTimeout = options.FinishWithin;
            host.StopTimeout = options.FinishWithin + TimeSpan.FromSeconds(10);
        });
        services.AddHostedService<OutboxDispatcher>(); // After the bus, so that it stops before it.
        return services;
    }

    private static void AddBroker(this IServiceCollection services, Uri broker, MessagingOptions options)
    {
        services.AddSingleton(new ErrorQueue(broker));
        services.AddSingleton<IEventTransport, BrokerTransport>();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((provider, rabbit) =>
            {
                rabbit.Host(broker, host => host.PublisherConfirmation = true);
                rabbit.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType | RawSerializerOptions.AddTransportHeaders, isDefault: true);
                rabbit.Message<EventEnvelope>(message => message.SetEntityName(Wire.Events));
                rabbit.Publish<EventEnvelope>(events => events.ExchangeType = ExchangeType.Direct);
                // An error queue is read by operators, several at once if need be.
                rabbit.SendTopology.ConfigureErrorSettings = errors => errors.SetQueueArgument("x-single-active-consumer", null!);
                foreach (var (module, lanes) in Listeners(provider, options))
                    rabbit.ReceiveEndpoint(Wire.QueueOf(module), queue =>
                    {
                        queue.SetQuorumQueue();
                        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
                        // One process handles a queue at a time and another takes over when it goes: two would break the order of an aggregate's events.
                        queue.SingleActiveConsumer = true;
                        Configure(queue, provider, module, lanes, options);
                        foreach (var type in provider.GetRequiredService<EventDelivery>().TypesOf(module))
                            queue.Bind(Wire.Events, binding => (binding.ExchangeType, binding.RoutingKey) = (ExchangeType.Direct, type));
                    });
            });
        });
    }

    private static void AddMemory(this IServiceCollection services, MessagingOptions options)
    {
        services.AddSingleton<IEventTransport, MemoryTransport>();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((provider, memory) =>
            {
                memory.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType | RawSerializerOptions.AddTransportHeaders, isDefault: true);
                memory.Message<EventEnvelope>(message => message.SetEntityName(Wire.Events));
                memory.Publish<EventEnvelope>(events => events.ExchangeType = MassTransit.Transports.Fabric.ExchangeType.Direct);
                foreach (var (module, lanes) in Listeners(provider, options))
                    memory.ReceiveEndpoint(Wire.QueueOf(module), queue =>
                    {
                        Configure(queue, provider, module, lanes, options);
                        foreach (var type in provider.GetRequiredService<EventDelivery>().TypesOf(module))
                            queue.Bind(Wire.Events, MassTransit.Transports.Fabric.ExchangeType.Direct, type);
                    });
            });
        });
    }

    // Replays are apart, since one may wait for another module's handler and must not hold a place that this one needs; and one at a time,
    // since two that look through the same error queue would hide messages from each other.
    private static IEnumerable<(string Module, AggregateLanes Lanes)> Listeners(IServiceProvider provider, MessagingOptions options)
    {
        var handlers = new SemaphoreSlim(options.HandlersAtOnce);
        var replays = new SemaphoreSlim(1);
        return provider.GetRequiredService<EventDelivery>().Modules.Select(module => (module, new AggregateLanes(module == MessagingDbContext.Module ? replays : handlers)));
    }

    private static void Configure(IReceiveEndpointConfigurator queue, IServiceProvider provider, string module, AggregateLanes lanes, MessagingOptions options)
    {
        queue.ConfigureConsumeTopology = false; // Bound below by type of event: a module's queue gets what it listens to, and nothing else.
        queue.PublishFaults = false;
        queue.PrefetchCount = options.Prefetch;
        // No limit of MassTransit's below the prefetch: a message must reach the lanes even while its predecessors are handled.
        queue.ConcurrentMessageLimit = null;
        queue.ConfigureReceive(receive => receive.UseFilter(lanes));
        queue.Instance(ActivatorUtilities.CreateInstance<EventConsumer>(provider, module));
    }
}
