using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Plugins.Tests.Support;

namespace StratCap.Plugins.Tests.Storage;

/// <summary>Files of tenants in a bucket of s3rver, a server of others that speaks S3; it checks who comes, and not his signature.</summary>
public sealed class BucketTests : BlobContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stratcap-bucket-").FullName;
    private Peer _server = null!;

    protected override async Task<Dictionary<string, string?>> Settings()
    {
        _server = await Peer.Serve("s3rver", port => ["-d", _folder, "-a", "127.0.0.1", "-p", $"{port}", "--silent", "--configure-bucket", "firms"]);
        return Of("S3RVER", "firms");
    }

    private Dictionary<string, string?> Of(string key, string bucket) => new()
    {
        ["Storage:S3:ServiceUrl"] = _server.Address.ToString(),
        ["Storage:S3:Bucket"] = bucket,
        ["Storage:S3:AccessKey"] = key,
        ["Storage:S3:SecretKey"] = key == "S3RVER" ? key : "another secret",
        ["Storage:S3:PathStyle"] = "true",
    };

    [Theory]
    [InlineData("STRANGER", "firms")]
    [InlineData("S3RVER", "no-such-bucket")]
    public async Task AWrongKeyOrBucket_IsNoMissingFile_AndTheSecretIsNotTold(string key, string bucket)
    {
        var tenant = new CurrentTenant();
        using var blobs = new Blobs(new ConfigurationBuilder().AddInMemoryCollection(Of(key, bucket)).Build(), tenant);
        using var _ = tenant.Use(Guid.NewGuid());
        foreach (var work in (Func<Task>[])[() => blobs.Open("a/b", Stop), () => blobs.Write("a/b", new MemoryStream([1]), Stop), async () => await blobs.Keys(Stop).ToListAsync(Stop)])
            (await Should.ThrowAsync<Exception>(work)).ToString().ShouldNotContain("another secret");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
