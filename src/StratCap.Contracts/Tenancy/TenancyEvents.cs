using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Tenancy;

/// <summary>A GP firm has its place on the platform.</summary>
[EventName("tenancy.tenant_provisioned")]
public sealed record TenantProvisioned(Guid ProvisionedTenantId, string Name, string Domain) : IEvent
{
    Guid IEvent.AggregateId => ProvisionedTenantId;
}

/// <summary>How a firm shows itself: on notices, statements, sign-in.</summary>
/// <param name="Colour">Hex, such as <c>#1f3a5f</c>: of bands and buttons.</param>
/// <param name="Accent">Hex: of what stands out beside it; null takes the colour itself.</param>
/// <param name="Greeting">Plain text that the portal opens with.</param>
/// <param name="Footer">Plain text at the foot of the portal, such as legal notices; lines as they were written.</param>
/// <param name="Logo">Where the logo is read on the firm's own host; a new logo has a new address.</param>
public sealed record TenantBrand(string Name, string Colour, string? ContactLine, string? Accent = null, string? Greeting = null, string? Footer = null, string? Logo = null);

/// <summary>Asks Tenancy for the brand of the tenant in scope.</summary>
public interface ITenantBrand
{
    /// <summary>The brand.</summary>
    Task<TenantBrand> Of(CancellationToken ct);
}
