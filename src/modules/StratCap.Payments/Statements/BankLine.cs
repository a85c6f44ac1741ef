using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Feeds;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>How far a line is explained.</summary>
internal enum LineState
{
    /// <summary>Nobody has said yet what it is for.</summary>
    Open,

    /// <summary>A part of it is explained.</summary>
    Partly,

    /// <summary>All of it is explained.</summary>
    Matched,

    /// <summary>Nothing to explain: announced only, for information, or booked by its parts.</summary>
    NotBooked,
}

/// <summary>
/// One line of the bank's, once, as the bank told it last. It cannot be explained by more than its amount: the database says so.
/// </summary>
internal sealed class BankLine : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>The statement that told it last; null when a feed did.</summary>
    public Guid? StatementId { get; set; }

    /// <summary>The feed that told it last; null when a statement did.</summary>
    public Guid? FeedId { get; set; }

    /// <summary>Keyed hash of the account's number, as the statement writes it; of a feed, what <see cref="BankFeed.HashOf"/> makes.</summary>
    public required string AccountHash { get; init; }

    /// <summary>Unique on the account for ever; a long one by its hash.</summary>
    public required string BankLineId { get; init; }

    public BankStatus Status { get; set; }
    public DateOnly? BookedOn { get; set; }
    public DateOnly? ValueOn { get; set; }

    /// <summary>Plus came in, minus went out.</summary>
    public decimal Amount { get; set; }

    public required string Currency { get; set; }
    public bool IsReversal { get; set; }
    public string? EndToEndId { get; set; }
    public string? BankReference { get; set; }
    public string? CustomerReference { get; set; }
    public string? Counterparty { get; set; }
    public string? CounterpartyMask { get; set; }
    public string? CounterpartyHash { get; set; }
    public string? Text { get; set; }
    public string? Code { get; set; }

    /// <summary>The line of which this is a part.</summary>
    public string? BatchId { get; set; }

    /// <summary>Its statement does not add up, or says no balances: only people explain it.</summary>
    public bool ForPeople { get; set; }

    public LineState State { get; private set; }

    /// <summary>How much of it is explained, without sign.</summary>
    public decimal Explained { get; private set; }

    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; private set; }

    public decimal Left => Math.Abs(Amount) - Explained;

    /// <summary>The day that counts in the book.</summary>
    public DateOnly? On => ValueOn ?? BookedOn;

    /// <summary>It is there to be seen; nothing is booked of it.</summary>
    public void NothingToExplain() => State = LineState.NotBooked;

    /// <summary>
    /// The bank tells it again. Until it is booked the newest word holds. Once booked it changes only while nobody said what it is for: a statement that adds up vouches for it, or its parts take its
    /// place. What the bank took back and books after all is for people.
    /// </summary>
    /// <param name="again">As it was told now.</param>
    /// <param name="said">Somebody said once what it is for.</param>
    /// <returns>Whether it is to be explained as a new line is.</returns>
    public bool Hear(BankLine again, bool said)
    {
        if (Status == BankStatus.Booked)
        {
            if (again.Status != BankStatus.Booked || State != LineState.Open) return false;
            if (again.State == LineState.NotBooked)
            {
                NothingToExplain();
                Version++;
                return false;
            }
            if (!ForPeople || again.ForPeople || said) return false;
        }
        else if (again.Status == BankStatus.Removed)
        {
            Status = BankStatus.Removed;
            Version++;
            return false;
        }
        else if (Status == BankStatus.Removed && again.Status != BankStatus.Booked)
        {
            return false;
        }
        Take(again, forPeople: again.ForPeople || Status == BankStatus.Removed);
        return State == LineState.Open;
    }

    private void Take(BankLine again, bool forPeople)
    {
        (StatementId, FeedId, Status, BookedOn, ValueOn, Amount, Currency, IsReversal) = (again.StatementId, again.FeedId, again.Status, again.BookedOn, again.ValueOn, again.Amount, again.Currency, again.IsReversal);
        (EndToEndId, BankReference, CustomerReference, BatchId) = (again.EndToEndId, again.BankReference, again.CustomerReference, again.BatchId);
        (Counterparty, CounterpartyMask, CounterpartyHash, Text, Code) = (again.Counterparty, again.CounterpartyMask, again.CounterpartyHash, again.Text, again.Code);
        (ForPeople, State) = (forPeople, again.State);
        Version++;
    }

    public void Explain(decimal amount)
    {
        if (State == LineState.NotBooked || amount <= 0 || amount > Left) throw new InvalidOperationException(FormattableString.Invariant($"Line {Id} has {Left} left to explain, not {amount}."));
        Explained += amount;
        State = Left == 0 ? LineState.Matched : LineState.Partly;
        Version++;
    }

    public void Unexplain(decimal amount)
    {
        if (amount <= 0 || amount > Explained) throw new InvalidOperationException(FormattableString.Invariant($"Of line {Id} {Explained} is explained, not {amount}."));
        Explained -= amount;
        State = Explained == 0 ? LineState.Open : LineState.Partly;
        Version++;
    }

    internal static void Map(EntityTypeBuilder<BankLine> e)
    {
        e.ToTable("bank_lines").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.AccountHash).HasMaxLength(64);
        e.Property(x => x.BankLineId).HasMaxLength(200);
        e.Property(x => x.Currency).HasMaxLength(3);
        foreach (var text in (string[])[nameof(EndToEndId), nameof(BankReference), nameof(CustomerReference), nameof(Counterparty), nameof(BatchId)]) e.Property(text).HasMaxLength(200);
        e.Property(x => x.CounterpartyMask).HasMaxLength(34);
        e.Property(x => x.CounterpartyHash).HasMaxLength(64);
        e.Property(x => x.Text).HasMaxLength(2000);
        e.Property(x => x.Code).HasMaxLength(40);
        e.Ignore(x => x.Left);
        e.Ignore(x => x.On);
        e.HasOne<BankStatement>().WithMany().HasForeignKey(x => new { x.TenantId, x.StatementId });
        e.HasOne<BankFeed>().WithMany().HasForeignKey(x => new { x.TenantId, x.FeedId });
        e.ToTable(t => t.HasCheckConstraint("ck_bank_lines_one_source", "(statement_id is null) <> (feed_id is null)"));
        e.ToTable(t => t.HasCheckConstraint("ck_bank_lines_explained_once", "explained >= 0 and explained <= abs(amount)"));
        e.HasIndex(x => new { x.TenantId, x.AccountHash, x.BankLineId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.State, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.BookedOn, x.Id });
    }
}

