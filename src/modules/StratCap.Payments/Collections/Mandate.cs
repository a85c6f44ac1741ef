using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Accounts;
using StratCap.Payments.Payees;

namespace StratCap.Payments.Collections;

/// <summary>Where a mandate stands.</summary>
internal enum MandateState
{
    /// <summary>Entered; a second person must compare it with what the investor signed.</summary>
    Entered,

    /// <summary>The investor may be debited.</summary>
    Standing,

    /// <summary>The second person said no.</summary>
    Rejected,

    /// <summary>The investor took it back, or a person ended it.</summary>
    Revoked,

    /// <summary>A bank said that nothing more may be debited from the account.</summary>
    Stopped,
}

/// <summary>
/// What an investor agreed to: that his calls are debited from one account of his, for one fund or for all of the firm's. Who may be debited is another question: the account must be verified, confirmed and cooled
/// off by then, as one that is paid to. It ends once and for all; what the investor signs next is another.
/// </summary>
internal sealed class Mandate : ITenantOwned
{
    /// <summary>What ISO 20022 carries of a mandate's id.</summary>
    public const int ReferenceLength = 35;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid InvestorId { get; init; }

    /// <summary>Null: every fund of the firm.</summary>
    public Guid? FundId { get; init; }

    /// <summary>As the investor's bank is told it, unique in the firm for ever; at Stripe, the mandate's id there.</summary>
    public required string Reference { get; init; }

    public DateOnly SignedOn { get; init; }

    /// <summary>Where it lies and how it was compared.</summary>
    public required string Evidence { get; init; }

    /// <summary>The version of an account of his that is debited.</summary>
    public Guid AccountId { get; init; }

    public MandateState State { get; private set; }
    public Guid EnteredBy { get; init; }
    public required string EnteredByName { get; init; }
    public DateTimeOffset EnteredAt { get; init; }
    public Guid? DecidedBy { get; private set; }
    public string? DecidedByName { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public string? EndedByName { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it was rejected, revoked or stopped.</summary>
    public string? Reason { get; private set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; private set; }

    public bool HasEnded => State is MandateState.Rejected or MandateState.Revoked or MandateState.Stopped;

    /// <summary>Whether its investor may be debited for a fund.</summary>
    public bool StandsFor(Guid fundId) => State == MandateState.Standing && (FundId is null || FundId == fundId);

    /// <summary>The second person's word.</summary>
    public void Decide(bool confirm, string? reason, Actor by, DateTimeOffset at)
    {
        if (State != MandateState.Entered) throw new InvalidOperationException($"Mandate {Id} is {State}: it was decided on.");
        (State, Reason) = (confirm ? MandateState.Standing : MandateState.Rejected, reason);
        (DecidedBy, DecidedByName, DecidedAt) = (by.Id, by.Name, at);
        Version++;
    }

    /// <summary>Ends it.</summary>
    /// <param name="state">Revoked or Stopped.</param>
    public void End(MandateState state, string reason, Actor by, DateTimeOffset at)
    {
        if (HasEnded) throw new InvalidOperationException($"Mandate {Id} is {State} already.");
        (State, Reason, EndedByName, EndedAt) = (state, reason.Length > AccountRules.ReasonLength ? reason[..AccountRules.ReasonLength] : reason, by.Name, at);
        Version++;
    }

    internal static void Map(EntityTypeBuilder<Mandate> e)
    {
        e.ToTable("mandates").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.Reference).HasMaxLength(ReferenceLength);
        e.Property(x => x.Evidence).HasMaxLength(AccountRules.ReasonLength);
        e.Property(x => x.Reason).HasMaxLength(AccountRules.ReasonLength);
        foreach (var name in (string[])[nameof(EnteredByName), nameof(DecidedByName), nameof(EndedByName)]) e.Property(name).HasMaxLength(200);
        e.Ignore(x => x.HasEnded);
        e.HasOne<PayeeAccount>().WithMany().HasForeignKey(x => new { x.TenantId, x.AccountId });
        e.ToTable(t => t.HasCheckConstraint("ck_mandates_two_persons", "decided_by is null or decided_by <> entered_by"));
        e.HasIndex(x => new { x.TenantId, x.Reference }).IsUnique().HasDatabaseName("ux_mandates_reference");
        e.HasIndex(x => new { x.TenantId, x.InvestorId, x.Id });
    }
}

/// <summary>Loads mandates and locks them until the transaction ends; after runs and payments.</summary>
internal static class Mandates
{
    /// <summary>One at a time enters one: a reference is given once.</summary>
    public static Task<int> LockReferences(this PaymentsDbContext db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.mandates " + db.TenantId}, 0))", ct);

    public static Task<Mandate?> LockMandate(this PaymentsDbContext db, Guid mandateId, CancellationToken ct) =>
        db.Mandates.FromSql($"select * from payments.mandates where tenant_id = {db.TenantId} and id = {mandateId} for update").AsTracking().SingleOrDefaultAsync(ct);

    /// <summary>Several, by id.</summary>
    public static Task<int> LockMandates(this PaymentsDbContext db, IReadOnlyCollection<Guid> mandates, CancellationToken ct)
    {
        var ids = mandates.ToArray();
        return db.Database.ExecuteSqlAsync($"select 1 from payments.mandates where tenant_id = {db.TenantId} and id = any({ids}) order by id for update", ct);
    }

    /// <summary>Held until a debit is written down as about to be sent: whoever ends one meanwhile comes after it.</summary>
    public static async Task<Dictionary<Guid, Mandate>> Hold(this PaymentsDbContext db, IReadOnlyCollection<Guid> mandates, CancellationToken ct)
    {
        var ids = mandates.Distinct().ToArray();
        return await db.Mandates.FromSql($"select * from payments.mandates where tenant_id = {db.TenantId} and id = any({ids}) order by id for share").AsNoTracking().ToDictionaryAsync(m => m.Id, ct);
    }
}
