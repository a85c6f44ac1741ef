using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StratCap.FundMath.Book;

/// <summary>
/// The hash that chains facts: SHA-256 over each field as UTF-8 behind its length (4 bytes, big-endian), so that no two different facts share a
/// form. Fields in order: form version, tenant, fund, fact, sequence, effective date, recorded-at, actor, cause, schema version, previous hash, payload text.
/// </summary>
public static class FactHash
{
    /// <summary>What the first fact names as its predecessor's hash: 64 zeros.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    private const string FormVersion = "stratcap-fact-1";

    /// <summary>Computes a fact's hash, 64 lower-case hex digits.</summary>
    /// <param name="tenantId">Owner of the book.</param>
    /// <param name="fundId">The book.</param>
    /// <param name="factId">The fact.</param>
    /// <param name="sequence">1, 2, 3 …</param>
    /// <param name="effectiveDate">The day from which it counts.</param>
    /// <param name="recordedAt">Any offset; hashed as UTC to the microsecond, below which it must be zero.</param>
    /// <param name="actor">Who recorded it.</param>
    /// <param name="cause">What led to it.</param>
    /// <param name="schemaVersion">Version of the payload's form.</param>
    /// <param name="previousHash">Hash of the fact before, or <see cref="Genesis"/>.</param>
    /// <param name="payloadText">The payload exactly as stored.</param>
    /// <exception cref="ArgumentException">recordedAt is finer than a microsecond: a database would not give it back.</exception>
    public static string Compute(
        Guid tenantId, Guid fundId, Guid factId, long sequence, DateOnly effectiveDate, DateTimeOffset recordedAt,
        Guid actor, string cause, int schemaVersion, string previousHash, string payloadText)
    {
        var utc = recordedAt.UtcDateTime;
        if (utc.Ticks % TimeSpan.TicksPerMicrosecond != 0)
            throw new ArgumentException("Cut recordedAt to the microsecond before hashing: finer times do not survive storage.", nameof(recordedAt));

        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<string> fields =
        [
            FormVersion, tenantId.ToString("D"), fundId.ToString("D"), factId.ToString("D"), sequence.ToString(CultureInfo.InvariantCulture),
            effectiveDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            actor.ToString("D"), cause, schemaVersion.ToString(CultureInfo.InvariantCulture), previousHash, payloadText,
        ];
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>Cuts a time to the microsecond, in UTC: what a book may record.</summary>
    public static DateTimeOffset ToMicrosecond(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Chains a fact to its predecessor: serialises the payload, computes the hash and returns both the fact and the text to store.</summary>
    /// <param name="previous">The book's last fact, or null for the first.</param>
    public static (RecordedFact Fact, string PayloadText) Chain(
        RecordedFact? previous, Guid tenantId, Guid fundId, Guid factId, DateOnly effectiveDate, DateTimeOffset recordedAt, Guid actor, string cause, Fact payload)
    {
        const int schemaVersion = 1;
        var text = FundJson.Serialize(payload);
        var at = ToMicrosecond(recordedAt);
        // A clock that steps back must not make a book that contradicts itself.
        if (previous is not null && at < previous.RecordedAt)
            at = previous.RecordedAt;
        var sequence = (previous?.Sequence ?? 0) + 1;
        var previousHash = previous?.Hash ?? Genesis;
        var hash = Compute(tenantId, fundId, factId, sequence, effectiveDate, at, actor, cause, schemaVersion, previousHash, text);
        return (new RecordedFact(tenantId, fundId, factId, sequence, effectiveDate, at, actor, cause, schemaVersion, previousHash, hash, payload), text);
    }
}
