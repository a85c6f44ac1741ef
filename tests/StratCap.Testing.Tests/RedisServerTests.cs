using StackExchange.Redis;

namespace StratCap.Testing.Tests;

public sealed class RedisServerTests
{
    [Fact]
    public async Task Value_Written_IsRead()
    {
        var server = await RedisServer.SharedAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);

        await redis.GetDatabase().StringSetAsync("nav", "100.00");

        (await redis.GetDatabase().StringGetAsync("nav")).ToString().ShouldBe("100.00");
    }

    [Fact]
    public async Task Server_DownAndUpAgain_AnswersOnTheSamePortEmpty()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using (var before = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString))
            await before.GetDatabase().StringSetAsync("nav", "100.00");

        await server.StopAsync();
        await Should.ThrowAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",connectRetry=1,connectTimeout=500"));
        await server.StartAsync();

        await using var after = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        (await after.GetDatabase().StringGetAsync("nav")).HasValue.ShouldBeFalse();
    }
}
