-- Removes the functions that are kept of versions which no deployment has any more. For those who remove deployments.
create or replace function stopgap.drop_unused_versions()
returns void
language plpgsql
as $$
declare
  unused record;
begin
  for unused in
    select p.oid
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('stopgap_version', 'stopgap_definer')
      and not exists (select from stopgap.fn_version v where v.version_key = p.proname)
    -- The one in front depends on the one behind it.
    order by n.nspname desc
  loop
    perform stopgap.drop_function(unused.oid);
  end loop;
end
$$;
