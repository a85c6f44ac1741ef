using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;

namespace StratCap.Server.Messaging;

/// <summary>
/// One dispatching transaction: takes some aggregates of a module's outbox for itself, sends their events, deletes those that were sent, commits.
/// </summary>
/// <remarks>
/// Order per aggregate, with any number of dispatchers in any number of processes, rests on a transaction lock per aggregate (an advisory one):
/// whoever holds it is the only sender of that aggregate's events until its deletions are committed. The rows are read by a second statement,
/// after the lock, so that they are as the last holder left them. Row locks alone would not do: a second dispatcher that skips the first one's
/// locked rows would overtake them with the aggregate's next events. A dispatcher that dies loses its locks with its connection.
/// </remarks>
internal sealed partial class OutboxTurn : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _schema;

    private OutboxTurn(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, IReadOnlyList<Guid> aggregates)
    {
        _connection = connection;
        _transaction = transaction;
        _schema = schema;
        Aggregates = aggregates;
    }

    /// <summary>The aggregates that this turn holds; never empty.</summary>
    public IReadOnlyList<Guid> Aggregates { get; }

    /// <summary>Takes aggregates that have events due and that nobody else holds, going on behind one; null when there are none.</summary>
    public static async Task<OutboxTurn?> Claim(PlatformConnections platform, string schema, Guid behind, int count, CancellationToken ct)
    {
        var connection = await platform.Open(schema, ct);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(ct);
            var aggregates = await Lock(connection, schema, behind, count, ct);
            if (aggregates.Count > 0) return new OutboxTurn(connection, transaction, schema, aggregates);
        }
        catch
        {
            await Close(connection, transaction);
            throw;
        }
        await Close(connection, transaction);
        return null;
    }

    // Walks from aggregate to aggregate along the index, however many events each has waiting, and stops when it holds enough. Only the first
    // event of an aggregate says whether it is due: the later ones wait behind it.
    private static async Task<IReadOnlyList<Guid>> Lock(NpgsqlConnection connection, string schema, Guid behind, int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with recursive heads as (
              (select aggregate_id, not_before from {schema}.outbox where aggregate_id > @behind order by aggregate_id, position limit 1)
              union all
              select following.aggregate_id, following.not_before from heads cross join lateral
                (select o.aggregate_id, o.not_before from {schema}.outbox o where o.aggregate_id > heads.aggregate_id order by o.aggregate_id, o.position limit 1) following)
            select aggregate_id from heads
            where case when not_before <= now() then pg_try_advisory_xact_lock(hashtextextended('{schema}.outbox ' || aggregate_id, 0)) else false end
            limit @count
            """,
            connection);
        command.Parameters.AddWithValue("behind", behind);
        command.Parameters.AddWithValue("count", count);
        var aggregates = new List<Guid>(count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) aggregates.Add(reader.GetGuid(0));
        return aggregates;
    }

    /// <summary>Sends the events of the aggregates held, several aggregates at once, each in order up to its first failure; deletes what was sent; commits.</summary>
    /// <param name="send">Returns when the event cannot be lost any more.</param>
    /// <param name="eventsPerAggregate">The most events to take of one aggregate.</param>
    /// <param name="backoff">How long an event waits after so many failed attempts.</param>
    /// <param name="ct">Stops sending; what was sent by then is deleted all the same.</param>
    /// <returns>What failed.</returns>
    public async Task<IReadOnlyList<FailedSend>> Run(Func<EventEnvelope, CancellationToken, Task> send, int eventsPerAggregate, Func<int, TimeSpan> backoff, CancellationToken ct)
    {
        var rows = await Read(eventsPerAggregate, ct);
        var outcomes = await Task.WhenAll(rows.GroupBy(r => r.Envelope.AggregateId).Select(aggregate => SendInOrder([.. aggregate], send, ct)));
        var failures = outcomes.Select(o => o.Failure).OfType<FailedSend>().Select(f => f with { Wait = backoff(f.Attempts) }).ToList();
        await Settle([.. outcomes.SelectMany(o => o.Sent)], failures);
        return failures;
    }

    private static async Task<Outcome> SendInOrder(IReadOnlyList<Row> rows, Func<EventEnvelope, CancellationToken, Task> send, CancellationToken ct)
    {
        var sent = new List<long>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                await send(row.Envelope, ct);
                sent.Add(row.Position);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break; // Stopping is nobody's failure.
            }
            catch (Exception error)
            {
                return new Outcome(sent, new FailedSend(row.Position, row.Envelope, row.Attempts + 1, error, TimeSpan.Zero));
            }
        }
        return new Outcome(sent, null);
    }

    private async Task<IReadOnlyList<Row>> Read(int eventsPerAggregate, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select e.position, e.attempts, e.id, e.event_type, e.at, e.aggregate_id, e.version, e.tenant_id, e.causation_id, e.actor_id, e.actor_name, e.data
            from unnest(@aggregates) as held(aggregate_id) cross join lateral
              (select * from {_schema}.outbox o where o.aggregate_id = held.aggregate_id order by o.position limit @limit for update skip locked) e
            order by e.position
            """,
            _connection);
        command.Parameters.AddWithValue("aggregates", Aggregates);
        command.Parameters.AddWithValue("limit", eventsPerAggregate);
        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rows.Add(new Row(reader.GetInt64(0), reader.GetInt32(1), EnvelopeOf(reader)));
        return rows;
    }

    private static EventEnvelope EnvelopeOf(NpgsqlDataReader row) => new()
    {
        EventId = row.GetGuid(2),
        EventType = row.GetString(3),
        Timestamp = row.GetFieldValue<DateTimeOffset>(4),
        AggregateId = row.GetGuid(5),
        Version = row.GetInt32(6),
        TenantId = row.GetGuid(7),
        CausationId = row.IsDBNull(8) ? null : row.GetGuid(8),
        ActorId = row.GetGuid(9),
        ActorName = row.GetString(10),
        Data = row.GetString(11),
    };

    // Not cancellable: what was sent is sent, and forgetting it would only send it again.
    private async Task Settle(long[] sent, IReadOnlyList<FailedSend> failures)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from {_schema}.outbox where position = any($1)") { Parameters = { new() { Value = sent } } });
        foreach (var failure in failures)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"update {_schema}.outbox set attempts = $2, not_before = clock_timestamp() + $3, last_error = $4 where position = $1")
            {
                Parameters = { new() { Value = failure.Position }, new() { Value = failure.Attempts }, new() { Value = failure.Wait }, new() { Value = Reasons.Of(failure.Error) } },
            });
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await _transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await Close(_connection, _transaction);

    private static async Task Close(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        if (transaction is not null) await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private sealed record Row(long Position, int Attempts, EventEnvelope Envelope);

    private sealed record Outcome(IReadOnlyList<long> Sent, FailedSend? Failure);
}

/// <summary>An event that could not be sent, and how long it waits before the next attempt.</summary>
internal sealed record FailedSend(long Position, EventEnvelope Envelope, int Attempts, Exception Error, TimeSpan Wait);
