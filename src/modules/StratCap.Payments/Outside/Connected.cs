using StratCap.Contracts.Plugins;
using StratCap.Foundation.Web;
using StratCap.PluginSdk;

namespace StratCap.Payments.Outside;

/// <summary>How use cases choose a connection, and what they say when it does not answer.</summary>
internal static class Connected
{
    /// <summary>The firm's connection of that id, if it has the capability and serves the fund; null otherwise.</summary>
    /// <param name="fundId">Null: any fund.</param>
    public static async Task<ConnectionInfo?> Find(this IConnectors connectors, Guid connectionId, string capability, Guid? fundId, CancellationToken ct) =>
        (await connectors.Connections([capability], ct)).FirstOrDefault(c => c.Id == connectionId && (fundId is null || c.FundId is null || c.FundId == fundId));

    /// <summary>What the caller is told of an error outside: to change what was sent, or to try again later.</summary>
    public static Refusal Refuse(ConnectorException e) => e.Class switch
    {
        ErrorClass.Validation or ErrorClass.Conflict => Refusal.Rule("connector.refused", e.Message),
        ErrorClass.NotFound => Refusal.NotFound("connection"),
        ErrorClass.RateLimited => new(503, "connector.unavailable", e.Message, RetryAfterSeconds: Seconds(e.RetryAfter)),
        _ => new(503, "connector.unavailable", e.Message, RetryAfterSeconds: 60),
    };

    private static int Seconds(TimeSpan? wait) => wait is { } time ? (int)Math.Clamp(Math.Ceiling((decimal)time.Ticks / TimeSpan.TicksPerSecond), 1, 3_600) : 60;
}
