using StratCap.Foundation.Data;
using StratCap.Foundation.Web;

namespace StratCap.Server;

/// <summary>Probes: <c>live</c> says that the process answers, <c>ready</c> that it can reach its database.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).WithSummary("Whether the process answers").WithTags("Health").Public("Probes carry no token.");
        app.MapGet("/health/ready", Ready).WithSummary("Whether the process can work").WithTags("Health").Public("Probes carry no token.");
    }

    private static async Task<IResult> Ready(PlatformConnections connections, CancellationToken ct)
    {
        try
        {
            await using var connection = await connections.Open("tenancy", ct);
            await using var command = new Npgsql.NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(ct);
            return Results.Ok(new { status = "ready" });
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
        {
            return RefusalResult.Of(new Refusal(503, "health.database_unreachable", "The database does not answer.", RetryAfterSeconds: 5));
        }
    }
}
