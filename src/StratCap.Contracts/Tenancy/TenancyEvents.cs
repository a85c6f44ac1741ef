using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Tenancy;

/// <summary>A GP firm has its place on the platform.</summary>
[EventName("tenancy.tenant_provisioned")]
public sealed record TenantProvisioned(Guid ProvisionedTenantId, string Name, string Domain) : IEvent
{
    Guid IEvent.AggregateId => ProvisionedTenantId;
}

/// <summary>How a firm shows itself: on notices, statements, sign-in.</summary>
/// <param name="Colour">Hex, such as <c>#1f3a5f</c>.</param>
public sealed record TenantBrand(string Name, string Colour, string? ContactLine);

/// <summary>Asks Tenancy for the brand of the tenant in scope.</summary>
public interface ITenantBrand
{
    /// <summary>The brand.</summary>
    Task<TenantBrand> Of(CancellationToken ct);
}
