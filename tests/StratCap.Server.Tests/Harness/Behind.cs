using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;

namespace StratCap.Server.Tests.Harness;

/// <summary>A look behind the API with the owner's connection, which row security does not bind: for counting what a request left behind, never for making it.</summary>
internal static class Behind
{
    public static Task<T> Scalar<T>(this House house, string sql, params object[] parameters) => Scalar<T>(house.Database, sql, parameters);

    public static async Task<T> Scalar<T>(string database, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No row: {sql}"));
    }

    /// <summary>Lets the time of all leases of a table of jobs pass, without waiting for it.</summary>
    public static async Task ExpireLeases(IServiceProvider services, string module, string jobs)
    {
        await using var connection = await services.GetRequiredService<PlatformConnections>().Open(module, CancellationToken.None);
        await using var command = new NpgsqlCommand($"update {module}.{jobs} set lease_until = now() - interval '1 second' where lease_until is not null", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows as dictionaries of column to value; null is null.</summary>
    public static async Task<List<Dictionary<string, object?>>> Rows(this House house, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(house.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.Ordinal));
        return rows;
    }
}
