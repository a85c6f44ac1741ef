using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Runtime;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Connections;

/// <summary>Makes calls over the connections of the firm in scope: finds the connection, guards the call, keeps its health and its lines.</summary>
internal sealed partial class ConnectionCalls(
    IServiceScopeFactory scopes, SecretSources secrets, ConnectionGuards guards, VersionWatch watch, CurrentTenant current, IEgressRoutes routes, TimeProvider clock, ILogger<ConnectionCalls> log)
{
    /// <summary>A connection of the firm in scope.</summary>
    /// <exception cref="ConnectorException">There is none (<see cref="ErrorClass.NotFound"/>).</exception>
    public async Task<ConnectionFacts> Find(Guid connectionId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await ConnectionFacts.Read(db, connectionId, ct) ?? throw new ConnectorException(ErrorClass.NotFound, "There is no such connection.");
    }

    /// <summary>A read or a find: tried again where the error allows it.</summary>
    public async Task<T> Read<T>(Guid connectionId, string capability, string operation, Func<CallScope, CancellationToken, Task<T>> call, CancellationToken ct)
    {
        var facts = await Usable(connectionId, capability, ct);
        return await Noted(facts, operation, notes => GuardOf(facts).Read(token => call(ScopeOf(facts, notes), token), ct));
    }

    /// <summary>A write: sent once.</summary>
    public async Task<T> Write<T>(Guid connectionId, string capability, string operation, Func<CallScope, CancellationToken, Task<T>> call, CancellationToken ct)
    {
        var facts = await Usable(connectionId, capability, ct);
        return await Noted(facts, operation, notes => GuardOf(facts).Write(token => call(ScopeOf(facts, notes), token), ct));
    }

    /// <summary>A write of whose answer the house keeps something before it is told: sent once.</summary>
    public async Task<T> WriteAndKeep<TAnswer, T>(
        Guid connectionId, string capability, string operation, Func<CallScope, CancellationToken, Task<TAnswer>> call, Func<ConnectionFacts, CallNotes, TAnswer, Task<T>> keep, CancellationToken ct)
    {
        var facts = await Usable(connectionId, capability, ct);
        return await Noted(facts, operation, async notes => await keep(facts, notes, await GuardOf(facts).Write(token => call(ScopeOf(facts, notes), token), ct)));
    }

    /// <summary>Looks into a bank's folder, or does there what may be done again: tried again where the error allows it.</summary>
    public Task<T> ReadFolder<T>(Guid connectionId, string operation, Func<ConnectionFacts, RemoteFolder, CancellationToken, Task<T>> work, CancellationToken ct) =>
        WithFolder(connectionId, operation, (guard, step) => guard.Read(step, ct), work, ct);

    /// <summary>Changes something in a bank's folder, once.</summary>
    public Task<T> WriteFolder<T>(Guid connectionId, string operation, Func<ConnectionFacts, RemoteFolder, CancellationToken, Task<T>> work, CancellationToken ct) =>
        WithFolder(connectionId, operation, (guard, step) => guard.Write(step, ct), work, ct);

    private async Task<T> WithFolder<T>(
        Guid connectionId, string operation, Func<Guard, Func<CancellationToken, Task<T>>, Task<T>> guarded, Func<ConnectionFacts, RemoteFolder, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        var facts = await Usable(connectionId, "paymentFiles|statementFiles", ct);
        if (!facts.HasFolder) throw new ConnectorException(ErrorClass.Validation, $"The settings of '{facts.Name}' name no file server.");
        return await Noted(facts, operation, notes => guarded(GuardOf(facts), async token =>
        {
            using var folder = FolderOf(facts, notes);
            return await work(facts, folder, token);
        }));
    }

    /// <summary>The bank's folder of a connection, for one call.</summary>
    public RemoteFolder FolderOf(ConnectionFacts facts, ICallJournal notes) => new(
        FilePlace.Of(facts.Manifest, facts.Settings), routes, secrets.Of(facts).Get, notes, facts.Manifest.Limits.AnswerMegabytes << 20, TimeSpan.FromSeconds(facts.Manifest.Limits.CallSeconds));

    /// <summary>A stream of pages: after an error that may pass it goes on from the last page's cursor.</summary>
    /// <param name="resumes">Whether the stream can begin at a cursor; otherwise it is begun anew only as long as no page was handed on.</param>
    public async IAsyncEnumerable<Page<T>> Stream<T>(
        Guid connectionId, string capability, string operation, string? cursor, bool resumes, Func<CallScope, string?, CancellationToken, IAsyncEnumerable<Page<T>>> open, [EnumeratorCancellation] CancellationToken ct)
    {
        var facts = await Usable(connectionId, capability, ct);
        var pages = new PageReader<T>((notes, from, token) => open(ScopeOf(facts, notes), from, token), cursor, resumes);
        var notes = new CallNotes(clock);
        string? failure = null;
        try
        {
            while (true)
            {
                Page<T>? page;
                try
                {
                    page = await GuardOf(facts).Read(token => pages.Next(notes, token), ct);
                }
                catch (ConnectorException e)
                {
                    failure = e.Message;
                    await Ended(facts, e);
                    throw;
                }
                if (page is null) break;
                yield return page;
            }
            await Ended(facts, null);
        }
        finally
        {
            await pages.DisposeAsync();
            await Keep(facts, operation, notes, failure);
        }
    }

    /// <summary>Asks the vendor whether the connection works, whatever is known of it, and keeps what it says.</summary>
    public async Task<ConnectionCheck> Check(ConnectionFacts facts, Func<CallScope, CancellationToken, Task<ConnectionCheck>> call, CancellationToken ct)
    {
        if (facts.Usable is { } why) throw new ConnectorException(ErrorClass.Permanent, why);
        var notes = new CallNotes(clock);
        string? failure = null;
        try
        {
            var found = await call(ScopeOf(facts, notes), ct);
            var details = JsonSerializer.Serialize((found.Details ?? new Dictionary<string, string>()).Take(20).ToDictionary(d => d.Key, d => d.Value.Length > 200 ? d.Value[..200] : d.Value, StringComparer.Ordinal));
            await InStore(facts.TenantId, async db =>
            {
                var row = await db.Connections.SingleOrDefaultAsync(c => c.Id == facts.Id, ct);
                row?.Found(found.AccountName, details, clock.GetUtcNow());
                await db.SaveChangesAsync(ct);
            });
            guards.Forget(facts.TenantId, facts.Id);
            return found;
        }
        catch (ConnectorException e)
        {
            failure = e.Message;
            await Ended(facts, e);
            throw;
        }
        finally
        {
            await Keep(facts, "Check", notes, failure);
        }
    }

    /// <summary>The scope of a call. The steps of a webhook are neither retried nor held back here: the event's delivery sees to that.</summary>
    public CallScope ScopeOf(ConnectionFacts facts, CallNotes notes) => new(facts.Hash, facts.Id, facts.Settings, secrets.Of(facts), notes, facts.AloneFor);

    /// <summary>Keeps the lines of a call.</summary>
    public Task Keep(ConnectionFacts facts, string operation, CallNotes notes, string? failure) => Noting(facts, () => InStore(facts.TenantId, async db =>
    {
        if (!await db.Connections.AnyAsync(c => c.Id == facts.Id)) return;
        // Ids of one millisecond have no order: a call's lines get one each, so that they are read as they were said.
        var now = clock.GetUtcNow();
        db.LogLines.AddRange(notes.Lines(operation, failure).Select((l, i) => new LogLine
        {
            Id = Guid.CreateVersion7(now.AddMilliseconds(i)),
            ConnectionId = facts.Id,
            At = l.At,
            Level = l.Level,
            Operation = operation,
            Text = l.Text.Length > LogLine.TextLength ? l.Text[..LogLine.TextLength] : l.Text,
        }));
        await db.SaveChangesAsync();
        var last = await db.LogLines.Where(l => l.ConnectionId == facts.Id).OrderByDescending(l => l.Id).Skip(LogLine.MostOfOne - 1).Select(l => (Guid?)l.Id).FirstOrDefaultAsync();
        if (last is { } kept) await db.LogLines.Where(l => l.ConnectionId == facts.Id && l.Id < kept).ExecuteDeleteAsync();
    }));

    /// <summary>Notes something about a call. Losing the note must not lose what the vendor said, least of all that it took a payment: what cannot be kept is told in the server's own log.</summary>
    private async Task Noting(ConnectionFacts facts, Func<Task> note)
    {
        try
        {
            await note();
        }
        // A database out of reach is told as InvalidOperationException around the driver's.
        catch (Exception e) when (e is DbUpdateException or NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            NoteLost(e, facts.Id);
        }
    }

    private async Task<ConnectionFacts> Usable(Guid connectionId, string capability, CancellationToken ct)
    {
        var facts = await Find(connectionId, ct);
        facts.RequireUsable(capability);
        return facts;
    }

    private async Task<T> Noted<T>(ConnectionFacts facts, string operation, Func<CallNotes, Task<T>> call)
    {
        var notes = new CallNotes(clock);
        string? failure = null;
        try
        {
            var answer = await call(notes);
            await Ended(facts, null);
            return answer;
        }
        catch (ConnectorException e)
        {
            failure = e.Message;
            await Ended(facts, e);
            throw;
        }
        finally
        {
            await Keep(facts, operation, notes, failure);
        }
    }

    /// <summary>Keeps the connection's health after a call, where it says something about it.</summary>
    private Task Ended(ConnectionFacts facts, ConnectorException? error) => Noting(facts, () => Health(facts, error));

    private async Task Health(ConnectionFacts facts, ConnectorException? error)
    {
        if (error?.Class == ErrorClass.Permanent) await watch.Look(facts.Hash);
        ConnectionHealth? health = error?.Class switch
        {
            null => ConnectionHealth.Healthy,
            ErrorClass.Auth => ConnectionHealth.ReconnectNeeded,
            ErrorClass.Transient or ErrorClass.Permanent => ConnectionHealth.Failing,
            _ => null, // The vendor answered, and refused what was asked: the connection is well.
        };
        if (health is not { } now) return;
        var (text, at) = (error?.Message is { Length: > FirmConnection.TextLength } longer ? longer[..FirmConnection.TextLength] : error?.Message, clock.GetUtcNow());
        await InStore(facts.TenantId, db => now == ConnectionHealth.Healthy ? Well(db, facts.Id, at) : db.Connections.Where(c => c.Id == facts.Id).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Health, now).SetProperty(c => c.HealthText, text).SetProperty(c => c.CheckedAt, at)));
    }

    // A call that went well says that the breaker is closed, whatever was written before this copy of the server started; steady health is not written again and again.
    private static Task<int> Well(PluginHostDbContext db, Guid connectionId, DateTimeOffset at) =>
        db.Connections.Where(c => c.Id == connectionId && (c.Health != ConnectionHealth.Healthy || c.Breaker != BreakerState.Closed)).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Health, ConnectionHealth.Healthy).SetProperty(c => c.HealthText, (string?)null).SetProperty(c => c.CheckedAt, at).SetProperty(c => c.Breaker, BreakerState.Closed));

    private Guard GuardOf(ConnectionFacts facts) => guards.Of(facts, open => Noting(facts, () => InStore(
        facts.TenantId, db => db.Connections.Where(c => c.Id == facts.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Breaker, open ? BreakerState.Open : BreakerState.Closed)))));

    private async Task InStore(Guid tenantId, Func<PluginHostDbContext, Task> work)
    {
        using var _ = current.Use(tenantId);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await work(db);
        await transaction.CommitAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a call over connection {ConnectionId} left to note could not be kept")]
    private partial void NoteLost(Exception error, Guid connectionId);
}

