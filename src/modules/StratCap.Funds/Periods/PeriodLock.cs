namespace StratCap.Funds.Periods;

/// <summary>
/// The lock of closed quarters in the database itself. It reads the book's own closes and reopenings, which nobody can change or take away, and keeps no state that the
/// application could set: a fact dated in a closed quarter is refused whoever inserts it. A reopening needs one who asked since the last close, and another who records it: what was granted before is used up
/// by it. What was asked stays as it was asked, and what was decided as it was decided.
/// </summary>
internal static class PeriodLock
{
    /// <summary>The facts that close and reopen.</summary>
    public const string Kinds = "kind in ('period_closed', 'period_reopened')";

    /// <summary>Takes the place of the one that there was.</summary>
    public const string Function = $$"""
        create or replace function funds.refuse_closed_period() returns trigger language plpgsql as $$
        declare closed date; said jsonb; stays date; since timestamptz;
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
            select recorded_at into since from funds.facts where tenant_id = new.tenant_id and fund_id = new.fund_id and {{Kinds}} and kind = 'period_closed' order by sequence desc limit 1;
            if not exists (
              select 1 from funds.period_reopenings r where r.tenant_id = new.tenant_id and r.fund_id = new.fund_id and r.through = (said ->> 'through')::date
                and r.asked_by = (said ->> 'askedBy')::uuid and r.asked_by <> new.actor and r.state in ('Asked', 'Granted') and r.asked_at >= since) then
              raise exception 'a reopening is asked by one person after the last close, and granted by another' using errcode = 'check_violation', constraint = 'closed_period';
            end if;
          end if;
          return new;
        end $$;
        """;

    /// <summary>Questions and decisions are final.</summary>
    public const string Questions = """
        create function funds.refuse_other_question() returns trigger language plpgsql as $$
        begin
          raise exception 'what was asked or decided of a reopening stays as it is' using errcode = 'insufficient_privilege', constraint = 'reopening_stays';
        end $$;
        create trigger reopening_stays before update on funds.period_reopenings for each row
          when (old.state <> 'Asked' or (new.tenant_id, new.id, new.fund_id, new.through, new.reason, new.asked_by, new.asked_by_name, new.asked_at) is distinct from (old.tenant_id, old.id, old.fund_id, old.through, old.reason, old.asked_by, old.asked_by_name, old.asked_at))
          execute function funds.refuse_other_question();
        """;

    /// <summary>Takes it away.</summary>
    public const string DropQuestions = "drop trigger reopening_stays on funds.period_reopenings; drop function funds.refuse_other_question();";

    public const string Create = $"""
        {Function}
        create trigger closed_period before insert on funds.facts for each row execute function funds.refuse_closed_period();
        """;

    public const string Drop = "drop trigger closed_period on funds.facts; drop function funds.refuse_closed_period();";
}