/// <summary>What a part of a line is for.</summary>
internal enum MatchTarget
{
    /// <summary>An investor pays a call.</summary>
    Receipt,

    /// <summary>A payment of ours went out.</summary>
    Payment,

    /// <summary>A payment of ours came back.</summary>
    PaymentReturned,

    /// <summary>The bank takes back a line that was matched to a receipt.</summary>
    ReceiptReversed,

    /// <summary>The bank's charge.</summary>
    Fee,

    /// <summary>Something else, with a reason.</summary>
    Other,
}

/// <summary>How a line compares with what was expected.</summary>
internal enum MatchOutcome
{
    /// <summary>To the cent.</summary>
    Full,

    /// <summary>Less than is due.</summary>
    Partial,

    /// <summary>More than is due: what is due is taken, the rest stays open.</summary>
    Over,

    /// <summary>Less by no more than banks on the way charge.</summary>
    ShortByFee,

    /// <summary>It takes back what was.</summary>
    Reversed,

    /// <summary>The bank's charge.</summary>
    BankFee,

    /// <summary>A person said what it is.</summary>
    Said,
}

/// <summary>How a match was found, surest first.</summary>
internal enum MatchRule
{
    /// <summary>The end-to-end id or the reference, as it was given out.</summary>
    Reference,

    /// <summary>The reference by its letters and digits alone.</summary>
    NormalisedReference,

    /// <summary>The amount, from an account known to be the investor's.</summary>
    AmountAndAccount,

    /// <summary>The amount, and a name that is like the investor's; for people only.</summary>
    AmountAndName,

    /// <summary>A person said so.</summary>
    ByHand,
}

/// <summary>Where a match stands.</summary>
internal enum MatchState
{
    /// <summary>Told to Funds, which has not answered: that it is, or that it is taken back.</summary>
    Told,

    /// <summary>It stands.</summary>
    Standing,

    /// <summary>The book refused it; the line is open again.</summary>
    Refused,

    /// <summary>A person or the book took it back.</summary>
    Undone,

    /// <summary>The bank took the line back.</summary>
    Reversed,
}

