using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>How a run reaches the bank.</summary>
internal enum RunMethod
{
    /// <summary>One call a payment.</summary>
    Interface,

    /// <summary>One file for all of them, which a person hands to the bank.</summary>
    File,
}

/// <summary>How far the house came with a file that it delivers itself.</summary>
internal enum RunDelivery
{
    /// <summary>The house puts it into the bank's folder; it has not begun, or a passing file alone is there.</summary>
    House,

    /// <summary>It is being given its name: the bank may have it.</summary>
    Leaving,

    /// <summary>It was being given its name, and neither it nor its passing file is there: the bank took it, or somebody removed it. People must ask.</summary>
    Unclear,

    /// <summary>It lay whole in the bank's folder.</summary>
    Delivered,
}

/// <summary>Where a run stands.</summary>
internal enum RunState
{
    /// <summary>Gathered and checked; a second person must release it.</summary>
    Prepared,

    /// <summary>Released; a sender takes it up.</summary>
    Released,

    /// <summary>A sender is at it.</summary>
    Sending,

    /// <summary>Its file is written and waits to be handed to the bank.</summary>
    Written,

    /// <summary>Every payment was sent, refused, or waits to be cleared up.</summary>
    Sent,

    /// <summary>The sender came no further: a person must look.</summary>
    Stopped,

    /// <summary>Taken back before it was sent.</summary>
    Cancelled,
}

/// <summary>Payments that leave together, or debits: one fund, one direction, one connection, one day, one currency.</summary>
internal sealed class PaymentRun : ITenantOwned
{
    private decimal _amount;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public required string FundName { get; init; }

    /// <summary>Ours for ever, at most 35 (ISO 20022 MsgId).</summary>
    public required string Reference { get; init; }

    public Guid ConnectionId { get; init; }
    public required string ConnectionName { get; init; }
    public RunMethod Method { get; init; }

    /// <summary>Out of the fund's account, or into it by debit.</summary>
    public PaymentDirection Direction { get; init; }


    /// <summary>Which of the plugin's rails; null: its only one.</summary>
    public string? Rail { get; init; }

    /// <summary>The file's format; null: the connection's own.</summary>
    public string? Format { get; init; }

    public DateOnly ExecuteOn { get; init; }
    public int Count { get; init; }

    /// <summary>Of all that was gathered; of debits, less what is not due any more.</summary>
    public decimal Amount
    {
        get => _amount;
        init => _amount = value;
    }

    public required string Currency { get; init; }

    /// <summary>The fund's account that pays or is paid into: the version of the receiving account that stood when the run was prepared.</summary>
    public Guid OwnAccountId { get; init; }

    /// <summary>What trace and file numbers count by: the routing number of the bank that sends.</summary>
    public required string OriginatingBank { get; init; }

    public RunState State { get; private set; }
    public Guid PreparedBy { get; init; }
    public required string PreparedByName { get; init; }
    public DateTimeOffset PreparedAt { get; init; }
    public Guid? ReleasedBy { get; private set; }
    public string? ReleasedByName { get; private set; }

    /// <summary>Also the file's creation time, so that the same run gives the same bytes.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>The how-manyth file of its day at its bank, from 1.</summary>
    public int? SequenceOfDay { get; private set; }

    public string? FileName { get; private set; }

    /// <summary>SHA-256 of the file as the bank gets it, lower-case hex.</summary>
    public string? FileHash { get; private set; }

    public int? FileBytes { get; private set; }
    public DateTimeOffset? FetchedAt { get; private set; }

    /// <summary>Null: a person hands the file over, or there is none.</summary>
    public RunDelivery? Delivery { get; private set; }

    /// <summary>Where the house was to deliver it when it was prepared, as a hash of the connection's settings.</summary>
    public string? FolderMark { get; init; }

    /// <summary>The house is to deliver its file.</summary>
    public bool ByHouse
    {
        init => Delivery = value ? RunDelivery.House : null;
    }

