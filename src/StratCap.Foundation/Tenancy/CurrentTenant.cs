namespace StratCap.Foundation.Tenancy;

/// <summary>A row that belongs to one tenant. Both walls (query filter and row security) follow from this interface.</summary>
public interface ITenantOwned
{
    /// <summary>The tenant that owns the row.</summary>
    Guid TenantId { get; set; }
}

/// <summary>The scope of the platform's own operators. A tenant like any other to the walls, so that there is never "no tenant".</summary>
public static class PlatformTenant
{
    /// <summary>Reserved id; no GP firm has it.</summary>
    public static readonly Guid Id = new("00000000-0000-0000-0000-000000000001");
}

/// <summary>Tenant data was touched with no tenant in scope. Always a bug: the message is for a developer.</summary>
public sealed class TenantScopeMissingException(string what)
    : InvalidOperationException($"{what} needs a tenant in scope. Enter one with CurrentTenant.Use(tenantId) first.");

/// <summary>
/// Whose data the running code may touch: a scope that is entered with <c>using</c> and left to the one before.
/// It follows the asynchronous flow, never a header that a caller may choose.
/// </summary>
public sealed class CurrentTenant
{
    private static readonly AsyncLocal<Guid?> Scope = new();

    /// <summary>The tenant in scope.</summary>
    /// <exception cref="TenantScopeMissingException">There is none.</exception>
    public Guid Id => Scope.Value ?? throw new TenantScopeMissingException("This operation");

    /// <summary>The tenant in scope, or null.</summary>
    public Guid? IdOrNull => Scope.Value;

    /// <summary>Enters a tenant's scope until the returned object is disposed.</summary>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public IDisposable Use(Guid tenantId)
    {
        if (tenantId == Guid.Empty) throw new ArgumentException("An empty id is no tenant.", nameof(tenantId));
        var before = Scope.Value;
        Scope.Value = tenantId;
        return new Leave(before);
    }

    private sealed class Leave(Guid? before) : IDisposable
    {
        public void Dispose() => Scope.Value = before;
    }
}
