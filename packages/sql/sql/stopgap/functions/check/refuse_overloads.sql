-- Names that would be live and stand for more than one function. Functions that are not deployed may share theirs.
create or replace function stopgap.refuse_overloads(source_schema text)
returns void
language plpgsql
as $$
declare
  overloaded name := (
    with named_alike as (
      select
        p.oid,
        p.proname,
        count(*) over (partition by p.proname) as functions,
        plts.is_jsonb_function(p) as is_live
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = source_schema
    )
    select a.proname
    from named_alike a
    where a.functions > 1 and plts.is_plts(a.oid)
    group by a.proname
    having count(*) > 1 and bool_or(a.is_live)
    order by a.proname
    limit 1
  );
begin
  if overloaded is not null then
    raise exception 'stopgap deploy forbids overloaded plts functions in schema %; offending function: %',
      source_schema, overloaded
      using errcode = 'ambiguous_function', hint = 'Give the functions different names.';
  end if;
end
$$;
