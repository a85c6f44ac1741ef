using Npgsql;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Identity;

/// <summary>Looks into the database, or moves time there, as its owner.</summary>
internal static class Rows
{
    public static async Task<int> Change(House house, string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(house.Database);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<T?> Value<T>(House house, string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(house.Database);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T?)await command.ExecuteScalarAsync();
    }
}
