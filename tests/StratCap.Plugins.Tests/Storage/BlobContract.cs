using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;

namespace StratCap.Plugins.Tests.Storage;

/// <summary>What files of tenants promise, wherever they lie; each store is held to it.</summary>
public abstract class BlobContract : IAsyncLifetime
{
    private readonly CurrentTenant _tenant = new();
    private readonly (Guid One, Guid Other) _firms = (Guid.NewGuid(), Guid.NewGuid());
    private Blobs _blobs = null!;

    private protected Blobs Files => _blobs;
    private protected CurrentTenant Tenant => _tenant;
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where this store lies.</summary>
    protected abstract Task<Dictionary<string, string?>> Settings();

    public async ValueTask InitializeAsync() => _blobs = new Blobs(new ConfigurationBuilder().AddInMemoryCollection(await Settings()).Build(), _tenant);

    public virtual ValueTask DisposeAsync()
    {
        _blobs.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private Task Write(string key, params byte[] bytes) => _blobs.Write(key, new MemoryStream(bytes), Stop);

    private async Task<byte[]?> Read(string key)
    {
        await using var stored = await _blobs.Open(key, Stop);
        if (stored is null) return null;
        using var memory = new MemoryStream();
        await stored.CopyToAsync(memory, Stop);
        return memory.ToArray();
    }

    private async Task<List<string>> Keys() => await _blobs.Keys(Stop).ToListAsync(Stop);

    [Fact]
    public async Task AFile_ComesBackByteForByte_AndIsReadInAnyOrder()
    {
        using var _ = _tenant.Use(_firms.One);
        var large = RandomNumberGenerator.GetBytes((20 << 20) + 7);
        await Write("documents/ab/large", large);
        await Write("documents/ab/empty");
        (await Read("documents/ab/large"))!.AsSpan().SequenceEqual(large).ShouldBeTrue();
        (await Read("documents/ab/empty")).ShouldBe([]);
        (await Read("documents/ab/none")).ShouldBeNull();
        (await _blobs.Has("documents/ab/empty", Stop), await _blobs.Has("documents/ab/none", Stop), await _blobs.Has("documents/ab", Stop)).ShouldBe((true, false, false));
        await using var stored = (await _blobs.Open("documents/ab/large", Stop))!;
        stored.Length.ShouldBe(large.Length);
        stored.Position = large.Length - 1;
        stored.ReadByte().ShouldBe(large[^1]);
    }

    [Fact]
    public async Task AFile_IsReplacedWhole_OrNotAtAll()
    {
        using var _ = _tenant.Use(_firms.One);
        await Write("a/b", 1);
        await Should.ThrowAsync<IOException>(() => _blobs.Write("a/b", Broken, Stop));
        await Should.ThrowAsync<IOException>(() => _blobs.Write("a/c", Broken, Stop));
        (await Read("a/b")).ShouldBe([1]);
        (await Keys()).ShouldBe(["a/b"]);
        await Write("a/b", 2, 3);
        (await Read("a/b")).ShouldBe([2, 3]);

        static async Task Broken(Stream file, CancellationToken ct)
        {
            await file.WriteAsync(new byte[10 << 20], ct);
            throw new IOException("The line broke.");
        }
    }

    [Fact]
    public async Task Keys_ComeInOrder()
    {
        using var _ = _tenant.Use(_firms.One);
        string[] keys = ["a/y", "a/z/1", "b", "documents/ab/cd", "documents/b"];
        foreach (var key in keys.Reverse()) await Write(key, 1);
        (await Keys()).ShouldBe(keys);
        await _blobs.Delete("a/y", Stop);
        await _blobs.Delete("a/y", Stop);
        await _blobs.Delete("never/was", Stop);
        await _blobs.DeleteRemains("a/y", Stop);
        (await Keys()).ShouldBe(keys[1..]);
    }

    [Fact]
    public async Task AnotherTenantsFiles_AreOutOfReach()
    {
        using (_tenant.Use(_firms.Other)) await Write("a/b", 9);
        using (_tenant.Use(_firms.One))
        {
            (await Read("a/b")).ShouldBeNull();
            (await Keys()).ShouldBeEmpty();
            await Write("a/b", 1);
            await Should.ThrowAsync<ArgumentException>(() => _blobs.Open($"../{_firms.Other:N}/a/b", Stop));
            await _blobs.Clear(Stop);
            await _blobs.Clear(Stop);
            (await Keys()).ShouldBeEmpty();
        }
        using (_tenant.Use(_firms.Other)) (await Read("a/b")).ShouldBe([9]);
        await Should.ThrowAsync<TenantScopeMissingException>(() => Write("a/b", 1));
    }
}
