using Npgsql;

namespace StratCap.Testing.Tests;

internal static class Sql
{
    /// <summary>Runs one command on a connection of its own, unpooled: the server may be killed between two of them.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql) => await ScalarAsync<object>(connectionString, sql);

    public static async Task<T?> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }
}
