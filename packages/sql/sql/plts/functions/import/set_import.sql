create or replace function plts.set_import(
  specifier text,
  artifact_hash text,
  declarations jsonb default '{}',
  package text default null,
  version text default null
)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not coalesce(plts.is_bare_specifier(specifier), false) then
    raise exception 'plts.set_import cannot map %: only bare names, such as those of packages, can be mapped',
      coalesce(quote_literal(specifier), 'null')
      using errcode = 'invalid_parameter_value';
  elsif not exists (select from plts.artifact a where a.artifact_hash = set_import.artifact_hash) then
    raise exception 'artifact % does not exist', coalesce(artifact_hash, 'null')
      using errcode = 'undefined_object', hint = 'Store the code first: plts.compile_and_store.';
  elsif jsonb_typeof(declarations) is distinct from 'object'
    or exists (select from jsonb_each(declarations) as d (path, text) where jsonb_typeof(text) <> 'string')
  then
    raise exception 'plts.set_import expects declarations as an object of texts by path'
      using errcode = 'invalid_parameter_value';
  end if;
  insert into plts.import_map as known (specifier, artifact_hash, declarations, package, version)
  values (set_import.specifier, set_import.artifact_hash, set_import.declarations, set_import.package, set_import.version)
  on conflict on constraint import_map_pkey do update
  set artifact_hash = excluded.artifact_hash,
    declarations = excluded.declarations,
    package = excluded.package,
    version = excluded.version,
    created_at = excluded.created_at;
end
$$;
comment on function plts.set_import(text, text, jsonb, text, text) is
  'Says which artifact a bare import leads to, and with which declarations; functions created from then on get it';
