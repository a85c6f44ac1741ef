using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Idempotency;

/// <summary>The answer that was given to a write, kept under its key so that the same request is answered again, not done again.</summary>
public sealed class IdempotencyRecord : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid ActorId { get; init; }
    public required string Key { get; init; }

    /// <summary>Method and route with its values; one key serves one request.</summary>
    public required string Request { get; init; }

    /// <summary>SHA-256 of the body, hex.</summary>
    public required string BodyHash { get; init; }

    public int Status { get; init; }
    public required string Body { get; init; }
    public string? ETag { get; init; }
    public string? Location { get; init; }
    public DateTimeOffset At { get; init; }
}
