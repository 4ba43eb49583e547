-- Refuses modules that are imported too many times in a row: where that has no end, it names the circle.
create or replace function stopgap.check_depth(deep_hashes text[])
returns void
language plpgsql
as $$
declare
  circle text[];
begin
  if cardinality(deep_hashes) = 0 then
    return;
  end if;
  with recursive reached (importer, artifact_hash) as (
    select m.artifact_hash, i.artifact_hash
    from (select distinct d.artifact_hash from stopgap.imported_modules(deep_hashes) d) m
    join plts.artifact a using (artifact_hash)
    cross join lateral jsonb_each_text(a.imports) as i (specifier, artifact_hash)
    union
    select r.importer, i.artifact_hash
    from reached r
    join plts.artifact a using (artifact_hash)
    cross join lateral jsonb_each_text(a.imports) as i (specifier, artifact_hash)
  )
  select array_agg(r.importer order by r.importer collate "C") into circle from reached r where r.importer = r.artifact_hash;
  perform stopgap.refuse_bundle('invalid_parameter_value', case
    when circle is not null then format('these artifacts import each other: %s', array_to_string(circle, ', '))
    else format('more than %s modules import one another in a row, down to artifact %s',
      stopgap.deepest_import(), deep_hashes[1])
  end);
end
$$;
