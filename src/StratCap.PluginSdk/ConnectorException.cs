namespace StratCap.PluginSdk;

/// <summary>What the host does about an error.</summary>
public enum ErrorClass
{
    /// <summary>Credentials are wrong, expired or revoked: a person must reconnect.</summary>
    Auth,

    /// <summary>Too many requests: tried again after <see cref="ConnectorException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>May pass by itself: a time-out, a broken connection, the vendor's 5xx. Reads and keyed writes are tried again.</summary>
    Transient,

    /// <summary>The vendor does not take what was sent; the same again is refused again.</summary>
    Validation,

    /// <summary>What was asked for is not there.</summary>
    NotFound,

    /// <summary>It collides with what is there: a stale version, a number taken, a closed period.</summary>
    Conflict,

    /// <summary>Nothing helps but a change of the plugin or of the account at the vendor.</summary>
    Permanent,
}

/// <summary>An error in the host's classes. The message is for a person: no secret, no account number, no body of the vendor's in it.</summary>
/// <param name="errorClass">What the host does about it.</param>
/// <param name="message">One sentence for a person.</param>
/// <param name="vendorCode">The vendor's own code, such as <c>6140</c>; at most 100 characters are kept.</param>
/// <param name="requestId">What the vendor's support asks for, such as <c>intuit_tid</c>; at most 200 characters are kept.</param>
/// <param name="retryAfter">When to try again, for <see cref="ErrorClass.RateLimited"/>.</param>
/// <param name="inner">What caused it; stays in the worker.</param>
public sealed class ConnectorException(
    ErrorClass errorClass, string message, string? vendorCode = null, string? requestId = null, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the host does about it.</summary>
    public ErrorClass Class { get; } = errorClass;

    /// <summary>The vendor's own code.</summary>
    public string? VendorCode { get; } = vendorCode;

    /// <summary>The vendor's id of the request.</summary>
    public string? RequestId { get; } = requestId;

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
