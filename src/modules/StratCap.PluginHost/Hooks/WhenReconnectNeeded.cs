using StratCap.Contracts.Plugins;
using StratCap.Foundation.Messaging;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Hooks;

/// <summary>A vendor's webhook says that a person must connect anew: the connection is checked, and its state is what the check finds.</summary>
internal sealed class WhenReconnectNeeded(ConnectionCalls calls, PluginCaller caller) : IEventHandler<ConnectorEvent, PluginHostDbContext>
{
    public async Task Handle(ConnectorEvent what, EventContext context, PluginHostDbContext db, CancellationToken ct)
    {
        if (what.Kind != "reconnect_needed" || await ConnectionFacts.Read(db, what.ConnectionId, ct) is not { Usable: null } facts) return;
        try
        {
            await calls.Check(facts, caller.Check, ct);
        }
        catch (ConnectorException)
        {
            // What it found stands in the connection's state, and in its lines.
        }
    }
}
