using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Operations;

namespace StratCap.Funds.Book;

/// <summary>The module's part of <c>verify</c> and <c>rebuild</c>: each fund in a transaction of its own.</summary>
internal sealed class FundsOperations(IServiceScopeFactory scopes) : IVerifier, IRebuilder
{
    public string Module => FundsModule.Name;

    public async Task<string> Verify(ICollection<string> defects, CancellationToken ct)
    {
        // One snapshot for a book and its tables: what others write meanwhile is no defect.
        const IsolationLevel snapshot = IsolationLevel.RepeatableRead;
        var funds = await InScope((_, verifier) => verifier.Funds(ct), snapshot, ct);
        foreach (var fund in funds)
            foreach (var defect in await InScope((_, verifier) => verifier.Defects(fund, ct), snapshot, ct)) defects.Add(defect);
        var facts = await InScope((db, _) => db.Facts.CountAsync(ct), snapshot, ct);
        return $"{funds.Count} books, {facts} facts";
    }

    public async Task<int> Rebuild(CancellationToken ct)
    {
        var changed = 0;
        foreach (var fund in await InScope((_, verifier) => verifier.Funds(ct), IsolationLevel.ReadCommitted, ct))
            changed += await InScope((_, verifier) => verifier.Rebuild(fund, ct), IsolationLevel.ReadCommitted, ct);
        return changed;
    }

    private async Task<T> InScope<T>(Func<FundsDbContext, BookVerifier, Task<T>> work, IsolationLevel isolation, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(isolation, ct);
        var result = await work(db, scope.ServiceProvider.GetRequiredService<BookVerifier>());
        await transaction.CommitAsync(ct);
        return result;
    }
}
