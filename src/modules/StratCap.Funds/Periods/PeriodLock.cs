namespace StratCap.Funds.Periods;

/// <summary>
/// The lock of closed quarters in the database itself. It reads the book's own closes and reopenings, which nobody can change or take away, and keeps no state that the
/// application could set: a fact dated in a closed quarter is refused whoever inserts it. A reopening needs one who asked and another who records it.
/// </summary>
internal static class PeriodLock
{
    /// <summary>The facts that close and reopen.</summary>
    public const string Kinds = "kind in ('period_closed', 'period_reopened')";

    public const string Create = $$"""
        create function funds.refuse_closed_period() returns trigger language plpgsql as $$
        declare closed date; said jsonb; stays date;
        begin
          select case kind when 'period_closed' then payload::jsonb ->> 'through' else payload::jsonb ->> 'closedThrough' end into closed
          from funds.facts where tenant_id = new.tenant_id and fund_id = new.fund_id and {{Kinds}} order by sequence desc limit 1;
          if new.effective_date <= closed then
            raise exception 'the book of fund % is closed through %: a fact of % cannot be added', new.fund_id, closed, new.effective_date using errcode = 'check_violation', constraint = 'closed_period';
          end if;
          if new.{{Kinds}} then
            said := new.payload::jsonb;
            if said ->> 'kind' <> new.kind then
              raise exception 'a % is filed as %', said ->> 'kind', new.kind using errcode = 'check_violation', constraint = 'closed_period';
            end if;
          end if;
          if new.kind = 'period_closed' and (said ->> 'through')::date <= closed then
            raise exception 'the book of fund % is closed through % already', new.fund_id, closed using errcode = 'check_violation', constraint = 'closed_period';
          end if;
          if new.kind = 'period_reopened' then
            stays := said ->> 'closedThrough';
            if closed is null or (said ->> 'through')::date > closed or stays >= closed then
              raise exception 'the book of fund % is not closed so', new.fund_id using errcode = 'check_violation', constraint = 'closed_period';
            end if;
            if not exists (
              select 1 from funds.period_reopenings r where r.tenant_id = new.tenant_id and r.fund_id = new.fund_id and r.through = (said ->> 'through')::date
                and r.asked_by = (said ->> 'askedBy')::uuid and r.asked_by <> new.actor and r.state in ('Asked', 'Granted')) then
              raise exception 'a reopening is asked by one person and granted by another' using errcode = 'check_violation', constraint = 'closed_period';
            end if;
          end if;
          return new;
        end $$;
        create trigger closed_period before insert on funds.facts for each row execute function funds.refuse_closed_period();
        """;

    public const string Drop = "drop trigger closed_period on funds.facts; drop function funds.refuse_closed_period();";
}
