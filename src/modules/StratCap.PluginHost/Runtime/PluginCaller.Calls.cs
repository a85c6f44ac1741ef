using System.Runtime.CompilerServices;
using Grpc.Core;
using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.PluginHost.Runtime;

/// <summary>How each kind of call is made.</summary>
internal sealed partial class PluginCaller
{
    private const int CursorLength = 2_000;

    private Task<TAnswer> Ask<TWire, TAnswer>(CallScope scope, Func<CallInvoker, V1.Call, CallOptions, AsyncUnaryCall<TWire>> ask, Func<TWire, TAnswer> read, CancellationToken ct) =>
        Call(scope, ask, read, (_, _) => default, ct);

    private Task<WriteOutcome> Write(CallScope scope, Func<CallInvoker, V1.Call, CallOptions, AsyncUnaryCall<V1.WriteOutcome>> ask, CancellationToken ct) =>
        Call<V1.WriteOutcome, WriteOutcome>(scope, ask, answer => answer.ToSdk(), OpenOutcome, ct);

    private async Task<TAnswer> Call<TWire, TAnswer>(
        CallScope scope, Func<CallInvoker, V1.Call, CallOptions, AsyncUnaryCall<TWire>> ask, Func<TWire, TAnswer> read, Func<ActiveCall, ConnectorException?, TAnswer?> instead, CancellationToken ct)
    {
        var slot = workers.Slot(scope.PackageHash, scope.AloneFor);
        var worker = await Ready(slot, ct);
        using var call = worker.Calls.Enter(scope, worker.Package);
        var deadline = clock.GetUtcNow().AddSeconds(worker.Package.Manifest.Limits.CallSeconds).UtcDateTime;
        try
        {
            return read(await ask(worker.Invoker, ToWire(call), new CallOptions(deadline: deadline, cancellationToken: ct)));
        }
        catch (Exception error) when (IsEnd(error))
        {
            var told = (error as RpcException)?.ToSdk();
            if (instead(call, told) is { } answer) return answer;
            ct.ThrowIfCancellationRequested();
            throw Told(told, error, slot, call);
        }
        catch (ConnectorException) when (instead(call, null) is { } answer)
        {
            // The answer came and cannot be read.
            return answer;
        }
    }

    /// <summary>A write whose end nobody saw, after something had left; null: nothing left, or the plugin said what became of it. An answer too long to be taken is one that it did not see.</summary>
    private static WriteOutcome.Uncertain? OpenOutcome(ActiveCall call, ConnectorException? told) =>
        call.WriteLeft && told is null or { VendorCode: EgressCodes.PluginFailed or EgressCodes.TooLarge } ? new("The plugin ended before it told what the vendor answered.") : null;

    private async IAsyncEnumerable<Page<T>> Pages<TWire, T>(
        CallScope scope, Func<CallInvoker, V1.Call, CallOptions, AsyncServerStreamingCall<TWire>> ask, Func<TWire, Page<T>> read, [EnumeratorCancellation] CancellationToken ct)
    {
        var slot = workers.Slot(scope.PackageHash, scope.AloneFor);
        var worker = await Ready(slot, ct);
        using var call = worker.Calls.Enter(scope, worker.Package);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var stream = Begin(() => ask(worker.Invoker, ToWire(call), new CallOptions(cancellationToken: time.Token)), slot, call);
        while (await Next(stream.ResponseStream, slot, call, time, ct))
        {
            var page = read(stream.ResponseStream.Current);
            if (page.Cursor.Length > CursorLength) throw WireValues.OutOfForm("a cursor of at most 2,000 characters");
            yield return page;
        }
    }

    /// <summary>A call ends by the wire's error, or, when the worker's process is cleared away at that moment, by a channel that is no more.</summary>
    private static bool IsEnd(Exception error) => error is RpcException or ObjectDisposedException;

    private static T Begin<T>(Func<T> ask, WorkerSlot slot, ActiveCall call)
    {
        try
        {
            return ask();
        }
        catch (Exception error) when (IsEnd(error))
        {
            throw Told((error as RpcException)?.ToSdk(), error, slot, call);
        }
    }

    /// <summary>The deadline is a page's: a first load may take hours.</summary>
    private static async Task<bool> Next<TWire>(IAsyncStreamReader<TWire> pages, WorkerSlot slot, ActiveCall call, CancellationTokenSource time, CancellationToken ct)
    {
        time.CancelAfter(TimeSpan.FromSeconds(call.Package.Manifest.Limits.CallSeconds));
        try
        {
            return await pages.MoveNext(time.Token);
        }
        catch (Exception error) when (IsEnd(error))
        {
            ct.ThrowIfCancellationRequested();
            throw Told((error as RpcException)?.ToSdk(), error, slot, call);
        }
        finally
        {
            time.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static async Task<WorkerProcess> Ready(WorkerSlot slot, CancellationToken ct)
    {
        try
        {
            return await slot.Ready(ct);
        }
        catch (PackageRefused refused)
        {
            throw new ConnectorException(ErrorClass.Permanent, $"The plugin's package was rejected: {refused.Message}", ConnectorCodes.Unusable, inner: refused);
        }
    }

    /// <summary>A page before whose first cursor nothing can be skipped has an empty one: that is the beginning.</summary>
    private static string? From(string? cursor) => string.IsNullOrEmpty(cursor) ? null : cursor;

    private static V1.Call ToWire(ActiveCall call) => new()
    {
        Handle = call.Handle,
        SettingsJson = call.Scope.Settings.GetRawText(),
        Files = !call.Package.Manifest.HouseCarriesFiles && (call.Scope.Files is not null || FilePlace.IsSet(call.Package.Manifest, call.Scope.Settings)),
    };

    private static ConnectorException Told(ConnectorException? told, Exception error, WorkerSlot slot, ActiveCall call)
    {
        if (slot.Quarantine() is { } quarantined) return quarantined;
        if (told is not null) return new(told.Class, call.Masked(told.Message), told.VendorCode, told.RequestId, told.RetryAfter, error);
        return error is RpcException { StatusCode: StatusCode.DeadlineExceeded or StatusCode.Cancelled }
            ? new(ErrorClass.Transient, $"The plugin took longer than {call.Package.Manifest.Limits.CallSeconds} seconds.", inner: error)
            : new(ErrorClass.Transient, "The plugin's worker ended before it answered.", inner: error);
    }
}
