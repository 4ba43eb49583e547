-- Takes what a session has counted, from its beginning; previous is the number under which it told something last. Answers
-- `kept`, `skipped` where nothing is to be written, or `lost` where what it told last has been undone.
--
-- Only rows of the caller's own process are touched, under the login role, which a caller cannot choose. So there is nothing
-- to wait for, however long the transaction stays open. In a serializable one, reading here could make others fail.
create or replace function plts.keep_metrics(kernel text, number integer, previous integer, age_ms bigint, counted text)
returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '20ms'
as $$
#variable_conflict use_variable
declare
  me integer := pg_backend_pid();
  isolation text := current_setting('transaction_isolation');
begin
  if pg_is_in_recovery()
    or current_setting('transaction_read_only') = 'on'
    or isolation = 'serializable'
    or lower(current_setting('plts.keep_metrics', true)) in ('off', 'false', 'no', '0')
    or json_array_length(counted::json) > 1001
    or (select count(*) from plts.kept_metrics k where k.pid = me) > 5000
  then
    return 'skipped';
  end if;
  if previous > 0 and not exists (
    select from plts.kept_metrics k where (k.pid, k.kernel, k.number) = (me, kernel, previous)
  ) then
    return 'lost';
  end if;

  insert into plts.kept_metrics (
    pid, kernel, number, login, identity, function_schema, function_name, artifact_hash,
    calls, total_ms, max_ms, error_classes, latency_buckets, counted_since, counted_until)
  select
    me, kernel, number, session_user, left(c.function, 500), n.nspname, p.proname, coalesce(a.artifact_hash, ''),
    c.calls, c.total_ms, c.max_ms, c.error_classes, c.latency_buckets,
    clock_timestamp() - age_ms * interval '1 ms', clock_timestamp()
  from json_to_recordset(counted::json) as c(
    function text, artifact_hash text, calls bigint, total_ms bigint, max_ms bigint,
    error_classes bigint[], latency_buckets bigint[])
  left join plts.artifact a on a.artifact_hash = c.artifact_hash
  left join pg_proc p on p.oid = plts.function_oid(nullif(c.function, '')) and plts.is_plts(p.oid)
  left join pg_namespace n on n.oid = p.pronamespace;

  -- What it replaces. A prepared transaction can hold a row of this session.
  delete from plts.kept_metrics k
  where k.ctid = any (array(
    select o.ctid
    from plts.kept_metrics o
    where o.ctid = any (array(
      select t.ctid
      from (
        select k.ctid, k.number, max(k.number) over (partition by k.identity, k.artifact_hash) as newest
        from plts.kept_metrics k
        where (k.pid, k.kernel) = (me, kernel)
      ) as t
      where t.number < t.newest))
    for update skip locked));

  if number % 6 = 1 and isolation = 'read committed' then
    begin
      perform plts.fold_metrics();
    exception when others then
      -- Somebody will do it later.
      null;
    end;
  end if;
  return 'kept';
end
$$;
