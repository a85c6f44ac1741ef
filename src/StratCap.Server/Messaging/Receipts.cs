using System.Collections.Concurrent;

namespace StratCap.Server.Messaging;

/// <summary>By which a sender in this process learns that the consumers in this process have dealt with an event.</summary>
internal sealed class Receipts
{
    private readonly ConcurrentDictionary<Guid, Receipt> _open = new();

    /// <summary>Opens a receipt for a number of consumers; dispose it when nobody waits any more.</summary>
    public Receipt Expect(int consumers)
    {
        var receipt = new Receipt(consumers, id => _open.TryRemove(id, out _));
        _open[receipt.Id] = receipt;
        return receipt;
    }

    /// <summary>A consumer has dealt with the event for good. No id, or one that nobody waits for, is fine: the event came over a broker or the sender left.</summary>
    public void Settle(string? id)
    {
        if (Guid.TryParse(id, out var key) && _open.TryGetValue(key, out var receipt)) receipt.Settle();
    }

    /// <summary>A consumer could neither deal with the event nor put it aside: the sender must keep it.</summary>
    public void Refuse(string? id, Exception why)
    {
        if (Guid.TryParse(id, out var key) && _open.TryGetValue(key, out var receipt)) receipt.Refuse(why);
    }
}

/// <summary>One event's receipt.</summary>
internal sealed class Receipt(int consumers, Action<Guid> close) : IDisposable
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = consumers;

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Done when every consumer has settled; faulted when one refused.</summary>
    public Task Complete => _complete.Task;

    public void Settle()
    {
        if (Interlocked.Decrement(ref _left) == 0) _complete.TrySetResult();
    }

    public void Refuse(Exception why) => _complete.TrySetException(why);

    public void Dispose() => close(Id);
}
