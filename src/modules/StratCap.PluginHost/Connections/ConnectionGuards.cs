using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Connections;

/// <summary>How calls are tried again and when they are held back; section <c>Plugins:Calls</c>.</summary>
internal sealed class CallOptions
{
    public const string Section = "Plugins:Calls";

    /// <summary>How often a read is tried again.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>The first wait; doubled each time, with jitter.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A vendor that wants a longer pause than this is not waited for within a call.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Of so many calls within <see cref="Window"/>, half must fail for the breaker to open.</summary>
    public int BreakerCalls { get; set; } = 6;

    /// <summary>Over what time failures are counted.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For how long calls are refused then.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Within what time a vendor's token address must have answered, to the last byte.</summary>
    public TimeSpan TokenWait { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>
/// One circuit breaker per connection, and retries with jitter in front of it for what may be asked twice: reads and finds. Writes pass the breaker alone. The time limit of a call is the
/// manifest's; the runtime holds it, since it alone knows whether a write had left.
/// </summary>
internal sealed class ConnectionGuards(CallOptions options, TimeProvider clock)
{
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<(Guid, Guid), Guard> _guards = new();

    /// <summary>The guard of a connection.</summary>
    /// <param name="facts">The connection.</param>
    /// <param name="turned">Called when its breaker opens (true) or closes (false).</param>
    public Guard Of(ConnectionFacts facts, Func<bool, Task> turned)
    {
        // A guard that is forgotten begins anew, closed: that costs a vendor that is down a few calls.
        if (_guards.Count > MostKept) _guards.Clear();
        return _guards.GetOrAdd((facts.TenantId, facts.Id), _ => new Guard(options, clock, turned));
    }

    /// <summary>Forgets a connection that was changed or removed.</summary>
    public void Forget(Guid tenantId, Guid connectionId) => _guards.TryRemove((tenantId, connectionId), out _);
}

/// <summary>A connection's breaker and retries.</summary>
internal sealed class Guard
{
    private readonly ResiliencePipeline _once;
    private readonly ResiliencePipeline _again;
    private readonly CallOptions _options;

    public Guard(CallOptions options, TimeProvider clock, Func<bool, Task> turned)
    {
        _options = options;
        _once = new ResiliencePipelineBuilder { TimeProvider = clock }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ConnectorException>(e => e.Class == ErrorClass.Transient),
            FailureRatio = 0.5,
            MinimumThroughput = Math.Max(2, options.BreakerCalls),
            SamplingDuration = options.Window,
            BreakDuration = options.Pause,
            OnOpened = async _ => await turned(true),
            OnClosed = async _ => await turned(false),
        }).Build();
        _again = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(Retrying()).AddPipeline(_once).Build();
    }

    private RetryStrategyOptions Retrying() => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<ConnectorException>(MayPass),
        MaxRetryAttempts = Math.Max(1, _options.Retries),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _options.FirstWait,
        MaxDelay = _options.LongestWait,
        DelayGenerator = tried => ValueTask.FromResult((tried.Outcome.Exception as ConnectorException)?.RetryAfter),
    };

    private bool MayPass(ConnectorException e) => e.Class is ErrorClass.Transient or ErrorClass.RateLimited && (e.RetryAfter ?? TimeSpan.Zero) <= _options.LongestWait;

    /// <summary>For what may be asked twice.</summary>
    public Task<T> Read<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct) => Run(_again, call, ct);

    /// <summary>For what is asked once.</summary>
    public Task<T> Write<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct) => Run(_once, call, ct);

    private static async Task<T> Run<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await call(token), ct);
        }
        catch (BrokenCircuitException e)
        {
            throw new ConnectorException(ErrorClass.Transient, "Calls over this connection failed again and again: they are held back for a while. Nothing was sent.", retryAfter: e.RetryAfter, inner: e);
        }
    }
}
