-- Replaces a function's body and keeps everything else about it.
create or replace function plts.replace_body(function oid, body text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  old_body text;
  quote text;
  definition text := pg_get_functiondef(function);
begin
  select p.prosrc, case p.prokind when 'p' then '$procedure' else '$function' end
  into old_body, quote
  from pg_proc p
  where p.oid = function;
  -- pg_get_functiondef ends in the body between dollar quotes that do not occur in it.
  while strpos(old_body, quote) > 0 loop
    quote := quote || 'x';
  end loop;
  quote := quote || '$';
  definition := left(definition, -length('AS ' || quote || old_body || quote || E'\n'));
  execute definition || 'as ' || quote_literal(body);
end
$$;
