using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Journal;

/// <summary>Through which day a fund is closed from one of its facts on, a close or a reopening, as the ledger read it in the fund's book.</summary>
internal sealed class LedgerPeriod : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }

    /// <summary>The fact that closes or reopens.</summary>
    public long FactSequence { get; init; }

    /// <summary>Null: nothing is closed any more.</summary>
    public DateOnly? ClosedThrough { get; init; }

    /// <summary>What a fact closes or reopens; null where it does neither.</summary>
    public static LedgerPeriod? Of(RecordedFact fact) => fact.Payload switch
    {
        PeriodClosed close => new() { FundId = fact.FundId, FactSequence = fact.Sequence, ClosedThrough = close.Through },
        PeriodReopened reopening => new() { FundId = fact.FundId, FactSequence = fact.Sequence, ClosedThrough = reopening.ClosedThrough },
        _ => null,
    };

    internal static void Map(EntityTypeBuilder<LedgerPeriod> e) => e.ToTable("ledger_periods").HasKey(x => new { x.TenantId, x.FundId, x.FactSequence });
}

/// <summary>
/// The ledger's own lock in the database: an entry is of a fact behind all that are posted, and its day was open when that fact was recorded. How far a ledger is posted only grows, and what it read of closes stands, so
/// that the application's role cannot make room for an entry; what it could add beside them is found by verification.
/// </summary>
internal static class LedgerLock
{
    public const string Create = """
        create function accounting.refuse_entry() returns trigger language plpgsql as $$
        declare posted bigint; closed date;
        begin
          select posted_through into posted from accounting.fund_ledgers where tenant_id = new.tenant_id and fund_id = new.fund_id;
          if new.fact_sequence <= posted then
            raise exception 'the ledger of fund % is posted through fact %: an entry of fact % cannot be added', new.fund_id, posted, new.fact_sequence using errcode = 'check_violation', constraint = 'posted_once';
          end if;
          select closed_through into closed from accounting.ledger_periods
          where tenant_id = new.tenant_id and fund_id = new.fund_id and fact_sequence < new.fact_sequence order by fact_sequence desc limit 1;
          if new.effective_date <= closed then
            raise exception 'the ledger of fund % is closed through %: an entry of % cannot be added', new.fund_id, closed, new.effective_date using errcode = 'check_violation', constraint = 'closed_period';
          end if;
          return new;
        end $$;
        create trigger posted_in_order before insert on accounting.journal_entries for each row execute function accounting.refuse_entry();
        create function accounting.refuse_return() returns trigger language plpgsql as $$
        begin
          raise exception 'how far the ledger of fund % is posted only grows', old.fund_id using errcode = 'insufficient_privilege', constraint = 'posted_once';
        end $$;
        create trigger only_grows before update on accounting.fund_ledgers for each row when (new.posted_through < old.posted_through or new.fund_id <> old.fund_id) execute function accounting.refuse_return();
        create trigger stays before delete on accounting.fund_ledgers for each row execute function accounting.refuse_return();
        """;

    public const string Drop = """
        drop trigger stays on accounting.fund_ledgers; drop trigger only_grows on accounting.fund_ledgers; drop function accounting.refuse_return();
        drop trigger posted_in_order on accounting.journal_entries; drop function accounting.refuse_entry();
        """;
}
