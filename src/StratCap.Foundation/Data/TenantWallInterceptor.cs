using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Data;

/// <summary>
/// The second wall's gate. Each transaction gets the tenant as a transaction-local setting, which cannot outlive it, not even behind a
/// pooler in transaction mode. A command outside a transaction would reach the tables without a tenant: it throws.
/// </summary>
internal sealed class TenantWallInterceptor(CurrentTenant tenant) : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    // Asked before there is a transaction, so that a refusal leaves none open on the connection.
    public InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        Required();
        return result;
    }

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        Required();
        return new(result);
    }

    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        await using var command = SetTenant(connection, result);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return result;
    }

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        using var command = SetTenant(connection, result);
        command.ExecuteNonQuery();
        return result;
    }

    private DbCommand SetTenant(DbConnection connection, DbTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "select set_config('app.tenant_id', @tenant, true)";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "tenant";
        parameter.Value = Required().ToString();
        command.Parameters.Add(parameter);
        return command;
    }

    private Guid Required() => tenant.IdOrNull ?? throw new TenantScopeMissingException("A database transaction");

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        => InTransaction(command, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        => new(InTransaction(command, result));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        => InTransaction(command, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        => new(InTransaction(command, result));

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        => InTransaction(command, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        => new(InTransaction(command, result));

    private static T InTransaction<T>(DbCommand command, T result) => command.Transaction is null
        ? throw new TenantScopeMissingException("A query outside a transaction")
        : result;

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Stamp(eventData.Context!);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Stamp(eventData.Context!);
        return new(result);
    }

    private void Stamp(DbContext db)
    {
        foreach (var entry in db.ChangeTracker.Entries<ITenantOwned>().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            if (entry.State == EntityState.Added && entry.Entity.TenantId == Guid.Empty) entry.Entity.TenantId = tenant.Id;
            if (entry.Entity.TenantId != tenant.Id)
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another tenant cannot be saved in this scope.");
        }
    }
}
