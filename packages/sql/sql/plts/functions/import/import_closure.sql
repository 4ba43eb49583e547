-- The import map of a function: where everything leads that its artifact imports, directly or not, and that no source
-- settles. Functions lead to what they are now; packages to what known says, then to what the importing function's own
-- map says, then to plts.import_map. What leads nowhere is null.
create or replace function plts.import_closure(artifact_hash text, known jsonb)
returns jsonb
language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  packages jsonb := known;
  closure jsonb := '{}';
  pending text[] := array[artifact_hash];
  visited text[] := '{}';
  import record;
  pointer jsonb;
begin
  while cardinality(pending) > 0 loop
    visited := visited || pending[1];
    for import in
      select i.specifier, i.target
      from plts.artifact a, jsonb_each_text(a.imports) as i (specifier, target)
      where a.artifact_hash = pending[1]
      order by i.specifier like '@stopgap/%', i.specifier collate "C"
    loop
      if import.target is not null then
        pending := pending || import.target;
        continue;
      end if;
      continue when closure ? import.specifier;
      if import.specifier like '@stopgap/%' then
        pointer := plts.sibling(import.specifier) -> 'pointer';
        import.target := pointer ->> 'artifact_hash';
        packages := coalesce(pointer -> 'import_map', '{}') || packages;
      else
        import.target := coalesce(
          packages ->> import.specifier,
          (select m.artifact_hash from plts.import_map m where m.specifier = import.specifier));
      end if;
      closure := closure || jsonb_build_object(import.specifier, import.target);
      pending := pending || import.target;
    end loop;
    pending := array(
      select p.hash
      from unnest(pending[2:]) with ordinality as p (hash, place)
      where p.hash is not null and p.hash <> all (visited)
      order by p.place
    );
  end loop;
  return closure;
end
$$;
