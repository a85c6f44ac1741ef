using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Configuration;

namespace StratCap.Foundation.Storage;

/// <summary>Where the bucket is; section <c>Storage:S3</c> of the configuration. No record, whose text would show the key.</summary>
internal sealed class S3Options
{
    /// <summary>The server's address; null where <see cref="Region"/> says it (Amazon's own).</summary>
    public string? ServiceUrl { get; init; }

    /// <summary>The bucket; it must be there. Files lie in it as objects if it is named.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key and its secret; null where the machine has a role of its own.</summary>
    public string? AccessKey { get; init; }
    public string? SecretKey { get; init; }
    public string Region { get; init; } = "us-east-1";

    /// <summary>The bucket stands in the path and not in the host's name, as most servers but Amazon's want it.</summary>
    public bool PathStyle { get; init; }

    public static S3Options? Of(IConfiguration configuration) => configuration.GetSection("Storage:S3").Get<S3Options>() is { Bucket.Length: > 0 } options ? options : null;
}

/// <summary>Objects in a bucket of any server that speaks S3. An object is written, and seen, as a whole; what is written or read passes through a file that has no name, never through memory.</summary>
internal sealed class S3Blobs : IBlobStore, IDisposable
{
    // Not signed piece by piece, which many servers do not know; up to 10,000 parts make 80 GB.
    private const long PartBytes = 8 << 20;

    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    public S3Blobs(S3Options options)
    {
        // Checksums only where the protocol asks for them: many servers do not know the newer ones.
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.ServiceUrl is { Length: > 0 } url) (config.ServiceURL, config.AuthenticationRegion) = (url, options.Region);
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        _client = options.AccessKey is { Length: > 0 } key ? new AmazonS3Client(new BasicAWSCredentials(key, options.SecretKey), config) : new AmazonS3Client(config);
        _bucket = options.Bucket!;
    }

    public async Task Write(string path, Func<Stream, CancellationToken, Task> make, CancellationToken ct)
    {
        await using var whole = PassingFile.Make();
        await make(whole, ct);
        await whole.FlushAsync(ct);
        whole.Position = 0;
        if (whole.Length > PartBytes) await WriteInParts(path, whole, ct);
        else await _client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = path, InputStream = whole, AutoCloseStream = false, UseChunkEncoding = false }, ct);
    }

    private async Task WriteInParts(string path, Stream whole, CancellationToken ct)
    {
        var upload = (await _client.InitiateMultipartUploadAsync(_bucket, path, ct)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            while (whole.Position < whole.Length)
            {
                var number = parts.Count + 1;
                var size = Math.Min(PartBytes, whole.Length - whole.Position);
                var sent = await _client.UploadPartAsync(new UploadPartRequest { BucketName = _bucket, Key = path, UploadId = upload, PartNumber = number, PartSize = size, InputStream = whole, UseChunkEncoding = false }, ct);
                parts.Add(new PartETag(number, sent.ETag));
                whole.Position = Math.Min(whole.Length, number * PartBytes);
            }
            await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _bucket, Key = path, UploadId = upload, PartETags = parts }, ct);
        }
        catch
        {
            await _client.AbortMultipartUploadAsync(_bucket, path, upload, CancellationToken.None);
            throw;
        }
    }

    public async Task<Stream?> Open(string path, CancellationToken ct)
    {
        var file = PassingFile.Make();
        try
        {
            using var there = await _client.GetObjectAsync(_bucket, path, ct);
            await there.ResponseStream.CopyToAsync(file, ct);
            if (file.Length != there.ContentLength) throw new IOException($"Of {path} {file.Length} of {there.ContentLength} bytes came.");
            file.Position = 0;
            return file;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            await file.DisposeAsync();
            return null;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> Has(string path, CancellationToken ct)
    {
        // Its answer to a missing bucket has no body that would tell it from a missing object: whoever then reads or writes hears of it.
        try
        {
            await _client.GetObjectMetadataAsync(_bucket, path, ct);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public Task Delete(string path, CancellationToken ct) => _client.DeleteObjectAsync(_bucket, path, ct);

    /// <summary>As the server lists them, which S3 says is the order of their UTF-8, page by page.</summary>
    public async IAsyncEnumerable<string> Keys(string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        var asked = new ListObjectsV2Request { BucketName = _bucket, Prefix = folder + "/" };
        ListObjectsV2Response page;
        do
        {
            page = await _client.ListObjectsV2Async(asked, ct);
            foreach (var found in page.S3Objects ?? []) yield return found.Key[asked.Prefix.Length..];
            asked.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>An object is there as a whole or not at all; parts of one that never ended are the bucket's to remove, by a rule of its life cycle.</summary>
    public Task DeleteRemains(string path, CancellationToken ct) => Task.CompletedTask;

    public async Task Clear(string folder, CancellationToken ct)
    {
        await foreach (var key in Keys(folder, ct)) await Delete($"{folder}/{key}", ct);
    }

    public void Dispose() => _client.Dispose();
}
