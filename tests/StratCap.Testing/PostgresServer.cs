using System.Collections.Concurrent;
using Npgsql;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>
/// One fast PostgreSQL per test process, started at the first use and gone with the process, however that ends. Every test class takes a database of its own.
/// The connections are those of the superuser: row security does not bind them, so tests of it must make a role.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();

    /// <summary>Connects to the database <c>postgres</c> as the superuser.</summary>
    public static async Task<string> AdminConnectionStringAsync() => (await Server.Value).AdminConnectionString;

    /// <summary>Makes a fresh database, empty or a copy of a template, and returns the superuser's connection string to it.</summary>
    /// <param name="template">The name of a template database, such as <see cref="TemplateAsync"/> returns.</param>
    public static async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = "t_" + Guid.NewGuid().ToString("N");
        var copied = template is null ? "" : $" template \"{template}\"";
        await ExecuteAsync($"create database \"{name}\"{copied}");
        return await ConnectionStringAsync(name);
    }

    /// <summary>
    /// Makes a template database once per test process. Copies take a fraction of the time. Afterwards nobody can connect to the template, since PostgreSQL copies only a database that nobody uses.
    /// </summary>
    /// <param name="key">Names what the template holds, such as "migrated" or "demo"; the first caller's <paramref name="prepare"/> counts.</param>
    /// <param name="prepare">Gets the database's connection string, migrates and fills it.</param>
    /// <returns>The name for <see cref="CreateDatabaseAsync"/>.</returns>
    public static Task<string> TemplateAsync(string key, Func<string, Task> prepare) =>
        Templates.GetOrAdd(key, _ => new Lazy<Task<string>>(() => MakeTemplateAsync(prepare))).Value;

    /// <summary>Drops a database of <see cref="CreateDatabaseAsync"/>, throwing out whoever is connected.</summary>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        using (var connection = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"drop database if exists \"{name}\" with (force)");
    }

    private static async Task<string> MakeTemplateAsync(Func<string, Task> prepare)
    {
        var connectionString = await CreateDatabaseAsync();
        await prepare(connectionString);
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        using (var connection = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"alter database \"{name}\" with allow_connections false is_template true");
        await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        return name;
    }

    private static async Task<string> ConnectionStringAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await AdminConnectionStringAsync())
        {
            Database = database,
            MaxPoolSize = 20,
            // Each database has pools of its own: left idle for the usual five minutes, those of finished tests would use up the server's connections.
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await AdminConnectionStringAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        var folder = TestFolder.Make("pg");
        EmbeddedPostgres? server = null;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (server is not null)
                ServerProcess.QuitAtOnce(PostmasterFile.Read(server.ClusterDirectory)?.Pid);
            TestFolder.RemoveWithoutWaiting(folder);
        };
        try
        {
            server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
            {
                DataDirectory = folder,
                Fast = true,
                DiesWithThisProcess = true,
                MaxConnections = 400,
            });
            return server;
        }
        catch (EmbeddedPostgresException error)
        {
            throw new MissingServerException(error.Message);
        }
    }
}