/// <summary>What a part of a line is for. Of a receipt, its id is the receipt's in the book.</summary>
internal sealed class LineMatch : ITenantOwned
{
    private const string Live = "state in ('Told', 'Standing')";

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public Guid LineId { get; init; }
    public MatchTarget Target { get; init; }
    public Guid? CallId { get; init; }
    public Guid? InvestorId { get; init; }
    public Guid? InstructionId { get; init; }

    /// <summary>The payment's id in the book; of one that came back, the same with another target.</summary>
    public Guid? PaymentId { get; init; }

    /// <summary>The match that a reversal takes back.</summary>
    public Guid? OfMatchId { get; init; }

    public decimal Amount { get; init; }
    public MatchOutcome Outcome { get; init; }
    public MatchRule Rule { get; init; }
    public MatchState State { get; private set; }

    /// <summary>The payment was not known to have been made before this line.</summary>
    public bool Settled { get; init; }

    public string? Reason { get; init; }
    public Guid By { get; init; }
    public required string ByName { get; init; }
    public DateTimeOffset At { get; init; }
    public string? EndedByName { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndedBecause { get; private set; }

    /// <summary>Counts changes.</summary>
    public int Version { get; private set; }

    public bool IsLive => State is MatchState.Told or MatchState.Standing;

    /// <summary>Funds was told that it is taken back and has not answered; who takes it back, and why, is written down already.</summary>
    public bool IsBeingTakenBack => State == MatchState.Told && EndedAt is not null;

    /// <summary>Whether a person may still take it back.</summary>
    public bool CanBeUndone => IsLive && !IsBeingTakenBack && !Settled && Target != MatchTarget.ReceiptReversed;

    public void Stands()
    {
        if (State == MatchState.Told) State = MatchState.Standing;
        Version++;
    }

    /// <summary>Asks for its end: until Funds has answered it explains its line as before.</summary>
    public void TakeBack(string byName, string because, DateTimeOffset at)
    {
        if (!IsLive || IsBeingTakenBack) throw new InvalidOperationException($"Match {Id} is {State}: it cannot be taken back.");
        (State, EndedByName, EndedBecause, EndedAt) = (MatchState.Told, byName, because.Length > 500 ? because[..500] : because, at);
        Version++;
    }

    /// <summary>The book does not give it back: it stands as before.</summary>
    public void StandsStill()
    {
        if (!IsBeingTakenBack) throw new InvalidOperationException($"Match {Id} is {State}: nobody takes it back.");
        (State, EndedByName, EndedBecause, EndedAt) = (MatchState.Standing, null, null, null);
        Version++;
    }

    public void End(MatchState state, string byName, string because, DateTimeOffset at)
    {
        if (!IsLive) throw new InvalidOperationException($"Match {Id} is {State} already.");
        (State, EndedByName, EndedBecause, EndedAt) = (state, byName, because.Length > 500 ? because[..500] : because, at);
        Version++;
    }

    internal static void Map(EntityTypeBuilder<LineMatch> e)
    {
        e.ToTable("line_matches").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.Reason).HasMaxLength(500);
        e.Property(x => x.ByName).HasMaxLength(200);
        e.Property(x => x.EndedByName).HasMaxLength(200);
        e.Property(x => x.EndedBecause).HasMaxLength(500);
        e.Ignore(x => x.IsLive);
        e.Ignore(x => x.IsBeingTakenBack);
        e.Ignore(x => x.CanBeUndone);
        e.HasOne<BankLine>().WithMany().HasForeignKey(x => new { x.TenantId, x.LineId });
        e.ToTable(t => t.HasCheckConstraint("ck_line_matches_amount", "amount > 0"));
        e.HasIndex(x => new { x.TenantId, x.LineId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.State });
        e.HasIndex(x => new { x.TenantId, x.LineId, x.CallId, x.InvestorId }).IsUnique().HasFilter(Live + " and call_id is not null").HasDatabaseName("ux_line_matches_receipt");
        // A payment leaves once and comes back once, each by one line.
        e.HasIndex(x => new { x.TenantId, x.PaymentId, x.Target }).IsUnique().HasFilter(Live + " and payment_id is not null").HasDatabaseName("ux_line_matches_payment");
        e.HasIndex(x => new { x.TenantId, x.OfMatchId }).IsUnique().HasFilter(Live + " and of_match_id is not null").HasDatabaseName("ux_line_matches_reversal");
    }
}
