using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Walls;

/// <summary>With the filters off and by plain SQL, the application's role sees and changes one tenant's rows only, in every table there is.</summary>
[Collection(nameof(World))]
public sealed class RowIsolationTests(World world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IEnumerable<WalledTable> Walled => world.Tables.Where(t => t.Kind == WallKind.Tenant);

    [Fact]
    public async Task EveryTenantTable_HoldsRowsOfBothFirms_SoThatTheProofsBelowSaySomething()
    {
        var missing = new List<string>();
        await using var owner = await Open(world.House.Database);
        foreach (var table in Walled)
            foreach (var firm in (Firm[])[world.A, world.B])
                if (await Scalar<long>(owner, $"select count(*) from {table.Name} where tenant_id = '{firm.Id}'") == 0) missing.Add($"{table.Name} has no row of {firm.Domain}");
        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_OfAnotherTenant_AreOutOfReachInEveryTable()
    {
        foreach (var (mine, theirs) in ((Firm, Firm)[])[(world.A, world.B), (world.B, world.A)])
        {
            var probe = new RowProbe(world.House.Services, mine.Id, theirs.Id);
            var leaks = new List<string>();
            foreach (var table in Walled)
            {
                leaks.AddRange(await probe.Leaks(table));
                foreach (var seen in await probe.ByEntities(table, ignoreFilters: true)) seen.Own.ShouldBeGreaterThan(0, $"{table.Name}: {seen.Entity}");
            }
            leaks.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task WithoutATenantInScope_NoStoreOpensATransaction()
    {
        foreach (var store in world.House.Services.GetServices<ModuleStore>())
        {
            await using var scope = world.House.Services.CreateAsyncScope();
            var db = store.Open(scope.ServiceProvider);
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.Database.BeginTransactionAsync(Stop));
            Should.Throw<TenantScopeMissingException>(() => db.Database.BeginTransaction());
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.Audit.CountAsync(Stop));
        }
    }

    [Fact]
    public async Task ACommandOutsideATransaction_IsRefusedEvenInScope()
    {
        using var _ = world.House.Services.GetRequiredService<CurrentTenant>().Use(world.A.Id);
        foreach (var store in world.House.Services.GetServices<ModuleStore>())
        {
            await using var scope = world.House.Services.CreateAsyncScope();
            var db = store.Open(scope.ServiceProvider);
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.Audit.CountAsync(Stop));
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.Audit.IgnoreQueryFilters().ToListAsync(Stop));
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.Database.ExecuteSqlRawAsync("select 1", Stop));
            Should.Throw<TenantScopeMissingException>(() => db.Database.ExecuteSqlRaw("select 1"));
            Should.Throw<TenantScopeMissingException>(() => db.Audit.Count());
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.Database.SqlQueryRaw<int>("select 1 as \"Value\"").SingleAsync(Stop));
        }
    }

    [Fact]
    public async Task ARowOfAnotherTenant_CannotBeSavedInScope()
    {
        using var _ = world.House.Services.GetRequiredService<CurrentTenant>().Use(world.A.Id);
        foreach (var store in world.House.Services.GetServices<ModuleStore>())
        {
            await using var scope = world.House.Services.CreateAsyncScope();
            var db = store.Open(scope.ServiceProvider);
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            db.Inbox.Add(new() { TenantId = world.B.Id, EventId = Guid.NewGuid(), Handler = "foreign", At = DateTimeOffset.UtcNow });

            (await Should.ThrowAsync<InvalidOperationException>(() => db.SaveChangesAsync(Stop))).Message.ShouldContain("another tenant");
        }
    }

    [Fact]
    public async Task TheApplicationsRole_WithoutASetting_SeesNothing()
    {
        await using var connection = await Open(new DatabaseRoles(world.House.Database).Application);
        foreach (var table in Walled) (await Scalar<long>(connection, $"select count(*) from {table.Name}")).ShouldBe(0, table.Name);

        // After a transaction the setting is '' and not missing: that must be no tenant too.
        await using (var transaction = await connection.BeginTransactionAsync(Stop))
        {
            await Scalar<string>(connection, $"select set_config('app.tenant_id', '{world.A.Id}', true)");
            (await Scalar<long>(connection, "select count(*) from funds.facts")).ShouldBeGreaterThan(0);
            await transaction.CommitAsync(Stop);
        }
        foreach (var table in Walled) (await Scalar<long>(connection, $"select count(*) from {table.Name}")).ShouldBe(0, table.Name);
    }

    [Fact]
    public async Task ThePlatformsRole_SeesTheTablesThatSaySo_AndNoOther()
    {
        await using var connection = await Open(new DatabaseRoles(world.House.Database).Platform);
        foreach (var table in world.Tables)
        {
            if (table.PlatformVisible) (await Scalar<long>(connection, $"select count(distinct tenant_id) from {table.Name}")).ShouldBeGreaterThan(1, table.Name);
            else (await Should.ThrowAsync<PostgresException>(() => Scalar<long>(connection, $"select count(*) from {table.Name}"), table.Name)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, table.Name);
        }
    }

    [Fact]
    public async Task AppendOnlyRows_AreRefusedToTheApplicationByGrant_AndToTheOwnerByTrigger()
    {
        await using var application = await Open(new DatabaseRoles(world.House.Database).Application);
        await using var owner = await Open(world.House.Database);
        var tables = world.Tables.Where(t => t.AppendOnly).ToList();
        tables.ShouldContain(t => t.Name == "funds.facts");
        foreach (var table in tables)
            foreach (var change in (string[])[$"update {table.Name} set tenant_id = tenant_id where tenant_id = '{world.A.Id}'", $"delete from {table.Name} where tenant_id = '{world.A.Id}'", $"truncate {table.Name}"])
            {
                (await Refusal(application, change, world.A.Id)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, change);
                (await Refusal(owner, change.Replace("truncate " + table.Name, $"truncate {table.Name} cascade", StringComparison.Ordinal), world.A.Id)).ShouldBe(PostgresErrorCodes.RaiseException, change);
            }
    }

    /// <summary>The proof above is able to fail: take the wall away and the same probe reports what comes through.</summary>
    [Fact]
    public async Task TheProbe_OnADatabaseWithoutRowSecurity_ReportsLeaks()
    {
        var database = await House.FreshDatabase();
        await using var house = Composed(database);
        var (mine, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var owner = await Open(database);
        foreach (var tenant in (Guid[])[mine, theirs]) await FloorRows.Add(owner, "funds", tenant);
        var probe = new RowProbe(house.Services, mine, theirs);
        foreach (var table in world.Tables.Where(t => t.Schema == "funds" && t.Table is "audit" or "idempotency" or "inbox" or "outbox" && t.Schema == "funds"))
        {
            (await probe.Leaks(table)).ShouldBeEmpty();

            await Scalar<object>(owner, $"alter table {table.Name} disable row level security");

            var leaks = await probe.Leaks(table);
            leaks.ShouldContain(l => l.Contains("with the filters ignored", StringComparison.Ordinal));
            leaks.ShouldContain(l => l.EndsWith("foreign rows are read by SQL", StringComparison.Ordinal));
            leaks.ShouldContain(l => l.EndsWith("a row is added for another tenant", StringComparison.Ordinal));
            if (!table.AppendOnly) leaks.ShouldContain(l => l.EndsWith("foreign rows are deleted", StringComparison.Ordinal));
            // The first wall stands alone now, and holds for whoever does not ignore it.
            (await probe.ByEntities(table, ignoreFilters: false)).ShouldAllBe(seen => seen.Own == 1 && seen.Foreign == 0);
        }
        await house.DisposeAsync();
        await owner.CloseAsync();
        await PostgresServer.DropDatabaseAsync(database);
    }

    /// <summary>The whole server's services over another database, not started.</summary>
    internal static WebApplication Composed(string database)
    {
        var builder = WebApplication.CreateBuilder(["--environment", "Development"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:PostgreSQL"] = database, ["Platform:Host"] = House.PlatformHost, ["Storage:Path"] = TestFolder.Make("composed") });
        return builder.AddHouse(ServerRole.Web).Build();
    }

    private static async Task<string> Refusal(NpgsqlConnection connection, string sql, Guid tenant)
    {
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await Scalar<string>(connection, $"select set_config('app.tenant_id', '{tenant}', true)");
        return (await Should.ThrowAsync<PostgresException>(() => Scalar<object>(connection, sql), sql)).SqlState;
    }

    private static async Task<T?> Scalar<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T?)await command.ExecuteScalarAsync(Stop);
    }

    private static async Task<NpgsqlConnection> Open(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Stop);
        return connection;
    }
}
