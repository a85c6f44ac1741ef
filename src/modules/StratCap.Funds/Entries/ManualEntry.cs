using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Entries;

/// <summary>Where a manual entry stands.</summary>
internal enum EntryState
{
    /// <summary>It waits for another person.</summary>
    Waiting,

    /// <summary>Another person gave it back, or its maker took it back: it can be prepared anew.</summary>
    Returned,

    /// <summary>Another person approved it: it stands in the book.</summary>
    Recorded,
}

/// <summary>A manual entry that one person prepared, kept as the very fact that it becomes when another approves exactly it.</summary>
internal sealed class ManualEntry : ITenantOwned
{
    public const int MemoLength = 300;
    public const int ReasonLength = 500;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>From 1 on, in each fund.</summary>
    public int Number { get; init; }

    public EntryState State { get; private set; }
    public DateOnly Date { get; private set; }

    /// <summary>Of an accrual, the day on which it is taken back.</summary>
    public DateOnly? ReverseOn { get; private set; }

    public string Memo { get; private set; } = "";

    /// <summary>Sum of the debits.</summary>
    public decimal Amount { get; private set; }

    /// <summary>The fact to record, as JSON.</summary>
    public string Fact { get; private set; } = "";

    /// <summary>SHA-256 over date and fact; an approval holds for exactly this.</summary>
    public string ContentHash { get; private set; } = "";

    public Guid PreparedBy { get; private set; }
    public string PreparedByName { get; private set; } = "";
    public DateTimeOffset PreparedAt { get; private set; }
    public Guid? DecidedBy { get; private set; }
    public string? DecidedByName { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it came back.</summary>
    public string? DecidedBecause { get; private set; }

    /// <summary>Counts changes.</summary>
    public int Version { get; private set; }

    /// <summary>The fact as it would be recorded.</summary>
    public ManualEntryRecorded Payload => (ManualEntryRecorded)FundJson.Deserialize(Fact);

    /// <summary>Puts content into it; whoever does so is its maker now.</summary>
    public void Prepare(DateOnly date, ManualEntryRecorded fact, Actor by, DateTimeOffset at)
    {
        State = EntryState.Waiting;
        (Date, ReverseOn, Memo, Amount) = (date, fact.ReverseOn, fact.Memo, fact.Lines.Where(l => l.Amount > 0).Sum(l => l.Amount));
        Fact = FundJson.Serialize(fact);
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(date.ToString("O", CultureInfo.InvariantCulture) + "\n" + Fact)));
        (PreparedBy, PreparedByName, PreparedAt) = (by.Id, by.Name, at);
        (DecidedBy, DecidedByName, DecidedAt, DecidedBecause) = (null, null, null, null);
        Version++;
    }

    public void Decide(EntryState state, Actor by, DateTimeOffset at, string? because)
    {
        (State, DecidedBy, DecidedByName, DecidedAt, DecidedBecause) = (state, by.Id, by.Name, at, because);
        Version++;
    }

    /// <summary>What others are told of it as it stands now.</summary>
    public ManualEntryMoved Moved(FundBook book) => new(FundId, Id, book.Name, Memo, Amount, book.Currency.Code, PreparedBy, PreparedByName, State == EntryState.Waiting);

    internal static void Map(EntityTypeBuilder<ManualEntry> e)
    {
        e.ToTable("manual_entries", t => t.HasCheckConstraint("ck_manual_entries_two_people", "state <> 'Recorded' or decided_by <> prepared_by")).HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Number }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.State, x.Date });
        e.HasIndex(x => new { x.TenantId, x.PreparedAt, x.Id });
        e.Ignore(x => x.Payload);
        e.Property(x => x.Memo).HasMaxLength(MemoLength);
        e.Property(x => x.Fact).HasColumnType("text");
        e.Property(x => x.ContentHash).HasMaxLength(64);
        e.Property(x => x.PreparedByName).HasMaxLength(200);
        e.Property(x => x.DecidedByName).HasMaxLength(200);
        e.Property(x => x.DecidedBecause).HasMaxLength(ReasonLength);
        e.Property(x => x.Version).IsConcurrencyToken();
    }
}
