-- Removes functions that are kept of versions which no deployment has any more, but no more than max at once: each takes a
-- place in the server's table of locks. What is in use stays, and by what is told.
create or replace function stopgap.drop_unused_versions(max integer)
returns jsonb
language plpgsql
as $$
declare
  unused record;
  in_use text[];
  dropped integer := 0;
  skipped jsonb := '{}';
begin
  for unused in
    select p.oid, format('%I.%I', n.nspname, p.proname) as name
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('stopgap_version', 'stopgap_definer')
      and not exists (select from stopgap.fn_version v where v.version_key = p.proname)
    -- The one in front depends on the one behind it.
    order by n.nspname desc, p.proname
  loop
    exit when dropped >= max;
    in_use := stopgap.dependents(unused.oid);
    if cardinality(in_use) > 0 then
      skipped := skipped || jsonb_build_object(unused.name, in_use);
    else
      perform stopgap.drop_function(unused.oid);
      dropped := dropped + 1;
    end if;
  end loop;
  return jsonb_build_object('removed', dropped, 'is_complete', dropped < max, 'dependents', skipped);
end
$$;
