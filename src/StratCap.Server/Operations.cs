using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Server;

/// <summary>What an operator runs over all tenants: verify and rebuild.</summary>
internal static class Operations
{
    /// <summary>Every module checks itself in every tenant. 0 when nothing is wrong, 1 otherwise.</summary>
    public static async Task<int> Verify(IServiceProvider services, CancellationToken ct)
    {
        var defects = new List<string>();
        var tenant = services.GetRequiredService<CurrentTenant>();
        foreach (var (id, name) in await Tenants(services, ct))
        {
            using var scope = tenant.Use(id);
            foreach (var verifier in services.GetServices<IVerifier>())
            {
                var found = new List<string>();
                var seen = await verifier.Verify(found, ct);
                Console.WriteLine($"{name}: {verifier.Module}: {seen}: {(found.Count == 0 ? "clean" : $"{found.Count} wrong")}");
                defects.AddRange(found);
            }
        }
        foreach (var defect in defects) Console.WriteLine("  " + defect);
        Console.WriteLine(defects.Count == 0 ? "verify: clean" : $"verify: {defects.Count} defects");
        return defects.Count == 0 ? 0 : 1;
    }

    /// <summary>Every module recreates its projections in every tenant.</summary>
    public static async Task<int> Rebuild(IServiceProvider services, CancellationToken ct)
    {
        var tenant = services.GetRequiredService<CurrentTenant>();
        foreach (var (id, name) in await Tenants(services, ct))
        {
            using var scope = tenant.Use(id);
            foreach (var rebuilder in services.GetServices<IRebuilder>())
                Console.WriteLine($"{name}: {rebuilder.Module}: {await rebuilder.Rebuild(ct)} rows were wrong");
        }
        return 0;
    }

    private static async Task<IReadOnlyList<(Guid Id, string Name)>> Tenants(IServiceProvider services, CancellationToken ct)
    {
        await using var connection = await services.GetRequiredService<PlatformConnections>().Open("tenancy", ct);
        await using var command = new Npgsql.NpgsqlCommand("select tenant_id, name from tenancy.tenants order by name", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tenants = new List<(Guid, string)>();
        while (await reader.ReadAsync(ct)) tenants.Add((reader.GetGuid(0), reader.GetString(1)));
        return tenants;
    }
}