    public string? BankReference { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Why it was cancelled, whole or what had not left, or stopped.</summary>
    public string? Reason { get; private set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; private set; }

    /// <summary>What its file is sealed for: it holds whole numbers.</summary>
    public const string FilePurpose = "payments.run_file";

    /// <summary>Where its file is kept, sealed.</summary>
    public string BlobKey => $"payment-runs/{Id:N}";

    /// <summary>Capability of the connection that carries it.</summary>
    public string Needs => Capability(Method, Direction);

    /// <summary>Capability of a connection that carries such a run.</summary>
    public static string Capability(RunMethod method, PaymentDirection direction) => method == RunMethod.File ? "paymentFiles" : direction == PaymentDirection.Collect ? "collect" : "pay";

    /// <summary>So much less is due than was gathered.</summary>
    public void Reduce(decimal by)
    {
        _amount -= by;
        Version++;
    }

    public void Release(Actor by, DateTimeOffset at, int? sequenceOfDay)
    {
        Enter(RunState.Released, RunState.Prepared);
        (ReleasedBy, ReleasedByName, ReleasedAt, SequenceOfDay) = (by.Id, by.Name, at, sequenceOfDay);
    }

    /// <summary>A sender takes it up, for the first time or again.</summary>
    public void TakeUp() => Enter(RunState.Sending, RunState.Released, RunState.Sending, RunState.Sent, RunState.Stopped);

    public void Written(string name, string hash, int bytes)
    {
        Enter(RunState.Written, RunState.Sending);
        (FileName, FileHash, FileBytes) = (name, hash, bytes);
    }

    public void Fetched(DateTimeOffset at)
    {
        FetchedAt ??= at;
        Version++;
    }

    public void Sent(DateTimeOffset at, string? bankReference = null)
    {
        Enter(RunState.Sent, RunState.Sending, RunState.Written, RunState.Stopped);
        SentAt ??= at;
        BankReference ??= bankReference;
        // A person asked the bank about a file that the house lost sight of.
        if (Delivery == RunDelivery.Unclear) Delivery = null;
    }

    /// <summary>The house is about to give the file its name.</summary>
    public void Leave()
    {
        Enter(RunState.Written, RunState.Written);
        Delivery = RunDelivery.Leaving;
    }

    /// <summary>The file lies whole at the bank.</summary>
    public void Delivered(DateTimeOffset at)
    {
        Sent(at);
        Delivery = RunDelivery.Delivered;
    }

    /// <summary>The file is gone, and nobody here knows whether the bank took it.</summary>
    public void LoseSight(string reason)
    {
        Stop(reason);
        Delivery = RunDelivery.Unclear;
    }

    /// <summary>The delivery goes on. Of a file that nobody knew of a person says by this that the bank has not got it.</summary>
    public void DeliverOn()
    {
        Enter(RunState.Written, RunState.Stopped);
        if (Delivery == RunDelivery.Unclear) Delivery = RunDelivery.House;
    }

    /// <summary>Whether a resumed delivery would put the whole file there again.</summary>
    public bool WouldBeDeliveredAnew => FileHash is not null && Delivery is (RunDelivery.House or RunDelivery.Unclear);

    /// <summary>Whether the house is to deliver it, or to see whether it did.</summary>
    public bool IsBeingDelivered => State == RunState.Written && (Delivery is RunDelivery.House or RunDelivery.Leaving);

    public void Stop(string reason)
    {
        Enter(RunState.Stopped, RunState.Released, RunState.Sending, RunState.Sent, RunState.Stopped, RunState.Written);
        Reason = reason;
    }

    public void Cancel(string reason)
    {
        Enter(RunState.Cancelled, RunState.Prepared, RunState.Released, RunState.Sending, RunState.Written, RunState.Stopped);
        Reason = reason;
    }

    /// <summary>What had not left of a stopped run was taken back: it is sent, or stays stopped, to be resumed, while a payment must be asked after.</summary>
    /// <param name="unclear">Nobody knows of some payment whether the bank has it.</param>
    public void CancelRest(string reason, bool unclear, DateTimeOffset at)
    {
        Enter(unclear ? RunState.Stopped : RunState.Sent, RunState.Stopped);
        Reason = reason;
        if (!unclear) SentAt ??= at;
    }

    /// <summary>What others are told when it was prepared, or stands elsewhere than before.</summary>
    public PaymentRunMoved Moved() => new(FundId, FundName, Id, State.ToString(), State == RunState.Prepared, PreparedBy, PreparedByName, Count, Amount, Currency);

    private void Enter(RunState next, params RunState[] from)
    {
        if (!from.Contains(State)) throw new InvalidOperationException($"Run {Id} is {State}: it cannot become {next}.");
        State = next;
        Version++;
    }

    internal static void Map(EntityTypeBuilder<PaymentRun> e)
    {
        e.ToTable("payment_runs").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.FundName).HasMaxLength(300);
        e.Property(x => x.Reference).HasMaxLength(35);
        e.Property(x => x.ConnectionName).HasMaxLength(200);
        e.Property(x => x.Rail).HasMaxLength(40);
        e.Property(x => x.Format).HasMaxLength(40);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.OriginatingBank).HasMaxLength(40);
        e.Property(x => x.PreparedByName).HasMaxLength(200);
        e.Property(x => x.ReleasedByName).HasMaxLength(200);
        e.Property(x => x.FileName).HasMaxLength(200);
        e.Property(x => x.FileHash).HasMaxLength(64);
        e.Property(x => x.BankReference).HasMaxLength(140);
        e.Property(x => x.Reason).HasMaxLength(500);
        e.Ignore(x => x.BlobKey);
        e.Ignore(x => x.Needs);
        e.Ignore(x => x.IsBeingDelivered);
        e.Ignore(x => x.WouldBeDeliveredAnew);
        e.Property(x => x.FolderMark).HasMaxLength(64);
        e.Property(x => x.Direction).HasDefaultValue(PaymentDirection.Pay);
        e.ToTable(t => t.HasCheckConstraint("ck_payment_runs_two_persons", "released_by is null or released_by <> prepared_by"));
        e.HasIndex(x => new { x.TenantId, x.Reference }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.State, x.Id });
        e.HasIndex(x => new { x.TenantId, x.ExecuteOn, x.Id });
    }
}

