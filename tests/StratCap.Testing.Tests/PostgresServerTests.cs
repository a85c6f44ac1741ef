using Npgsql;

namespace StratCap.Testing.Tests;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task Database_Created_IsEmptyAndItsOwn()
    {
        var one = await PostgresServer.CreateDatabaseAsync();
        var two = await PostgresServer.CreateDatabaseAsync();
        await Sql.ExecuteAsync(one, "create table marks (id int)");

        (await Sql.ScalarAsync<long>(one, "select count(*) from pg_tables where tablename = 'marks'")).ShouldBe(1);
        (await Sql.ScalarAsync<long>(two, "select count(*) from pg_tables where tablename = 'marks'")).ShouldBe(0);
    }

    [Fact]
    public async Task Template_AskedForTwice_IsPreparedOnceAndCopied()
    {
        var prepared = 0;
        async Task Prepare(string connectionString)
        {
            Interlocked.Increment(ref prepared);
            await Sql.ExecuteAsync(connectionString, "create table marks (id int); insert into marks values (7), (8)");
        }

        var names = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresServer.TemplateAsync("marks", Prepare)));
        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresServer.CreateDatabaseAsync(names[0])));
        await Sql.ExecuteAsync(copies[0], "delete from marks");

        prepared.ShouldBe(1);
        names.Distinct().Count().ShouldBe(1);
        (await Sql.ScalarAsync<long>(copies[0], "select count(*) from marks")).ShouldBe(0);
        foreach (var copy in copies.Skip(1))
            (await Sql.ScalarAsync<long>(copy, "select sum(id) from marks")).ShouldBe(15);
    }

    [Fact]
    public async Task Database_DroppedWhileConnected_IsGone()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var open = new NpgsqlConnection(database);
        await open.OpenAsync();

        await PostgresServer.DropDatabaseAsync(database);

        var refused = await Should.ThrowAsync<PostgresException>(() => Sql.ExecuteAsync(database, "select 1"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
    }

    [Fact]
    public async Task Server_OfTests_IsFastAndSpeaksUtf8()
    {
        var admin = await PostgresServer.AdminConnectionStringAsync();

        (await Sql.ScalarAsync<string>(admin, "show fsync")).ShouldBe("off");
        (await Sql.ScalarAsync<string>(admin, "show server_encoding")).ShouldBe("UTF8");
        (await Sql.ScalarAsync<string>(admin, "show max_connections")).ShouldBe("400");
    }

    [Fact]
    public async Task Connections_OfManyFinishedTests_AreGivenBack()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresServer.CreateDatabaseAsync()));
        foreach (var database in databases)
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
        }
        var names = string.Join(',', databases.Select(database => $"'{new NpgsqlConnectionStringBuilder(database).Database}'"));
        var admin = await PostgresServer.AdminConnectionStringAsync();

        await Eventually.BecomesTrueAsync(
            async () => await Sql.ScalarAsync<long>(admin, $"select count(*) from pg_stat_activity where datname in ({names})") == 0,
            "idle connections are closed");
    }
}
