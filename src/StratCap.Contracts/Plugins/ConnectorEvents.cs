using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Plugins;

/// <summary>
/// A vendor's webhook said that something changed; told once for each of the vendor's events, after the plugin verified it. It says what to read again over the connection, and is no fact by itself:
/// nothing is booked from it.
/// </summary>
/// <param name="ConnectionId">Over which connection.</param>
/// <param name="FundId">Null: the connection is for every fund.</param>
/// <param name="PluginId">Such as <c>stratcap.quickbooks</c>.</param>
/// <param name="ProviderEventId">The vendor's id of the event.</param>
/// <param name="ExternalAccount">The company, item or account at the vendor.</param>
/// <param name="Kind"><c>entries_changed</c>, <c>accounts_changed</c>, <c>transactions_changed</c>, <c>payment_changed</c>, <c>investor_changed</c>, <c>reconnect_needed</c>, <c>other</c>.</param>
/// <param name="ResourceId">The vendor's id of what changed.</param>
/// <param name="OccurredAt">When.</param>
[EventName("plugins.connector_event")]
public sealed record ConnectorEvent(
    Guid ConnectionId, Guid? FundId, string PluginId, string ProviderEventId, string? ExternalAccount, string Kind, string? ResourceId, DateTimeOffset OccurredAt) : IEvent
{
    Guid IEvent.AggregateId => ConnectionId;
}
