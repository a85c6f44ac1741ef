namespace StratCap.Foundation.Security;

/// <summary>Who acts, and from where.</summary>
/// <param name="Id">The user's or client's id; <see cref="System"/> for the product's own background work.</param>
/// <param name="Name">For people to read.</param>
/// <param name="Address">Network address, null for background work.</param>
/// <param name="Agent">User agent, null for background work.</param>
public sealed record Actor(Guid Id, string Name, string? Address = null, string? Agent = null)
{
    /// <summary>The product itself, in background work that no person started.</summary>
    public static readonly Actor System = new(new Guid("00000000-0000-0000-0000-0000000000ff"), "StratCap");
}

/// <summary>The actor of the running request or message; follows the asynchronous flow.</summary>
public sealed class CurrentActor
{
    private static readonly AsyncLocal<Actor?> Scope = new();

    /// <summary>Who acts; the system when nobody was named.</summary>
    public Actor Value => Scope.Value ?? Actor.System;

    /// <summary>Names the actor until the returned object is disposed.</summary>
    public IDisposable Use(Actor actor)
    {
        var before = Scope.Value;
        Scope.Value = actor;
        return new Leave(before);
    }

    private sealed class Leave(Actor? before) : IDisposable
    {
        public void Dispose() => Scope.Value = before;
    }
}
