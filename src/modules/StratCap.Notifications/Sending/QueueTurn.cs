namespace StratCap.Notifications.Sending;

/// <summary>What becomes of a place in a queue whose handling failed by our own fault.</summary>
internal static class QueueTurn
{
    /// <summary>How long it waits, so that it keeps no other from its turn.</summary>
    public static TimeSpan Behind { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Moves it back in a transaction of its own: that of the handling is lost.</summary>
    public static async Task Postpone(NotificationsDbContext db, Func<NotificationsDbContext, Task> move, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await move(db);
        await transaction.CommitAsync(ct);
    }
}
