using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Instructions;

/// <summary>What is paid or collected. Carried interest is paid apart from the recipient's own share: it often goes to another account, and auditors ask for it alone.</summary>
internal enum PaymentKind
{
    /// <summary>An investor's share, less withheld tax.</summary>
    Distribution,

    /// <summary>The general partner's carried interest.</summary>
    CarriedInterest,

    /// <summary>A debit that collects an investor's part of a capital call; of an account, one that is debited and not paid to.</summary>
    Collection,
}

/// <summary>Where an instruction stands.</summary>
internal enum InstructionState
{
    /// <summary>To be paid.</summary>
    Prepared,

    /// <summary>In a run: prepared, released, or on its way.</summary>
    Paying,

    /// <summary>The bank has paid, or collected.</summary>
    Settled,

    /// <summary>Not to be paid: the distribution was reversed before. Of a debit: it was taken back, refused, or came back; what is due then is gathered as another.</summary>
    Cancelled,
}

/// <summary>One payment to one payee, or one debit of one investor.</summary>
internal sealed class PaymentInstruction : ITenantOwned
{
    private decimal _amount;
    private int _attempt = 1;

    /// <summary>The rail of what is paid by hand.</summary>
    public const string Manual = "manual";

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>What is distributed; null of a debit.</summary>
    public Guid? DistributionId { get; init; }

    /// <summary>The call that a debit collects; null of what is paid.</summary>
    public Guid? CallId { get; init; }

    /// <summary>The fact that declared the distribution, or issued the call; when it is reversed, the instruction is cancelled.</summary>
    public Guid DeclaredFactId { get; init; }

    /// <summary>The process of the distribution; null of a debit.</summary>
    public Guid? WorkflowId { get; init; }

    public Guid InvestorId { get; init; }
    public required string PayeeName { get; init; }
    public PaymentKind Kind { get; init; }

    /// <summary>Above zero. Of a debit that has not left it falls with what is due.</summary>
    public decimal Amount
    {
        get => _amount;
        init => _amount = value;
    }

    public required string Currency { get; init; }
    public DateOnly DeclaredOn { get; init; }
    public DateOnly PaymentDate { get; init; }

    /// <summary>How it is paid: by hand in the bank's own application, or by a run through a plugin.</summary>
    public required string Rail { get; set; }

    /// <summary>End-to-end reference for the bank, unique, at most 35 characters (ISO 20022 EndToEndId).</summary>
    public required string Reference { get; init; }

    public InstructionState State { get; private set; }

    /// <summary>Counts from 1 how often it was to be paid: what came back is paid anew. Of a debit: how often this account was debited for the same part of the call.</summary>
    public int Attempt
    {
        get => _attempt;
        init => _attempt = value;
    }

    /// <summary>The payment's id in the book, another one with each attempt; the instruction's own with the first. Of a debit: the receipt's.</summary>
    public Guid PaymentId => PaidAs ?? Id;

    /// <summary>The payment's id in the book from the second attempt on.</summary>
    public Guid? PaidAs { get; private set; }

    public DateTimeOffset PreparedAt { get; init; }
    public DateOnly? ValueDate { get; private set; }
    public string? BankReference { get; private set; }
    public Guid? SettledBy { get; private set; }
    public string? SettledByName { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>When the distribution was reversed behind a payment that was out.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; private set; }

    /// <summary>Records that the bank paid; a refusal when it cannot have.</summary>
    /// <param name="today">The day, UTC.</param>
    /// <param name="onItsWay">A run sent it, so that the bank may have executed it.</param>
    public Refusal? Settle(DateOnly valueDate, string bankReference, Foundation.Security.Actor by, DateTimeOffset at, DateOnly today, bool onItsWay = false)
    {
        if (State != InstructionState.Prepared && !(State == InstructionState.Paying && onItsWay))
            return Refusal.Conflict("payments.instruction.not_prepared", $"Only a prepared instruction, or one that a run has sent, can be settled; this one is {State}.");
        if (valueDate > today) return Refusal.Field("valueDate", "The value date lies ahead: confirm a payment when the bank has executed it.");
        if (valueDate < DeclaredOn) return Refusal.Field("valueDate", FormattableString.Invariant($"The value date lies before the distribution, which is of {DeclaredOn:yyyy-MM-dd}."));
        SettledByBank(valueDate, bankReference, by, at);
        return null;
    }

    /// <summary>Records what the bank itself says that it paid.</summary>
    public void SettledByBank(DateOnly valueDate, string? bankReference, Foundation.Security.Actor by, DateTimeOffset at)
    {
        State = InstructionState.Settled;
        ValueDate = valueDate;
        BankReference = bankReference;
        SettledBy = by.Id;
        SettledByName = by.Name;
        SettledAt = at;
        Version++;
    }

