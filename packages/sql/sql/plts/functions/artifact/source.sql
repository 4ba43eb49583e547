create or replace function plts.source(function regprocedure)
returns text
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.source_ts from plts.artifact a where a.artifact_hash = plts.pointer(function) ->> 'artifact_hash'
$$;
comment on function plts.source(regprocedure) is 'The TypeScript behind a plts function';
