using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Web;

namespace StratCap.Identity.SignIn;

/// <summary>
/// How often sign-in may be tried, per network address and per account, each for one host and in each copy of the server. Beside the lock-out of
/// accounts this slows whoever tries one password on many accounts.
/// </summary>
internal sealed class SignInLimits(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _addresses = PerMinute(configuration, "Identity:SignIn:PerAddressPerMinute", 300);
    private readonly PartitionedRateLimiter<string> _accounts = PerMinute(configuration, "Identity:SignIn:PerAccountPerMinute", 30);

    private readonly PartitionedRateLimiter<string> _resets = PerMinute(configuration, "Identity:SignIn:ResetsPerAccountPerMinute", 3);

    /// <summary>Refuses (429) when this address asked too often; null when it may go on.</summary>
    public Refusal? Address(HttpContext http) => Check(_addresses, $"{http.Request.Host.Host}|{http.Connection.RemoteIpAddress}");

    /// <summary>Refuses (429) when this account was tried too often; null when it may go on.</summary>
    public Refusal? Account(HttpContext http, string email) => Check(_accounts, $"{http.Request.Host.Host}|{email.ToUpperInvariant()}");

    /// <summary>Refuses (429) when a new password was asked for this account too often; null when it may go on.</summary>
    public Refusal? Reset(HttpContext http, string email) => Check(_resets, $"{http.Request.Host.Host}|{email.ToUpperInvariant()}");

    private static Refusal? Check(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired) return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 60;
        return new Refusal(429, "identity.too_many_attempts", "There were too many attempts: wait a minute and try again.", RetryAfterSeconds: Math.Max(wait, 1));
    }

    private static PartitionedRateLimiter<string> PerMinute(IConfiguration configuration, string key, int usual)
    {
        var permits = int.Parse(configuration[key] ?? usual.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return PartitionedRateLimiter.Create<string, string>(partition => RateLimitPartition.GetFixedWindowLimiter(partition, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        }));
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _accounts.Dispose();
        _resets.Dispose();
    }
}