/// <summary>Reads a stream page by page; asked again after an error, it opens the stream again where it stood.</summary>
internal sealed class PageReader<T>(Func<CallNotes, string?, CancellationToken, IAsyncEnumerable<Page<T>>> open, string? cursor, bool resumes) : IAsyncDisposable
{
    private IAsyncEnumerator<Page<T>>? _pages;
    private CancellationTokenSource? _life;
    private string? _cursor = cursor;
    private bool _handed;

    /// <summary>The next page; null at the end.</summary>
    /// <exception cref="ConnectorException">Also when the stream broke off and cannot be gone on with.</exception>
    public async Task<Page<T>?> Next(CallNotes notes, CancellationToken ct)
    {
        _life ??= CancellationTokenSource.CreateLinkedTokenSource(ct);
        _pages ??= open(notes, _cursor, _life.Token).GetAsyncEnumerator(_life.Token);
        try
        {
            if (!await _pages.MoveNextAsync()) return null;
        }
        catch (ConnectorException e)
        {
            await DisposeAsync();
            throw resumes || !_handed || e.Class is not (ErrorClass.Transient or ErrorClass.RateLimited)
                ? e
                : new ConnectorException(ErrorClass.Permanent, $"The list broke off after some pages and begins anew only when asked again: {e.Message}", e.VendorCode, e.RequestId, inner: e);
        }
        (_cursor, _handed) = (_pages.Current.Cursor, true);
        return _pages.Current;
    }

    public async ValueTask DisposeAsync()
    {
        if (_pages is not null) await _pages.DisposeAsync();
        _life?.Dispose();
        (_pages, _life) = (null, null);
    }
}
