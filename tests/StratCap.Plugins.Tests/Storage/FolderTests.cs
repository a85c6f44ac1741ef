namespace StratCap.Plugins.Tests.Storage;

/// <summary>Files of tenants in a folder.</summary>
public sealed class FolderTests : BlobContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stratcap-blobs-").FullName;

    protected override Task<Dictionary<string, string?>> Settings() => Task.FromResult(new Dictionary<string, string?> { ["Storage:Path"] = _folder });

    /// <summary>Where a folder's name begins another's; s3rver does not sort these as S3 does.</summary>
    [Fact]
    public async Task Keys_ComeInTheOrderOfABucket()
    {
        using var _ = Tenant.Use(Guid.NewGuid());
        string[] keys = ["a-b/x", "a.txt", "a/y", "a0"];
        foreach (var key in keys) await Files.Write(key, new MemoryStream([1]), Stop);
        (await Files.Keys(Stop).ToListAsync(Stop)).ShouldBe(keys);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
