using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;

namespace StratCap.Payments.Runs;

/// <summary>Where one payment of a run stands.</summary>
internal enum RunPaymentState
{
    /// <summary>In a run that waits for its release.</summary>
    Prepared,

    /// <summary>Released; not sent.</summary>
    Released,

    /// <summary>About to be sent, or sent and not yet answered. Written down before the bank is called: what is found so after a crash is asked after, never sent blindly.</summary>
    Sending,

    /// <summary>It left, and nobody knows whether the bank has it.</summary>
    Uncertain,

    /// <summary>The bank has it.</summary>
    Sent,

    /// <summary>The money has moved.</summary>
    Settled,

    /// <summary>The money came back.</summary>
    Returned,

    /// <summary>The bank refused it; no money moved.</summary>
    Rejected,

    /// <summary>Taken back; no money moved.</summary>
    Cancelled,
}

/// <summary>One attempt to pay an instruction. An instruction has one live attempt at most: the database says so.</summary>
internal sealed class RunPayment : ITenantOwned
{
    /// <summary>States in which money may have moved or may yet move.</summary>
    internal const string Live = "state in ('Prepared', 'Released', 'Sending', 'Uncertain', 'Sent', 'Settled')";

    private decimal _amount;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid RunId { get; init; }
    public Guid ConnectionId { get; init; }
    public Guid FundId { get; init; }

    /// <summary>Its place in the run, from 1.</summary>
    public int Position { get; init; }

    public Guid InstructionId { get; init; }
    public int Attempt { get; init; }

    /// <summary>Ours for ever, at most 35: the vendor's idempotency key and ISO 20022's EndToEndId.</summary>
    public required string Key { get; init; }

    /// <summary>Above zero. Of a debit that has not left it falls with what is due.</summary>
    public decimal Amount
    {
        get => _amount;
        init => _amount = value;
    }

    public required string Currency { get; init; }
    public Guid InvestorId { get; init; }
    public required string PayeeName { get; init; }
    public Guid PayeeAccountId { get; init; }
    public required string PayeeMask { get; init; }

    /// <summary>What the investor agreed to, of a debit; null of what is paid.</summary>
    public Guid? MandateId { get; init; }

    public required string Remittance { get; init; }
    public required string OriginatingBank { get; init; }

    /// <summary>1 to 9,999,999, never given again at this bank; null where there is no file.</summary>
    public int? TraceNumber { get; private set; }

    public RunPaymentState State { get; private set; }
    public string? ExternalId { get; private set; }
    public string? Code { get; private set; }
    public string? Text { get; private set; }

    /// <summary>Whether a debit that was refused or came back may be presented again; null: the bank has not said.</summary>
    public bool? MayRetry { get; private set; }

    /// <summary>When the bank was last about to be called.</summary>
    public DateTimeOffset? SendingAt { get; private set; }

    /// <summary>How often the bank was called.</summary>
    public int Calls { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }
    public DateOnly? ValueDate { get; private set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; private set; }

    /// <summary>Whether a bank may have it.</summary>
    public bool IsOut => State is RunPaymentState.Sending or RunPaymentState.Uncertain or RunPaymentState.Sent;

    public void Release(int? traceNumber)
    {
        Enter(RunPaymentState.Released, RunPaymentState.Prepared);
        TraceNumber = traceNumber;
    }

    /// <summary>Less is due than was gathered: a debit of which no bank knows yet is for that.</summary>
    public void Reduce(decimal amount)
    {
        if (State is not (RunPaymentState.Prepared or RunPaymentState.Released) || Calls > 0 || amount <= 0 || amount >= Amount) throw new InvalidOperationException($"Payment {Id} is {State}: it cannot be reduced to {amount}.");
        _amount = amount;
        Version++;
    }

    /// <summary>The bank says of a debit that has ended whether it may be presented again.</summary>
    public void LearnRetry(bool mayRetry)
    {
        MayRetry = mayRetry;
        Version++;
    }

