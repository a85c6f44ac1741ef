using Microsoft.Extensions.Configuration;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.FundMath;

namespace StratCap.Exports.Archives;

/// <summary>
/// A firm leaves as one state and arrives in one transaction, over all modules: on one connection of the application's role, behind the same walls as every request. Where modules have databases of their own
/// there is no such transaction, and it is refused.
/// </summary>
internal sealed class OneDatabase(IConfiguration configuration, IEnumerable<ModuleStore> stores)
{
    /// <summary>Opens a transaction in a firm's scope.</summary>
    /// <exception cref="FundRuleException">Modules lie in several databases.</exception>
    public async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> Begin(Guid tenantId, System.Data.IsolationLevel isolation, CancellationToken ct)
    {
        if (stores.Select(s => DatabaseRoles.For(configuration, s.Module).Application).Distinct(StringComparer.Ordinal).ToList() is not [var only])
            throw new FundRuleException("exports.several_databases", "A firm is exported and imported as one state, and here modules have databases of their own: bring them into one first.");
        var connection = new NpgsqlConnection(only);
        NpgsqlTransaction? transaction = null;
        try
        {
            await connection.OpenAsync(ct);
            transaction = await connection.BeginTransactionAsync(isolation, ct);
            await using var command = new NpgsqlCommand("select set_config('app.tenant_id', $1, true), set_config('timezone', 'UTC', true), set_config('statement_timeout', '0', true)", connection)
            {
                Parameters = { new() { Value = tenantId.ToString() } },
            };
            await command.ExecuteNonQueryAsync(ct);
            return (connection, transaction);
        }
        catch
        {
            if (transaction is not null) await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }
}
