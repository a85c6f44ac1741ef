using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Walls;

/// <summary>The walls of the running application's own database, and broken walls that the inspector must find: a test that cannot fail proves nothing.</summary>
public sealed class WallInspectorTests(House house, WallInspectorTests.Copy copy) : IClassFixture<WallInspectorTests.Copy>
{
    private IReadOnlyList<WalledTable> Tables => copy.Tables;

    [Fact]
    public async Task TheDatabase_OfTheRunningServer_HasNoGapInItsWalls()
    {
        await using var owner = await Open(house.Database);

        (await new WallInspector(owner, Tables).Defects()).ShouldBeEmpty();

        Tables.Count(t => t.Kind == WallKind.Tenant).ShouldBeGreaterThan(40);
        Tables.Count(t => t.Kind == WallKind.History).ShouldBe(house.Services.GetServices<ModuleStore>().Count());
    }

    [Fact]
    public async Task ACopy_BeforeAnythingIsBroken_HasNoGapInItsWalls() => (await After("select 1")).ShouldBeEmpty();

    [Fact]
    public async Task RowSecurity_SwitchedOffOnAnyTable_IsFound()
    {
        foreach (var table in Tables.Where(t => t.Kind == WallKind.Tenant))
            (await After($"alter table {table.Name} disable row level security")).ShouldContain($"{table.Name}: row security is off");
    }

    [Fact]
    public async Task RowSecurity_NotForcedOnAnyTable_IsFound()
    {
        foreach (var table in Tables.Where(t => t.Kind == WallKind.Tenant))
            (await After($"alter table {table.Name} no force row level security")).ShouldContain($"{table.Name}: row security is not forced on the owner");
    }

    [Fact]
    public async Task APolicy_ThatLetsEverythingThrough_IsFound()
    {
        foreach (var table in Tables.Where(t => t.Kind == WallKind.Tenant))
            (await After($"create policy open on {table.Name} to {DatabaseRoles.ApplicationRole} using (true)")).ShouldContain(d => d.StartsWith($"{table.Name}: has the policy 'open", StringComparison.Ordinal));
        (await After($"alter policy tenant_wall on funds.facts using (true)")).ShouldContain(d => d.StartsWith("funds.facts: lacks the policy 'tenant_wall", StringComparison.Ordinal));
        (await After($"alter policy tenant_wall on funds.facts with check (true)")).ShouldContain(d => d.StartsWith("funds.facts: lacks the policy 'tenant_wall", StringComparison.Ordinal));
        (await After($"alter policy tenant_wall on funds.facts to public")).ShouldContain(d => d.StartsWith("funds.facts: lacks the policy 'tenant_wall", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("grant delete on funds.facts to stratcap_app", "funds.facts: grants DELETE to stratcap_app")]
    [InlineData("grant update (sequence) on funds.facts to stratcap_app", "funds.facts: grants UPDATE of column sequence to stratcap_app")]
    [InlineData("grant truncate on funds.funds to stratcap_app", "funds.funds: grants TRUNCATE to stratcap_app")]
    [InlineData("grant references on funds.funds to stratcap_app", "funds.funds: grants REFERENCES to stratcap_app")]
    [InlineData("grant trigger on funds.funds to stratcap_app", "funds.funds: grants TRIGGER to stratcap_app")]
    [InlineData("grant select on funds.funds to public", "funds.funds: grants SELECT to public")]
    [InlineData("grant select on funds.facts to stratcap_platform", "funds.facts: grants SELECT to stratcap_platform")]
    [InlineData("grant select on funds.migrations to stratcap_app", "funds.migrations: grants SELECT to stratcap_app")]
    [InlineData("create policy platform_view on funds.facts to stratcap_platform using (true) with check (true)", "funds.facts: has the policy 'platform_view PERMISSIVE to stratcap_platform for ALL using true check true'")]
    [InlineData("drop trigger append_only on funds.facts", "funds.facts: is only added to, and no trigger refuses updates and deletes")]
    [InlineData("alter table funds.facts disable trigger append_only_truncate", "funds.facts: is only added to, and no trigger refuses truncation")]
    [InlineData("create or replace function funds.refuse_change() returns trigger language plpgsql as 'begin return new; end'", "funds.facts: is only added to, and no trigger refuses updates and deletes")]
    [InlineData("create table funds.forgotten (tenant_id uuid not null, id uuid primary key)", "funds.forgotten: no module's model knows this table, so no wall is derived for it")]
    [InlineData("create table public.forgotten (id uuid primary key)", "public.forgotten: no module's model knows this table, so no wall is derived for it")]
    [InlineData("drop table funds.positions", "funds.positions: the model has this table and the database has not")]
    [InlineData("alter table identity.server_keys add tenant_id uuid", "identity.server_keys: has a tenant_id and is not walled by it")]
    [InlineData("alter table funds.positions drop constraint pk_positions, alter tenant_id drop not null", "funds.positions: a tenant's table without a tenant_id that is not null")]
    [InlineData("create unique index ux_mutant on funds.investors (name_key)", "funds.investors: the unique index ux_mutant begins with name_key, so that a collision tells of another tenant's row")]
    [InlineData("alter table identity.invitations add constraint fk_mutant foreign key (id) references identity.server_keys (id)", "identity.invitations: the foreign key fk_mutant does not lead from tenant to tenant, so that it may name another tenant's row")]
    [InlineData("create view funds.open as select * from funds.facts", "funds.open: a view without security_invoker is read with its owner's rights")]
    [InlineData("create materialized view funds.open as select * from funds.facts", "funds.open: a materialized view is read without row security")]
    [InlineData("create function funds.peek() returns bigint language sql security definer as 'select count(*) from funds.facts'", "funds.peek: runs with its owner's rights (security definer)")]
    [InlineData("create rule mutant as on insert to funds.funds do also notify mutant", "funds.funds: has a rewrite rule")]
    [InlineData("alter role stratcap_app bypassrls", "role stratcap_app: is superuser, passes row security, or may create roles or databases or replicate")]
    [InlineData("grant pg_read_all_data to stratcap_app", "role stratcap_app: is a member of pg_read_all_data")]
    [InlineData("alter role stratcap_app set app.tenant_id = '00000000-0000-0000-0000-000000000001'", "role stratcap_app: has settings of its own")]
    [InlineData("alter table funds.funds owner to stratcap_app", "role stratcap_app: owns the relation funds")]
    [InlineData("grant create on schema funds to stratcap_platform", "role stratcap_platform: may create in the schema funds")]
    public async Task ABreach_InAnyWall_IsFound(string breach, string finding) => (await After(breach)).ShouldContain(finding);

    /// <summary>Defects after a change that is rolled back: PostgreSQL's definitions are transactional, roles included.</summary>
    private async Task<IReadOnlyList<string>> After(string breach)
    {
        await using var owner = await Open(copy.Database);
        await using var transaction = await owner.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var limit = new NpgsqlCommand("set local lock_timeout = '30s'", owner)) await limit.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using (var change = new NpgsqlCommand(breach, owner)) await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return await new WallInspector(owner, Tables).Defects();
    }

    private static async Task<NpgsqlConnection> Open(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>A database of its own to break walls in.</summary>
    public sealed class Copy(House house) : IAsyncLifetime
    {
        internal string Database { get; private set; } = "";
        internal IReadOnlyList<WalledTable> Tables { get; } = WalledTable.Of(house.Services.GetServices<ModuleStore>(), house.Database);

        public async ValueTask InitializeAsync() => Database = await House.FreshDatabase();

        public async ValueTask DisposeAsync() => await PostgresServer.DropDatabaseAsync(Database);
    }
}
