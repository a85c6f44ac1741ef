using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Walls;

/// <summary>Four connections shared by sixteen readers of two tenants: no connection carries a tenant from one to the next, not even after a cancelled request.</summary>
[Collection(nameof(World))]
public sealed class PoolHammerTests(World world)
{
    private const int Readers = 16;
    private const int ReadsEach = 150;

    [Fact]
    public async Task FourConnections_SixteenReadersOfTwoTenants_NeverShowAForeignRow()
    {
        await using var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(new DatabaseRoles(world.House.Database).Application) { MaxPoolSize = 4, Timeout = 120 }.ConnectionString).Build();
        await using var scope = world.House.Services.CreateAsyncScope();
        // The product's own options, its wall's interceptor included, over a small pool.
        var options = new DbContextOptionsBuilder<FundsDbContext>(scope.ServiceProvider.GetRequiredService<DbContextOptions<FundsDbContext>>()).UseNpgsql(source).Options;
        var tenant = world.House.Services.GetRequiredService<CurrentTenant>();
        var (read, foreign, cancelled) = (0L, 0L, 0L);
        var pids = new System.Collections.Concurrent.ConcurrentDictionary<int, byte>();

        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            for (var i = 0; i < ReadsEach; i++)
            {
                var me = random.Next(2) == 0 ? world.A.Id : world.B.Id;
                using var _ = tenant.Use(me);
                await using var db = new FundsDbContext(options, tenant);
                using var impatience = new CancellationTokenSource();
                var willCancel = random.Next(10) == 0;
                try
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
                    if (willCancel)
                    {
                        impatience.CancelAfter(5);
                        await db.Database.ExecuteSqlRawAsync("select pg_sleep(5)", impatience.Token);
                    }
                    var owners = await db.Partners.IgnoreQueryFilters().Select(p => p.TenantId).ToListAsync(CancellationToken.None);
                    var facts = await db.Database.SqlQueryRaw<Guid>("select tenant_id as \"Value\" from funds.facts").ToListAsync(CancellationToken.None);
                    pids.TryAdd(await db.Database.SqlQueryRaw<int>("select pg_backend_pid() as \"Value\"").SingleAsync(CancellationToken.None), 0);
                    Interlocked.Add(ref read, owners.Count(o => o == me) + facts.Count(f => f == me));
                    Interlocked.Add(ref foreign, owners.Count(o => o != me) + facts.Count(f => f != me));
                    if (random.Next(2) == 0) await transaction.CommitAsync(CancellationToken.None);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
            }
        })));

        foreign.ShouldBe(0);
        read.ShouldBeGreaterThan(Readers * ReadsEach * 13L, "every reader must have seen its own partners");
        cancelled.ShouldBeGreaterThan(50, "requests must have been cancelled in the middle");
        pids.Count.ShouldBeInRange(1, 4 + (int)cancelled, "the pool was meant to be small");
        await using var after = await source.OpenConnectionAsync();
        await using var left = new NpgsqlCommand("select coalesce(current_setting('app.tenant_id', true), '')", after);
        (await left.ExecuteScalarAsync()).ShouldBe("");
    }

    /// <summary>The same over HTTP: callers that hang up in the middle, and answers that must hold the caller's own fund alone.</summary>
    [Fact]
    public async Task Requests_OfTwoFirmsInterleaved_WithCallersThatHangUp_AnswerTheirOwnFundsOnly()
    {
        var own = new Dictionary<Firm, string>();
        foreach (var firm in (Firm[])[world.A, world.B])
            own[firm] = (await firm.Viewer.Get("/api/v1/funds")).Ok()["data"]!.AsArray().Single(f => f!["name"]!.GetValue<string>() == World.FundName)!["id"]!.GetValue<string>();
        var answered = 0;

        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            for (var i = 0; i < 25; i++)
            {
                var (me, other) = random.Next(2) == 0 ? (world.A, world.B) : (world.B, world.A);
                using var impatience = new CancellationTokenSource(random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 20)) : TimeSpan.FromMinutes(2));
                try
                {
                    var text = await me.Viewer.Http.GetStringAsync("/api/v1/funds", impatience.Token);
                    text.ShouldContain(own[me]);
                    text.ShouldNotContain(own[other]);
                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException)
                {
                    // The caller hung up; the connection goes back to the pool for somebody else.
                }
            }
        })));

        answered.ShouldBeGreaterThan(Readers * 25 / 2);
    }

    [Fact]
    public async Task AConnectionString_WithoutResetOnClose_IsRefusedAtTheStart()
    {
        var careless = new NpgsqlConnectionStringBuilder(world.House.Database) { NoResetOnClose = true }.ConnectionString;

        Should.Throw<InvalidOperationException>(() => new DatabaseRoles(careless)).Message.ShouldContain("No Reset On Close");
        await using var house = new House(careless, []);
        (await Should.ThrowAsync<InvalidOperationException>(async () => await house.InitializeAsync())).Message.ShouldContain("No Reset On Close");
    }
}
