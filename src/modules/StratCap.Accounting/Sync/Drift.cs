using Microsoft.EntityFrameworkCore;

namespace StratCap.Accounting.Sync;

/// <summary>Sums of one of their accounts in one month.</summary>
internal sealed class DriftSum
{
    /// <summary>Their id of the account; for ours that are not mapped, our code in brackets.</summary>
    public required string Account { get; init; }
    public required string AccountName { get; init; }
    public string? AccountNumber { get; init; }

    /// <summary>The month's first day.</summary>
    public DateOnly Period { get; init; }
    public required string Currency { get; init; }

    /// <summary>Debit positive, credit negative.</summary>
    public decimal Ours { get; init; }
    public decimal Theirs { get; init; }
    public decimal Difference { get; init; }

    /// <summary>Entries behind it, whether or not they offset each other.</summary>
    public int Entries { get; init; }
}

/// <summary>One entry's part in a difference.</summary>
internal sealed class DriftPart
{
    public required string Account { get; init; }
    public required string AccountName { get; init; }
    public DateOnly Period { get; init; }
    public required string Currency { get; init; }
    public required string Entry { get; init; }
    public decimal Ours { get; init; }
    public decimal Theirs { get; init; }
    public decimal Difference { get; init; }
    public required string Why { get; init; }
    public Guid? EntryId { get; init; }
    public string? ExternalId { get; init; }
    public DateOnly? OurDate { get; init; }
    public DateOnly? TheirDate { get; init; }
    public string? OurText { get; init; }
    public string? TheirText { get; init; }
    public string? TheirNumber { get; init; }
}

/// <summary>
/// Our ledger beside theirs, by account and month. Ours: what was posted, on the accounts it was posted to, and what waits or was refused, as the mapping stands.
/// Theirs: their entries on mapped accounts, and ours among them wherever they lie now; not those that another link posted over the same connection.
/// </summary>
internal static class Drift
{
    /// <summary>Each account and month.</summary>
    public static IQueryable<DriftSum> Sums(AccountingDbContext db, SyncLink link) => db.Database.SqlQueryRaw<DriftSum>(
        $"""
        {Compared}
        select c.account, coalesce(a.name, c.account) as account_name, a.number as account_number, c.period, c.currency, sum(c.ours) as ours, sum(c.theirs) as theirs,
          sum(c.theirs) - sum(c.ours) as difference, (count(*) filter (where c.ours <> c.theirs))::int as entries
        from compared c left join accounting.sync_their_accounts a on a.tenant_id = @tenant and a.link_id = @link and a.external_id = c.account
        group by c.account, a.name, a.number, c.period, c.currency
        """, Parameters(link));

    /// <summary>The entries behind the differences.</summary>
    public static IQueryable<DriftPart> Parts(AccountingDbContext db, SyncLink link) => db.Database.SqlQueryRaw<DriftPart>(
        $"""
        {Compared}
        select c.account, coalesce(a.name, c.account) as account_name, c.period, c.currency, c.entry, c.ours, c.theirs, c.theirs - c.ours as difference,
          case
            when c.external_id is null then case s.state when 'Rejected' then 'Rejected' when 'Sending' then 'Uncertain' when 'Uncertain' then 'Uncertain' else 'NotPosted' end
            when s.entry_id is null then 'UnknownHere'
            when t.deleted then 'DeletedThere'
            when t.external_id is not null then 'ChangedThere'
            when s.posted_at < (select entries_read_at from accounting.sync_states where tenant_id = @tenant and link_id = @link) then 'MissingThere'
            else 'NotReadYet'
          end as why,
          coalesce(s.entry_id, e.id) as entry_id, c.external_id, e.effective_date as our_date, t.date as their_date, e.text as our_text, t.memo as their_text, t.number as their_number
        from compared c
        left join accounting.sync_their_accounts a on a.tenant_id = @tenant and a.link_id = @link and a.external_id = c.account
        left join accounting.sync_sent_entries s on s.tenant_id = @tenant and s.link_id = @link and (s.external_id = c.external_id or s.entry_id = c.entry_id)
        left join accounting.journal_entries e on e.tenant_id = @tenant and e.id = coalesce(s.entry_id, c.entry_id)
        left join accounting.sync_their_entries t on t.tenant_id = @tenant and t.link_id = @link and t.external_id = c.external_id
        where c.ours <> c.theirs
        """, Parameters(link));

    private static Npgsql.NpgsqlParameter[] Parameters(SyncLink link) =>
    [
        new("tenant", link.TenantId), new("link", link.Id), new("connection", link.ConnectionId), new("start", link.StartDate), new("fund", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = (object?)link.FundId ?? DBNull.Value },
    ];

    // One row for each account, month and entry. An entry of ours that is there has their id on both sides, and so meets itself.
    private const string Compared = """
        with ours as (
          select l.their_account_id as account, s.date, s.currency, l.amount, s.external_id, s.entry_id
          from accounting.sync_sent_lines l join accounting.sync_sent_entries s on s.tenant_id = l.tenant_id and s.link_id = l.link_id and s.entry_id = l.entry_id
          where l.tenant_id = @tenant and l.link_id = @link and s.state in ('Posted', 'Sending', 'Uncertain') and s.date >= @start
          union all
          select coalesce(m.their_account_id, '(' || l.account || ')'), e.effective_date, e.currency, l.amount, null, e.id
          from accounting.journal_lines l
          join accounting.journal_entries e on e.tenant_id = l.tenant_id and e.id = l.entry_id
          left join accounting.sync_sent_entries s on s.tenant_id = e.tenant_id and s.link_id = @link and s.entry_id = e.id
          left join accounting.sync_mappings m on m.tenant_id = l.tenant_id and m.link_id = @link and m.account = l.account
          where l.tenant_id = @tenant and l.effective_date >= @start and (@fund is null or l.fund_id = @fund) and (s.entry_id is null or s.state in ('Pending', 'Rejected'))
        ), theirs as (
          select l.their_account_id as account, t.date, l.currency, l.amount, t.external_id
          from accounting.sync_their_lines l join accounting.sync_their_entries t on t.tenant_id = l.tenant_id and t.link_id = l.link_id and t.external_id = l.external_id
          left join accounting.sync_sent_entries s on s.tenant_id = t.tenant_id and s.link_id = t.link_id and s.external_id = t.external_id
          where l.tenant_id = @tenant and l.link_id = @link and not t.deleted and t.date >= @start
            and (s.entry_id is not null or l.their_account_id in (select their_account_id from accounting.sync_mappings where tenant_id = @tenant and link_id = @link))
            and not exists (select 1 from accounting.sync_sent_entries o join accounting.sync_links k on k.tenant_id = o.tenant_id and k.id = o.link_id
              where o.tenant_id = @tenant and o.external_id = t.external_id and k.connection_id = @connection and k.id <> @link)
        ), compared as (
          select account, date_trunc('month', date)::date as period, currency, coalesce(external_id, entry_id::text) as entry, max(external_id) as external_id,
            (max(entry_id::text) filter (where external_id is null))::uuid as entry_id, sum(ours) as ours, sum(theirs) as theirs
          from (select account, date, currency, external_id, entry_id, amount as ours, 0 as theirs from ours
                union all select account, date, currency, external_id, null, 0, amount from theirs) both_sides
          group by account, date_trunc('month', date), currency, coalesce(external_id, entry_id::text)
        )
        """;
}
