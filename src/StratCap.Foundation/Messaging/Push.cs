namespace StratCap.Foundation.Messaging;

/// <summary>
/// Tells browsers of the tenant in scope that something changed. Refused without a tenant. What is pushed is a hint to read again: it holds
/// no more than a holder of the named permission, or the named user, may see.
/// </summary>
public interface IPush
{
    /// <summary>Pushes to everybody of the tenant in scope who holds the permission.</summary>
    Task Send(string permission, string what, object data, CancellationToken ct);

    /// <summary>Pushes to one user of the tenant in scope, wherever he listens.</summary>
    Task SendTo(Guid userId, string what, object data, CancellationToken ct);
}
