using Npgsql;
using StratCap.Server.Embedded;

namespace StratCap.Server;

/// <summary>Where the database is: the one that the configuration names, or an embedded PostgreSQL of the program's own under <c>.data/</c>.</summary>
internal sealed class DatabaseSource : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private DatabaseSource(EmbeddedPostgres? embedded, string connectionString)
    {
        _embedded = embedded;
        ConnectionString = connectionString;
    }

    /// <summary>Connection string of the owner.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether it is the program's own.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>Folder of the program's own data.</summary>
    public static string DataFolder(IConfiguration configuration) => Path.GetFullPath(configuration["Storage:Data"] ?? ".data");

    /// <summary>Starts or finds the database, makes the product's one if it is missing, and puts its connection string into the configuration.</summary>
    public static async Task<DatabaseSource> Open(ConfigurationManager configuration, CancellationToken ct)
    {
        if (configuration.GetConnectionString("PostgreSQL") is { Length: > 0 } given) return new DatabaseSource(null, given);
        var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = Path.Combine(DataFolder(configuration), "postgres") }, ct);
        var admin = new NpgsqlConnectionStringBuilder(embedded.AdminConnectionString);
        await CreateDatabase(admin.ConnectionString, "stratcap", ct);
        admin.Database = "stratcap";
        configuration["ConnectionStrings:PostgreSQL"] = admin.ConnectionString;
        return new DatabaseSource(embedded, admin.ConnectionString);
    }

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static async Task CreateDatabase(string admin, string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = @name", connection) { Parameters = { new("name", name) } };
        if (await exists.ExecuteScalarAsync(ct) is not null) return;
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync(ct);
    }
}
