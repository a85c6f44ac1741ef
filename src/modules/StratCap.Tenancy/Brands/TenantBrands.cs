using Npgsql;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Tenancy.Tenants;

namespace StratCap.Tenancy.Brands;

/// <summary>Brands, read by the platform's role because sign-in pages ask before anybody is signed in. A brand is public.</summary>
internal sealed class TenantBrands(PlatformConnections connections, CurrentTenant current) : ITenantBrand
{
    private static readonly TenantBrand Platform = new("StratCap", Tenant.DefaultColour, null);

    public Task<TenantBrand> Of(CancellationToken ct) => Of(current.Id, ct);

    /// <summary>A firm's brand.</summary>
    /// <exception cref="InvalidOperationException">There is no such firm.</exception>
    public async Task<TenantBrand> Of(Guid tenantId, CancellationToken ct) => (await Read(tenantId, ct)).Brand;

    /// <summary>A firm's brand with the version that a change of it must name.</summary>
    /// <exception cref="InvalidOperationException">There is no such firm.</exception>
    public async Task<(TenantBrand Brand, int Version, string? LogoHash)> Read(Guid tenantId, CancellationToken ct)
    {
        if (tenantId == PlatformTenant.Id) return (Platform, 1, null);
        await using var connection = await connections.Open(TenancyModule.Schema, ct);
        await using var command = new NpgsqlCommand(
            "select name, brand_colour, contact_line, accent_colour, greeting, footer, logo_hash, version from tenancy.tenants where tenant_id = $1", connection)
        { Parameters = { new() { Value = tenantId } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) throw new InvalidOperationException($"There is no tenant {tenantId}.");
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        var hash = Text(6);
        return (new TenantBrand(reader.GetString(0), reader.GetString(1), Text(2), Text(3), Text(4), Text(5), LogoRoutes.AddressOf(hash)), reader.GetInt32(7), hash);
    }
}
