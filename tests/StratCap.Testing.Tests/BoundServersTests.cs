using Npgsql;
using RabbitMQ.Client;

namespace StratCap.Testing.Tests;

public sealed class BoundServersTests
{
    [Fact]
    public async Task Postgres_TestProcessKilled_IsGoneToo()
    {
        using var holder = await Holder.StartAsync("postgres");
        (await Sql.ScalarAsync<int>(holder.Line, "select 1")).ShouldBe(1);

        await holder.KillAsync();

        await Eventually.BecomesTrueAsync(() => IsDownAsync(holder.Line), "PostgreSQL ends with its test process");
    }

    [Fact]
    public async Task RabbitMq_TestProcessKilled_IsGoneToo()
    {
        using var holder = await Holder.StartAsync("rabbit");
        await using (var connection = await new ConnectionFactory { Uri = new Uri(holder.Line) }.CreateConnectionAsync())
            connection.IsOpen.ShouldBeTrue();

        await holder.KillAsync();

        var port = new Uri(holder.Line).Port;
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Server.Embedded.FreePort.IsFree(port)), "RabbitMQ ends with its test process");
    }

    private static async Task<bool> IsDownAsync(string connectionString)
    {
        try
        {
            await Sql.ExecuteAsync(connectionString, "select 1");
            return false;
        }
        catch (NpgsqlException)
        {
            return true;
        }
    }
}