    /// <summary>Writes down that the bank is about to be called.</summary>
    public void Intend(DateTimeOffset at)
    {
        Enter(RunPaymentState.Sending, RunPaymentState.Released, RunPaymentState.Sending, RunPaymentState.Uncertain);
        SendingAt = at;
        Calls++;
    }

    public void Doubt(string text)
    {
        Enter(RunPaymentState.Uncertain, RunPaymentState.Sending, RunPaymentState.Uncertain);
        Text = text;
    }

    public void Sent(DateTimeOffset at)
    {
        Enter(RunPaymentState.Sent, RunPaymentState.Sending, RunPaymentState.Uncertain);
        (SentAt, Code, Text) = (SentAt ?? at, null, null);
    }

    /// <summary>Takes the vendor's id, the first that is told; false when there is one already.</summary>
    public bool Learn(string externalId)
    {
        if (ExternalId is not null) return false;
        ExternalId = externalId;
        Version++;
        return true;
    }

    public void Settle(DateOnly on)
    {
        Enter(RunPaymentState.Settled, RunPaymentState.Sending, RunPaymentState.Uncertain, RunPaymentState.Sent);
        (ValueDate, Code, Text) = (on, null, null);
    }

    /// <param name="mayRetry">Whether it may be presented again; null: the bank has not said.</param>
    public void Reject(string? code, string? text, bool? mayRetry)
    {
        Enter(RunPaymentState.Rejected, RunPaymentState.Sending, RunPaymentState.Uncertain, RunPaymentState.Sent);
        (Code, Text, MayRetry) = (code, text, mayRetry);
    }

    /// <param name="mayRetry">Whether it may be presented again; null: the bank has not said.</param>
    public void Return(string? code, string? text, bool? mayRetry)
    {
        Enter(RunPaymentState.Returned, RunPaymentState.Sending, RunPaymentState.Uncertain, RunPaymentState.Sent, RunPaymentState.Settled);
        (Code, Text, MayRetry) = (code, text, mayRetry);
    }

    public void Cancel(string? text)
    {
        Enter(RunPaymentState.Cancelled, RunPaymentState.Prepared, RunPaymentState.Released, RunPaymentState.Sending, RunPaymentState.Uncertain, RunPaymentState.Sent);
        Text = text;
    }

    private void Enter(RunPaymentState next, params RunPaymentState[] from)
    {
        if (!from.Contains(State)) throw new InvalidOperationException($"Payment {Id} is {State}: it cannot become {next}.");
        State = next;
        Version++;
    }

    internal static void Map(EntityTypeBuilder<RunPayment> e)
    {
        e.ToTable("run_payments").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.Key).HasMaxLength(35);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.PayeeName).HasMaxLength(300);
        e.Property(x => x.PayeeMask).HasMaxLength(34);
        e.Property(x => x.Remittance).HasMaxLength(140);
        e.Property(x => x.OriginatingBank).HasMaxLength(40);
        e.Property(x => x.ExternalId).HasMaxLength(200);
        e.Property(x => x.Code).HasMaxLength(100);
        e.Property(x => x.Text).HasMaxLength(500);
        e.Ignore(x => x.IsOut);
        e.HasOne<PaymentRun>().WithMany().HasForeignKey(x => new { x.TenantId, x.RunId });
        e.ToTable(t => t.HasCheckConstraint("ck_run_payments_amount", "amount > 0"));
        e.HasIndex(x => new { x.TenantId, x.Key }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.InstructionId }).IsUnique().HasFilter(Live).HasDatabaseName("ux_run_payments_one_live");
        e.HasIndex(x => new { x.TenantId, x.OriginatingBank, x.TraceNumber }).IsUnique().HasDatabaseName("ux_run_payments_trace");
        e.HasIndex(x => new { x.TenantId, x.InstructionId, x.Id }).HasDatabaseName("ix_run_payments_instruction");
        e.HasIndex(x => new { x.TenantId, x.FundId });
        e.HasIndex(x => new { x.TenantId, x.RunId, x.Position }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.ExternalId });
    }
}