/// <summary>How a sending stands, in the words of leases.</summary>
internal enum SendState
{
    /// <summary>Waits for a sender.</summary>
    Ready,

    /// <summary>A sender has it.</summary>
    Running,

    /// <summary>Nothing is to be sent now.</summary>
    Done,

    /// <summary>Given up.</summary>
    Failed,
}

/// <summary>A released run, as senders of all firms see it: whose it is, and nothing of what it pays.</summary>
internal sealed class PaymentSend : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }

    /// <summary>The run.</summary>
    public Guid Id { get; init; }

    public Guid ConnectionId { get; init; }
    public SendState State { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }

    internal static void Map(EntityTypeBuilder<PaymentSend> e)
    {
        e.ToTable("payment_sends").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_payment_sends_waiting");
    }
}

/// <summary>The last number given, such as of traces at a bank; numbers are never given twice.</summary>
internal sealed class RunningNumber : ITenantOwned
{
    public Guid TenantId { get; set; }
    public required string Name { get; init; }
    public int Last { get; init; }

    internal static void Map(EntityTypeBuilder<RunningNumber> e)
    {
        e.ToTable("running_numbers").HasKey(x => new { x.TenantId, x.Name });
        e.Property(x => x.Name).HasMaxLength(120);
    }
}

/// <summary>Gives numbers.</summary>
internal static class RunningNumbers
{
    /// <summary>Takes so many numbers; the last of them. Whoever comes second waits for the first's transaction.</summary>
    public static async Task<int> Take(this PaymentsDbContext db, string name, int count, CancellationToken ct) => (await db.Database.SqlQuery<int>($"""
        insert into payments.running_numbers (tenant_id, name, last) values ({db.TenantId}, {name}, {count})
        on conflict (tenant_id, name) do update set last = running_numbers.last + {count} returning last as "Value"
        """).ToListAsync(ct))[0];
}
