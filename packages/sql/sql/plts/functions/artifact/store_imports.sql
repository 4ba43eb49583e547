-- What a module imports, with the modules that it holds itself stored as artifacts of their own.
create or replace function plts.store_imports(imports jsonb, is_checked boolean)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_object_agg(specifier, case jsonb_typeof(leads_to)
    when 'object' then to_jsonb(plts.store_artifact(leads_to ->> 'source', leads_to, is_checked))
    else leads_to
  end), '{}')
  from jsonb_each(imports) as each_import (specifier, leads_to)
$$;
