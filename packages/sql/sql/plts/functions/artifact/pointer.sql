create or replace function plts.pointer(function oid)
returns jsonb
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select plts.body_pointer(p.prosrc)
  from pg_proc p
  where p.oid = function and plts.is_plts(p.oid)
$$;
comment on function plts.pointer(oid) is
  'What a plts function points to: {plts, kind, artifact_hash, export, mode}; null for any other function';
