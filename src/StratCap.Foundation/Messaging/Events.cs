using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StratCap.Foundation.Messaging;

/// <summary>Something that happened, told to other modules through the outbox. Implementations live in Contracts.</summary>
public interface IEvent
{
    /// <summary>What it happened to (a fund, a workflow, a tenant); events of one aggregate arrive in order.</summary>
    Guid AggregateId { get; }
}

/// <summary>The event's stable name on the wire, such as <c>funds.capital_call_issued</c>, and its version.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name, int version = 1) : Attribute
{
    public string Name { get; } = name;
    public int Version { get; } = version;

    /// <summary>The name of an event type.</summary>
    /// <exception cref="InvalidOperationException">The type carries no name.</exception>
    public static EventNameAttribute Of(Type type) => type.GetCustomAttribute<EventNameAttribute>()
        ?? throw new InvalidOperationException($"{type.Name} has no [EventName]: names on the wire must not follow the code's.");
}

/// <summary>The envelope on the wire, in the form the product's contract fixes, with tenant, id and cause.</summary>
public sealed record EventEnvelope
{
    public required Guid EventId { get; init; }
    public required string EventType { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required Guid AggregateId { get; init; }
    public required int Version { get; init; }
    public required Guid TenantId { get; init; }
    public Guid? CausationId { get; init; }
    public Guid ActorId { get; init; }
    public string ActorName { get; init; } = "";

    /// <summary>The event as JSON; on the wire it is an object, not a string that holds one.</summary>
    [JsonConverter(typeof(JsonText))]
    public required string Data { get; init; }

    private sealed class JsonText : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader).GetRawText();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value);
    }
}

/// <summary>What a handler knows of the event beside its data.</summary>
public sealed record EventContext(Guid EventId, Guid TenantId, Guid? CausationId, DateTimeOffset Timestamp);

/// <summary>Reacts to an event in its module's transaction; called once per event (the inbox sees to it), after any number of deliveries.</summary>
public interface IEventHandler<in TEvent, TDb> where TEvent : IEvent where TDb : Data.ModuleDbContext
{
    /// <summary>Changes what must change through <paramref name="db"/>; the caller saves and commits.</summary>
    Task Handle(TEvent what, EventContext context, TDb db, CancellationToken ct);
}
