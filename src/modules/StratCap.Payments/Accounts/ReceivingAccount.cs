using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Payments.Accounts;

/// <summary>A bank account as somebody entered it for a fund. Never changed: what is entered next is another version, and it stands only once a second person confirmed it.</summary>
internal sealed class ReceivingAccount : ITenantOwned, IAppendOnly
{
    private const int CountryAndCheck = 4;

    /// <summary>The shortest end of an IBAN that names it.</summary>
    private const int LeastAlone = 8;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>Counts a fund's versions from 1.</summary>
    public int Number { get; init; }

    public required string Holder { get; init; }
    public required string Bank { get; init; }
    public string? Iban { get; init; }
    public string? AccountNumber { get; init; }
    public string? RoutingNumber { get; init; }
    public string? Bic { get; init; }

    /// <summary>What to write into a transfer; <c>{call}</c> and <c>{investor}</c> stand for number and name.</summary>
    public required string ReferenceRule { get; init; }

    public Guid ProposedBy { get; init; }
    public required string ProposedByName { get; init; }
    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>The same for every version that names this account at its bank, however its number was written when it was entered.</summary>
    public string Identity => Iban ?? $"{RoutingNumber}/{Bare(Plain(AccountNumber!))}";

    /// <summary>
    /// Whether a statement speaks of this account. Banks write an IBAN, or a number, alone or after the bank's own and a slash (MT940), filled up with noughts, with the currency behind it.
    /// </summary>
    /// <param name="whole">Only by the number as it is written: noughts in front of it are its own.</param>
    public bool IsWrittenAs(string written, string? currency, bool whole = false)
    {
        var (bank, number) = written.LastIndexOf('/') is var slash and > 0 ? (Plain(written[..slash]), Plain(written[(slash + 1)..])) : ("", Plain(written));
        return IsNumber(bank, number, whole) || (currency is not null && number.EndsWith(currency, StringComparison.Ordinal) && IsNumber(bank, number[..^currency.Length], whole));
    }

    /// <summary>Whether another version names the same account at the same bank.</summary>
    public bool IsSameAs(ReceivingAccount other) => Identity == other.Identity;

    /// <summary>Whether this account may be one of which a bank's interface tells the last digits. Some countries' IBANs have up to two check digits behind the account's own number.</summary>
    public bool EndsWith(string mask)
    {
        var (number, most) = Iban is { } iban ? (iban, 2) : (Plain(AccountNumber!), 0);
        return Plain(mask) is { Length: > 0 } last && Enumerable.Range(0, most + 1).Any(behind => number[..^behind].EndsWith(last, StringComparison.Ordinal));
    }

    private bool IsNumber(string bank, string number, bool whole)
    {
        if (number.Length == 0) return false;
        if (Iban is { } iban) return number == iban || (bank.Length == 0 || IsBic(bank) ? EndsAs(iban[CountryAndCheck..], number, whole) : IsInside(iban[CountryAndCheck..], bank, number));
        if (AccountRules.IsRouting(bank) && bank != RoutingNumber) return false;
        var own = Plain(AccountNumber!);
        return Bare(number) == Bare(own) || number == RoutingNumber + own;
    }

    /// <summary>Whether a bank is named by this account's BIC, with its branch or without; where none is known, by one of the IBAN's country.</summary>
    private bool IsBic(string bank) => bank.Length is 8 or 11 && bank[..6].All(char.IsAsciiLetter) && (Bic is null ? bank[4..6] == Iban![..2] : bank[..8] == Bic[..8]);

    private static bool EndsAs(string inside, string number, bool whole) =>
        (number.Length >= LeastAlone && inside.EndsWith(number, StringComparison.Ordinal)) || (!whole && Bare(number) is { Length: >= LeastAlone } bare && inside.EndsWith(bare, StringComparison.Ordinal));

    /// <summary>Whether the inside of an IBAN is the bank's number, noughts to fill up, and the account's.</summary>
    private static bool IsInside(string inside, string bank, string number) =>
        inside.Length >= bank.Length + number.Length && inside.StartsWith(bank, StringComparison.Ordinal) && inside.EndsWith(number, StringComparison.Ordinal)
        && inside[bank.Length..^number.Length].All(c => c == '0');

    private static string Plain(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    private static string Bare(string number) => number.TrimStart('0');

    internal static void Map(EntityTypeBuilder<ReceivingAccount> e)
    {
        e.ToTable("receiving_accounts").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Holder).HasMaxLength(AccountRules.NameLength);
        e.Property(x => x.Bank).HasMaxLength(AccountRules.NameLength);
        e.Property(x => x.Iban).HasMaxLength(34);
        e.Property(x => x.AccountNumber).HasMaxLength(34);
        e.Property(x => x.RoutingNumber).HasMaxLength(9);
        e.Property(x => x.Bic).HasMaxLength(11);
        e.Property(x => x.ReferenceRule).HasMaxLength(AccountRules.NameLength);
        e.Property(x => x.ProposedByName).HasMaxLength(200);
        e.Ignore(x => x.Identity);
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Number }).IsUnique();
        e.ToTable(t => t.HasCheckConstraint("ck_receiving_accounts_one_form", "(iban is null) = (account_number is not null and routing_number is not null)"));
    }
}

/// <summary>What a second person said to an account that was entered; once.</summary>
internal sealed class AccountDecision : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid AccountId { get; init; }
    public bool Confirmed { get; init; }
    public string? Reason { get; init; }
    public Guid DecidedBy { get; init; }
    public required string DecidedByName { get; init; }
    public DateTimeOffset DecidedAt { get; init; }

    internal static void Map(EntityTypeBuilder<AccountDecision> e)
    {
        e.ToTable("account_decisions").HasKey(x => new { x.TenantId, x.AccountId });
        e.HasOne<ReceivingAccount>().WithOne().HasForeignKey<AccountDecision>(x => new { x.TenantId, x.AccountId });
        e.Property(x => x.Reason).HasMaxLength(AccountRules.ReasonLength);
        e.Property(x => x.DecidedByName).HasMaxLength(200);
    }
}
