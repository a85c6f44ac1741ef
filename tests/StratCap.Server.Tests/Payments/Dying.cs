using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StratCap.Server.Tests.Payments;

/// <summary>Ends the sender at random points: before and after each commit, before and after the bank.</summary>
internal sealed class Dying(int seed, int oneIn) : DbTransactionInterceptor
{
    private readonly Random _random = new(seed);

    public bool Armed { get; set; }

    public void Point()
    {
        if (Armed && _random.Next(oneIn) == 0) throw new Died();
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Point();
        return new(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Point();
        return Task.CompletedTask;
    }
}
