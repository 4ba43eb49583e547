-- Where a package's name or another function leads, for the compiler: {hash, types} or {refusal}; null where the name is
-- not known.
create or replace function plts.resolve_import(specifier text, importer_schema text)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  named_schema text := split_part(specifier, '/', 2);
  found jsonb;
begin
  if specifier like '@stopgap/%' then
    if importer_schema is null then
      return jsonb_build_object('refusal', format(
        'only a function of the schema %I can import it, and this module belongs to no function', named_schema));
    elsif named_schema <> importer_schema then
      return jsonb_build_object('refusal', format(
        'a function can import those of its own schema, which is %I', importer_schema));
    end if;
    found := plts.sibling(specifier);
    if found ? 'pointer' then
      return jsonb_build_object('hash', found -> 'pointer' -> 'artifact_hash');
    end if;
    return found;
  end if;
  return (
    select jsonb_build_object(
      'hash', m.artifact_hash,
      'types', (
        select md5(string_agg(e.declarations_digest, '' order by e.specifier))
        from plts.package_entries(m.specifier) e
        where e.declarations <> '{}'
      ))
    from plts.import_map m
    where m.specifier = resolve_import.specifier
  );
end
$$;
