using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Walls;

/// <summary>What leaves a transaction (cache, files, push, events) needs a tenant as much as a row does.</summary>
public sealed class RefusedWithoutTenantTests(House house)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheCache_WithoutATenant_RefusesToReadAndToKeep()
    {
        var cache = house.Services.GetRequiredService<TenantCache>();

        await Should.ThrowAsync<TenantScopeMissingException>(() => cache.Get<string>("key", Stop));
        await Should.ThrowAsync<TenantScopeMissingException>(() => cache.Set("key", "value", TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task TheCache_GivesATenantNothingOfAnother()
    {
        var (cache, tenant) = (house.Services.GetRequiredService<TenantCache>(), house.Services.GetRequiredService<CurrentTenant>());
        var key = Guid.NewGuid().ToString();
        var (mine, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using (tenant.Use(theirs)) await cache.Set(key, "theirs", TimeSpan.FromMinutes(1), Stop);

        using (tenant.Use(mine)) (await cache.Get<string>(key, Stop)).ShouldBeNull();
        using (tenant.Use(mine)) (await cache.Get<string>($"{theirs:N}:{key}", Stop)).ShouldBeNull();
        using (tenant.Use(theirs)) (await cache.Get<string>(key, Stop)).ShouldBe("theirs");
    }

    [Fact]
    public async Task Files_WithoutATenant_AreRefused()
    {
        var blobs = house.Services.GetRequiredService<Blobs>();

        await Should.ThrowAsync<TenantScopeMissingException>(() => blobs.Write("a.txt", new MemoryStream([1]), Stop));
        await Should.ThrowAsync<TenantScopeMissingException>(() => blobs.Open("a.txt", Stop));
        await Should.ThrowAsync<TenantScopeMissingException>(() => blobs.Delete("a.txt", Stop));
    }

    [Fact]
    public async Task Files_OfAnotherTenant_CannotBeNamed()
    {
        var (blobs, tenant) = (house.Services.GetRequiredService<Blobs>(), house.Services.GetRequiredService<CurrentTenant>());
        var (mine, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using (tenant.Use(theirs)) await blobs.Write("imports/a.txt", new MemoryStream(Encoding.UTF8.GetBytes("theirs")), Stop);

        using var _ = tenant.Use(mine);
        (await blobs.Open("imports/a.txt", Stop)).ShouldBeNull();
        (await blobs.Open($"{theirs:N}/imports/a.txt", Stop)).ShouldBeNull();
        foreach (var key in (string[])[$"../{theirs:N}/imports/a.txt", $"imports/../../{theirs:N}/imports/a.txt", "..", "../x", "a/..", $"/{theirs:N}/imports/a.txt", "/etc/passwd", $"..\\{theirs:N}\\imports\\a.txt", $"%2e%2e/{theirs:N}/imports/a.txt", "a\0b", ""])
        {
            await Should.ThrowAsync<ArgumentException>(() => blobs.Open(key, Stop), key);
            await Should.ThrowAsync<ArgumentException>(() => blobs.Delete(key, Stop), key);
            await Should.ThrowAsync<ArgumentException>(() => blobs.Write(key, new MemoryStream([1]), Stop), key);
        }
    }

    [Fact]
    public async Task APush_WithoutATenant_IsRefused() =>
        await Should.ThrowAsync<TenantScopeMissingException>(() => house.Services.GetRequiredService<IPush>().Send("fund:read", "test", new { }, Stop));

    [Fact]
    public async Task AnEvent_WithoutATenant_IsNeitherQueuedNorDelivered()
    {
        foreach (var store in house.Services.GetServices<ModuleStore>())
        {
            await using var scope = house.Services.CreateAsyncScope();
            var db = store.Open(scope.ServiceProvider);
            house.Services.GetRequiredService<Outbox>().Add(db, new FactsAppended(Guid.NewGuid(), 1, 1));
            await Should.ThrowAsync<TenantScopeMissingException>(() => db.SaveChangesAsync(Stop));
        }
        var nobodys = new EventEnvelope { EventId = Guid.NewGuid(), EventType = "funds.facts_appended", Timestamp = DateTimeOffset.UtcNow, AggregateId = Guid.NewGuid(), Version = 1, TenantId = Guid.Empty, Data = "{}" };
        await Should.ThrowAsync<TenantScopeMissingException>(() => house.Services.GetRequiredService<EventDelivery>().Deliver("funds", nobodys, Stop));
    }

    [Fact]
    public void AnEmptyId_IsNoTenant() => Should.Throw<ArgumentException>(() => house.Services.GetRequiredService<CurrentTenant>().Use(Guid.Empty));

    [Fact]
    public async Task AScope_IsLeftWithItsUse_AndDoesNotReachOtherFlows()
    {
        var tenant = house.Services.GetRequiredService<CurrentTenant>();
        var (outer, inner) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using (tenant.Use(outer))
        {
            using (tenant.Use(inner)) tenant.Id.ShouldBe(inner);
            tenant.Id.ShouldBe(outer);
            await Task.Run(() => tenant.Use(inner), Stop);
            tenant.Id.ShouldBe(outer);
        }
        tenant.IdOrNull.ShouldBeNull();
    }
}
