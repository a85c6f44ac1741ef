using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Accounting.Postings;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting.Journal;

/// <summary>The entry of one fact. Never changed: a reversal is another entry that mirrors it.</summary>
internal sealed class JournalEntry : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public Guid FactId { get; init; }
    public long FactSequence { get; init; }

    /// <summary>The fact's type, such as <c>CapitalCallIssued</c>.</summary>
    public required string FactKind { get; init; }

    public DateOnly EffectiveDate { get; init; }

    /// <summary>When the book learnt of the fact.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    public DateTimeOffset PostedAt { get; init; }
    public required string Currency { get; init; }
    public required string Text { get; init; }

    /// <summary>The entry that this one takes back, or null.</summary>
    public Guid? ReversesEntryId { get; init; }

    /// <summary>How many lines it has: with it, the database refuses a line too few or too many.</summary>
    public int LineCount { get; init; }

    /// <summary>Sum of the debits.</summary>
    public decimal Total { get; init; }

    /// <summary>The version of the posting rules by which it was posted.</summary>
    public required int RulesVersion { get; init; }

    internal static void Map(EntityTypeBuilder<JournalEntry> e)
    {
        e.ToTable("journal_entries", t => t.HasCheckConstraint("ck_journal_entries_lines", "line_count >= 2 and total > 0"));
        e.HasKey(x => new { x.TenantId, x.Id });
        e.HasAlternateKey(x => new { x.TenantId, x.Id, x.LineCount });
        e.Property(x => x.FactKind).HasMaxLength(60);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.Text).HasMaxLength(500);
        e.HasIndex(x => new { x.TenantId, x.FactId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.ReversesEntryId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.FactSequence }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.EffectiveDate });
        // An entry is held against what was closed.
        e.ArrivesAfter("ledger_periods");
    }
}

/// <summary>One line of an entry.</summary>
internal sealed class JournalLine : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid EntryId { get; init; }

    /// <summary>1 to the entry's line count.</summary>
    public int Number { get; init; }

    /// <summary>The entry's, so that no line can be added to an entry that is complete.</summary>
    public int LineCount { get; init; }

    public Guid FundId { get; init; }
    public DateOnly EffectiveDate { get; init; }
    public required string Account { get; init; }
    public Guid? PartnerId { get; init; }
    public Guid? DealId { get; init; }

    /// <summary>Debit positive, credit negative.</summary>
    public decimal Amount { get; init; }

    /// <summary>What kind of income, expense, receivable or payable the fact calls it; null where it says none, and of lines that were posted before kinds were kept.</summary>
    public string? Kind { get; init; }

    /// <summary>What was posted.</summary>
    internal Posting ToPosting() => new(ChartOfAccounts.ByCode[Account], Amount, PartnerId, DealId, Kind);

    internal static void Map(EntityTypeBuilder<JournalLine> e)
    {
        e.ToTable("journal_lines", t =>
        {
            t.HasCheckConstraint("ck_journal_lines_number", "number between 1 and line_count");
            t.HasCheckConstraint("ck_journal_lines_amount", "amount <> 0");
        });
        // The line count is the entry's, so the key is as unique without it; with it, one index serves key and reference.
        e.HasKey(x => new { x.TenantId, x.EntryId, x.LineCount, x.Number });
        e.Property(x => x.Account).HasMaxLength(4);
        e.HasOne<JournalEntry>().WithMany().HasForeignKey(x => new { x.TenantId, x.EntryId, x.LineCount })
            .HasPrincipalKey(x => new { x.TenantId, x.Id, x.LineCount }).OnDelete(DeleteBehavior.Restrict);
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Account, x.EffectiveDate });
    }
}

/// <summary>
/// The database's own proof that an entry balances: at commit its lines must be complete, of its fund and day, and sum to zero. Together with the lines' numbering,
/// their foreign key and the append-only triggers, nothing can be added to, taken from or changed in an entry later.
/// </summary>
internal static class BalanceConstraint
{
    /// <summary>Takes the place of the one that there was.</summary>
    public const string Function = """
        create or replace function accounting.check_balance() returns trigger language plpgsql as $$
        declare lines bigint; balance numeric; debits numeric; strangers bigint;
        begin
          select count(*), coalesce(sum(amount), 0), coalesce(sum(amount) filter (where amount > 0), 0), count(*) filter (where effective_date <> new.effective_date or fund_id <> new.fund_id)
          into lines, balance, debits, strangers
          from accounting.journal_lines where tenant_id = new.tenant_id and entry_id = new.id;
          if lines <> new.line_count or balance <> 0 or debits <> new.total then
            raise exception 'journal entry % does not balance: % of % lines, balance %, debits % of %', new.id, lines, new.line_count, balance, debits, new.total
              using errcode = 'check_violation';
          end if;
          if strangers > 0 then
            raise exception 'journal entry % has lines of another fund or day', new.id using errcode = 'check_violation';
          end if;
          return null;
        end $$;
        """;

    public const string Create = $"""
        {Function}
        create constraint trigger balance after insert on accounting.journal_entries deferrable initially deferred
          for each row execute function accounting.check_balance();
        """;

    public const string Drop = "drop trigger balance on accounting.journal_entries; drop function accounting.check_balance();";
}
