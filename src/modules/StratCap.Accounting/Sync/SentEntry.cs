using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting.Sync;

/// <summary>Where the posting of one of our entries stands.</summary>
internal enum SentState
{
    /// <summary>Waits to be sent, and was not.</summary>
    Pending,

    /// <summary>It is on its way, or was when its worker died: nobody knows whether it arrived.</summary>
    Sending,

    /// <summary>They have it. It is never sent again, whatever becomes of it there.</summary>
    Posted,

    /// <summary>They have not got it and do not take it as it is, or never answered (<see cref="SentEntry.NoAnswer"/>).</summary>
    Rejected,

    /// <summary>It left and no answer came: it is looked for before it is sent again.</summary>
    Uncertain,
}

/// <summary>
/// The intent to post one of our entries under a link, written before anything is sent. Key and reference follow from the entry alone, so that it is found again
/// whoever looks for it.
/// </summary>
internal sealed class SentEntry : ITenantOwned
{
    /// <summary>The code of an entry that was sent again and again, got no answer and is not there.</summary>
    internal const string NoAnswer = "ledger_sync.no_answer";

    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }
    public Guid EntryId { get; init; }
    public Guid FundId { get; init; }
    public long FactSequence { get; init; }
    public DateOnly Date { get; init; }
    public required string Text { get; init; }
    public decimal Total { get; init; }
    public required string Currency { get; init; }

    /// <summary>The entry that this one takes back; it waits until that one is there.</summary>
    public Guid? ReversesEntryId { get; init; }

    public required string Reference { get; init; }
    public SentState State { get; set; }
    public string? ExternalId { get; set; }
    public string? Revision { get; set; }
    public string? Code { get; set; }

    /// <summary>Why it is rejected or uncertain, for a person.</summary>
    public string? Reason { get; set; }

    /// <summary>How often it was sent, since a person last wished it sent again.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was sent last; when the call came back, if it came back without an answer.</summary>
    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? PostedAt { get; set; }

    /// <summary>The key of an entry, for ever.</summary>
    internal static string KeyOf(Guid entryId) => entryId.ToString("N");

    /// <summary>The reference of an entry, 16 characters: 70 bits of its id's hash, in digits that no one takes for others.</summary>
    internal static string ReferenceOf(Guid entryId)
    {
        var hash = SHA256.HashData(entryId.ToByteArray(bigEndian: true));
        return string.Create(16, hash, static (text, hash) =>
        {
            var bits = new System.Numerics.BigInteger(hash.AsSpan(0, 9), isUnsigned: true);
            (text[0], text[1]) = ('S', 'C');
            for (var i = 2; i < text.Length; i++) (text[i], bits) = (Digits[(int)(bits % 32)], bits / 32);
        });
    }

    internal static void Map(EntityTypeBuilder<SentEntry> e)
    {
        e.ToTable("sync_sent_entries").HasKey(x => new { x.TenantId, x.LinkId, x.EntryId });
        e.Property(x => x.Text).HasMaxLength(500);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.Reference).HasMaxLength(16);
        e.Property(x => x.State).HasMaxLength(10);
        e.HasIndex(x => new { x.TenantId, x.LinkId, x.Reference }).IsUnique();
        // Which is sent next.
        e.HasIndex(x => new { x.TenantId, x.LinkId, x.State, x.Attempts, x.FundId, x.FactSequence }).HasDatabaseName("ix_sync_sent_entries_next");
        e.HasIndex(x => new { x.TenantId, x.LinkId, x.ExternalId }).IsUnique();
    }
}

/// <summary>A line as it was sent: what theirs is compared with, whatever the mapping says by now.</summary>
internal sealed class SentLine : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }
    public Guid EntryId { get; init; }
    public int Number { get; init; }
    public required string TheirAccountId { get; init; }

    /// <summary>Debit positive, credit negative.</summary>
    public decimal Amount { get; init; }

    public string? Text { get; init; }

    internal static void Map(EntityTypeBuilder<SentLine> e)
    {
        e.ToTable("sync_sent_lines").HasKey(x => new { x.TenantId, x.LinkId, x.EntryId, x.Number });
        e.HasOne<SentEntry>().WithMany().HasForeignKey(x => new { x.TenantId, x.LinkId, x.EntryId }).OnDelete(DeleteBehavior.Cascade);
    }
}
