using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;
using StratCap.Payments.Links;

namespace StratCap.Payments.Payees;

/// <summary>
/// An investor's bank account as somebody entered it. Never changed: what is entered next is another version. Its number lies sealed; mask and keyed hash serve people and matching.
/// </summary>
internal sealed class PayeeAccount : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid InvestorId { get; init; }

    /// <summary>What is paid into it: carried interest may go elsewhere than distributions.</summary>
    public PaymentKind Kind { get; init; }

    /// <summary>Counts the versions of an investor and kind from 1.</summary>
    public int Number { get; init; }

    public required string Holder { get; init; }
    public required string Bank { get; init; }

    /// <summary>IBAN or account number as JSON, sealed for <see cref="PayeeNumbers.Purpose"/>.</summary>
    public required byte[] SealedNumbers { get; init; }

    /// <summary>All but the last four characters hidden.</summary>
    public required string Mask { get; init; }

    /// <summary>Keyed hash of the number, by which a payer's account on a bank line is recognised.</summary>
    public required string NumberHash { get; init; }

    public string? RoutingNumber { get; init; }
    public string? Bic { get; init; }
    public bool IsSavings { get; init; }

    /// <summary>A natural person (ACH tells them apart).</summary>
    public bool IsPerson { get; init; }

    public string? Street { get; init; }
    public string? Building { get; init; }
    public string? PostCode { get; init; }
    public string? Town { get; init; }

    /// <summary>ISO 3166, two capital letters.</summary>
    public string? Country { get; init; }

    public Guid EnteredBy { get; init; }
    public required string EnteredByName { get; init; }
    public DateTimeOffset EnteredAt { get; init; }

    /// <summary>The link that it came of; null: a number was entered by hand.</summary>
    public Guid? LinkId { get; init; }

    /// <summary>The connection over which it was linked: over that one alone it is paid and debited.</summary>
    public Guid? LinkedOver { get; init; }

    /// <summary>What that connection's vendor names it by, sealed.</summary>
    public byte[]? SealedVendorId { get; init; }

    internal static void Map(EntityTypeBuilder<PayeeAccount> e)
    {
        e.ToTable("payee_accounts").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Holder).HasMaxLength(AccountRules.NameLength);
        e.Property(x => x.Bank).HasMaxLength(AccountRules.NameLength);
        e.Property(x => x.Mask).HasMaxLength(34);
        e.Property(x => x.NumberHash).HasMaxLength(64).NotExported("Made anew of the number, under the key of the installation where it arrives.");
        e.Property(x => x.SealedNumbers).IsSealedFor(PayeeNumbers.Purpose);
        e.Property(x => x.SealedVendorId).IsSealedFor(PayeeNumbers.VendorPurpose);
        e.Property(x => x.RoutingNumber).HasMaxLength(9);
        e.Property(x => x.Bic).HasMaxLength(11);
        foreach (var line in (string[])[nameof(Street), nameof(Building), nameof(PostCode), nameof(Town)]) e.Property(line).HasMaxLength(70);
        e.Property(x => x.Country).HasMaxLength(2);
        e.Property(x => x.EnteredByName).HasMaxLength(200);
        e.HasOne<AccountLink>().WithMany().HasForeignKey(x => new { x.TenantId, x.LinkId });
        e.HasIndex(x => new { x.TenantId, x.InvestorId, x.Kind, x.Number }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.NumberHash });
    }
}

/// <summary>What was done to an account after it was entered.</summary>
internal enum PayeeStepKind
{
    /// <summary>It is open and belongs to somebody of that name.</summary>
    Verified,

    /// <summary>The verifier needs time or a step of the holder's.</summary>
    VerificationPending,

    /// <summary>It is not, or the name does not fit.</summary>
    VerificationFailed,

    /// <summary>A second person agreed.</summary>
    Confirmed,

    /// <summary>A second person said no.</summary>
    Rejected,

    /// <summary>A bank asked for other details, or forbade it: nothing is paid to it any more; another version is needed.</summary>
    Flagged,
}

/// <summary>One step in the life of an account; only ever added.</summary>
internal sealed class PayeeStep : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public PayeeStepKind Kind { get; init; }
    public Guid By { get; init; }
    public required string ByName { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Evidence, reason, or what the bank said; never a whole number.</summary>
    public string? Text { get; init; }

    /// <summary>The connection that verified it; null by hand.</summary>
    public Guid? ConnectionId { get; init; }

    /// <summary>How well the name fits, 0 to 100.</summary>
    public int? NameScore { get; init; }

    /// <summary>What the vendor names the account by in later payments, sealed.</summary>
    public byte[]? SealedVendorId { get; init; }

    internal static void Map(EntityTypeBuilder<PayeeStep> e)
    {
        e.ToTable("payee_steps").HasKey(x => new { x.TenantId, x.Id });
        e.HasOne<PayeeAccount>().WithMany().HasForeignKey(x => new { x.TenantId, x.AccountId });
        e.Property(x => x.ByName).HasMaxLength(200);
        e.Property(x => x.SealedVendorId).IsSealedFor(PayeeNumbers.VendorPurpose);
        e.Property(x => x.Text).HasMaxLength(AccountRules.ReasonLength);
        e.HasIndex(x => new { x.TenantId, x.AccountId }).IsUnique().HasFilter("kind in ('Confirmed', 'Rejected')").HasDatabaseName("ux_payee_steps_decided_once");
        e.HasIndex(x => new { x.TenantId, x.AccountId, x.Id });
    }
}
