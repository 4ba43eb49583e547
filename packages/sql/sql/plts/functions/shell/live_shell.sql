create or replace function plts.live_shell(pointer jsonb, signature text)
returns text
language sql immutable strict
set search_path = pg_catalog, pg_temp
as $$
  select plts.shell_body(
    pointer, null, '$1::pg_catalog.text', null, '  return plts_result::pg_catalog.jsonb;',
    case when :'routine_oid' = 'false' then signature end)
$$;
comment on function plts.live_shell(jsonb, text) is
  'The body of a function (args jsonb) returns jsonb that runs what a pointer names, without its source';
