create or replace function plts.is_plts(function oid)
returns boolean
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.oid = function
      and (l.lanname = 'plts' or (l.lanname = 'plpgsql' and p.prosrc like '-- plts {%')))
$$;
comment on function plts.is_plts(oid) is
  'Whether a function runs TypeScript: of the language plts, or a shell where that language cannot be had';
