using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Payments.Feeds;

/// <summary>What is read of a bank.</summary>
internal enum ReadKind
{
    /// <summary>The lines of a feed.</summary>
    Feed,

    /// <summary>What became of the payments of a connection.</summary>
    Payments,
}

/// <summary>How a reading stands, in the words of leases.</summary>
internal enum ReadState
{
    /// <summary>Waits for a reader.</summary>
    Ready,

    /// <summary>A reader has it.</summary>
    Running,

    /// <summary>Nothing is to be read now.</summary>
    Done,
}

/// <summary>
/// What a bank is asked for, as readers of all firms see it: whose it is, and nothing of what it brings. However often it is asked for, one reader is at it, and what was asked for meanwhile is read once
/// more when he is through: news that came behind his back is not lost.
/// </summary>
internal sealed class BankRead : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }

    /// <summary>The feed, or the connection whose payments are followed.</summary>
    public Guid Id { get; init; }

    public ReadKind Kind { get; init; }
    public Guid ConnectionId { get; init; }
    public ReadState State { get; set; }

    /// <summary>It was asked for while it was read.</summary>
    public bool Again { get; set; }

    /// <summary>When the schedule asks for it next; null: not by itself.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>A reading ends; when it was asked for meanwhile, it waits for a reader again.</summary>
    public void End(DateTimeOffset at)
    {
        (State, Again, CreatedAt) = (Again ? ReadState.Ready : ReadState.Done, false, at);
        (LeaseOwner, LeaseUntil, StartedAt, Attempts) = (null, null, null, 0);
    }

    internal static void Map(EntityTypeBuilder<BankRead> e)
    {
        e.ToTable("bank_reads").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_bank_reads_waiting");
        e.HasIndex(x => x.NextAt).HasFilter("next_at is not null").HasDatabaseName("ix_bank_reads_due");
    }
}

/// <summary>Asks for readings, for people, the schedule and banks' webhooks alike.</summary>
internal static class BankReads
{
    /// <summary>Asks that a feed be read now, in the caller's transaction. Whoever holds a reading keeps it: he is asked to read once more when he is through.</summary>
    public static Task<int> AskFor(this PaymentsDbContext db, Guid feedId, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
            update payments.bank_reads set state = case when state = 'Running' then state else 'Ready' end, again = again or state = 'Running', created_at = case when state = 'Done' then {now} else created_at end
            where tenant_id = {db.TenantId} and id = {feedId} and kind = 'Feed'
            """, ct);

    /// <summary>Asks that what became of a connection's payments be read now.</summary>
    public static Task<int> AskForPayments(this PaymentsDbContext db, Guid connectionId, DateTimeOffset now, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into payments.bank_reads as r (tenant_id, id, kind, connection_id, state, again, created_at, attempts) values ({db.TenantId}, {connectionId}, 'Payments', {connectionId}, 'Ready', false, {now}, 0)
        on conflict (tenant_id, id) do update set state = case when r.state = 'Running' then r.state else 'Ready' end, again = r.again or r.state = 'Running',
          created_at = case when r.state = 'Done' then {now} else r.created_at end
        """, ct);

    /// <summary>Asks, over all firms, for what is due by the schedule, and says when it is due next: up to a tenth later than exactly, so that firms that began together do not ask a bank together for ever.</summary>
    /// <param name="platform">Of the platform's role. Several copies may ask at once: who comes second finds a moved date.</param>
    public static async Task<int> AskForDue(PlatformConnections platform, DateTimeOffset now, int everyMinutes, CancellationToken ct)
    {
        await using var connection = await platform.Open(PaymentsDbContext.Module, ct);
        await using var command = new NpgsqlCommand("""
            update payments.bank_reads set state = case when state = 'Running' then state else 'Ready' end, again = again or state = 'Running', created_at = case when state = 'Done' then $1 else created_at end,
              next_at = $1 + make_interval(secs => $2 * (1 + random() / 10))
            where next_at <= $1
            """, connection)
        {
            Parameters = { new() { Value = now }, new() { Value = everyMinutes * 60 } },
        };
        return await command.ExecuteNonQueryAsync(ct);
    }
}
