-- Runs as the caller, who is thereby known. compare_schema takes the role as an argument: it tells nothing that the
-- catalog does not tell every role.
create or replace function stopgap.diff(env text, from_schema text)
returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$ select stopgap.compare_schema(env, from_schema, current_user) $$;
comment on function stopgap.diff(text, text) is
  'What a deploy of a schema would change: {summary: {added, changed, "changed (dependency)", recompiled, ...}, functions}';
