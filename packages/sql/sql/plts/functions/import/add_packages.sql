-- Each bundle is {hash, code, entries}: JavaScript that imports nothing, which need not be there when its artifact is; and
-- entries {specifier, package, version, declarations, module}, where module is JavaScript over "bundle", or null for the
-- code itself.
create or replace function plts.add_packages(bundles jsonb)
returns setof plts.import_map
language plpgsql strict
set search_path = pg_catalog, pg_temp
as $$
declare
  bundle jsonb;
  entry jsonb;
  code_hash text;
  entry_hash text;
begin
  for bundle in select b.value from jsonb_array_elements(bundles) b loop
    code_hash := coalesce(
      (select a.artifact_hash from plts.artifact a where a.artifact_hash = bundle ->> 'hash' and not a.is_foreign),
      plts.compile_and_store(bundle ->> 'code', '{"language": "js"}', false));
    perform plts.check_loads(
      code_hash,
      (select string_agg(e.value ->> 'specifier', ', ') from jsonb_array_elements(bundle -> 'entries') e));
    for entry in select e.value from jsonb_array_elements(bundle -> 'entries') e loop
      entry_hash := code_hash;
      if entry ->> 'module' is not null then
        entry_hash := plts.compile_and_store(
          entry ->> 'module',
          jsonb_build_object('language', 'js', 'import_map', jsonb_build_object('bundle', code_hash)),
          false);
      end if;
      perform plts.set_import(
        entry ->> 'specifier', entry_hash, entry -> 'declarations', entry ->> 'package', entry ->> 'version');
      return query select * from plts.import_map m where m.specifier = entry ->> 'specifier';
    end loop;
  end loop;
end
$$;
comment on function plts.add_packages(jsonb) is
  'Stores bundled npm packages and says where their imports lead; what `stopgap vendor add` calls';