    /// <summary>Puts it into a run.</summary>
    public void Gather(string rail)
    {
        State = State == InstructionState.Prepared ? InstructionState.Paying : throw new InvalidOperationException($"Instruction {Id} is {State}: it cannot be put into a run.");
        Rail = rail;
        Version++;
    }

    /// <summary>What Funds is told once the money has moved.</summary>
    /// <param name="on">The bank's value date.</param>
    /// <param name="bankReference">The bank's reference; null: none was told.</param>
    public IEvent HasMoved(DateOnly on, string? bankReference) => Kind == PaymentKind.Collection
        ? new BankReceiptMatched(FundId, CallId!.Value, InvestorId, PaymentId, Amount, on, bankReference ?? Reference)
        : new PaymentSettled(FundId, DistributionId!.Value, Id, InvestorId, Amount, on, PaymentId);

    /// <summary>What Funds is told when money that had moved went back.</summary>
    public IEvent WentBack(string reason) => Kind == PaymentKind.Collection
        ? new BankReceiptTakenBack(FundId, PaymentId, reason)
        : new PaymentReturned(FundId, DistributionId!.Value, Id, PaymentId, InvestorId, Amount, reason);

    /// <summary>Less is due than was gathered: a debit that has not left is for that.</summary>
    public void Reduce(decimal amount)
    {
        if (Kind != PaymentKind.Collection || State != InstructionState.Paying || amount <= 0 || amount >= Amount) throw new InvalidOperationException($"Instruction {Id} is {State}: it cannot be reduced to {amount}.");
        _amount = amount;
        Version++;
    }

    /// <summary>The distribution was reversed while a bank may have the payment: should it come back, it is not paid anew.</summary>
    public void Withdraw(DateTimeOffset at)
    {
        WithdrawnAt ??= at;
        Version++;
    }

    /// <summary>Nothing was sent: it is to be paid as before. A debit is over: what is due is gathered as another.</summary>
    public void Release(DateTimeOffset at)
    {
        Version++;
        if (Kind == PaymentKind.Collection)
        {
            (State, CancelledAt) = (InstructionState.Cancelled, at);
            return;
        }
        (State, CancelledAt) = WithdrawnAt is { } withdrawn ? (InstructionState.Cancelled, withdrawn) : (InstructionState.Prepared, CancelledAt);
        Rail = Manual;
    }

    /// <summary>It was refused or came back: it is to be paid anew, as another payment. A debit is over.</summary>
    public void Reopen(DateTimeOffset at)
    {
        Release(at);
        if (Kind == PaymentKind.Collection) return;
        _attempt++;
        PaidAs = Guid.CreateVersion7();
        (ValueDate, BankReference, SettledBy, SettledByName, SettledAt) = (null, null, null, null, null);
    }

    /// <summary>Takes it back before it was paid; false when it is paid or cancelled. One that a run may have sent is not for this.</summary>
    public bool Cancel(DateTimeOffset at)
    {
        if (State is not (InstructionState.Prepared or InstructionState.Paying)) return false;
        State = InstructionState.Cancelled;
        CancelledAt = at;
        Version++;
        return true;
    }

    internal static void Map(EntityTypeBuilder<PaymentInstruction> e)
    {
        e.ToTable("payment_instructions").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.PayeeName).HasMaxLength(300);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.Rail).HasMaxLength(100);
        e.Property(x => x.Attempt).HasDefaultValue(1);
        e.Ignore(x => x.PaymentId);
        e.Property(x => x.Reference).HasMaxLength(35);
        e.Property(x => x.BankReference).HasMaxLength(140);
        e.Property(x => x.SettledByName).HasMaxLength(200);
        e.ToTable(t => t.HasCheckConstraint("ck_payment_instructions_amount", "amount > 0"));
        e.ToTable(t => t.HasCheckConstraint("ck_payment_instructions_of", "(kind = 'Collection') = (call_id is not null) and (kind = 'Collection') = (distribution_id is null)"));
        // One stands at a time; what was sold for an investor anew, after its sale was reversed, is paid by another.
        e.HasIndex(x => new { x.TenantId, x.DistributionId, x.InvestorId, x.Kind }).IsUnique().HasFilter("state <> 'Cancelled'").HasDatabaseName("ux_payment_instructions_standing");
        // Two debits of one part of a call would collect it twice.
        e.HasIndex(x => new { x.TenantId, x.CallId, x.InvestorId }).IsUnique().HasFilter("kind = 'Collection' and state in ('Prepared', 'Paying')").HasDatabaseName("ux_payment_instructions_one_debit");
        e.HasIndex(x => new { x.TenantId, x.CallId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.DistributionId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.PaymentDate, x.Id });
        e.HasIndex(x => new { x.TenantId, x.State, x.Id });
        e.HasIndex(x => new { x.TenantId, x.DeclaredFactId });
    }
}
