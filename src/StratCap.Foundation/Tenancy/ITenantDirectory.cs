namespace StratCap.Foundation.Tenancy;

/// <summary>What the platform knows of a tenant, to whoever has its id or its domain.</summary>
public sealed record TenantEntry(Guid Id, string Name, bool Suspended);

/// <summary>Finds tenants before any tenant is in scope. Implemented by the Tenancy module.</summary>
public interface ITenantDirectory
{
    /// <summary>The tenant that owns a host name (case-insensitive, without port), or null.</summary>
    Task<TenantEntry?> ByDomain(string host, CancellationToken ct);

    /// <summary>The tenant with an id, or null.</summary>
    Task<TenantEntry?> ById(Guid tenantId, CancellationToken ct);
}
