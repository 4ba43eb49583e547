-- Refuses functions whose code, or something that it imports, is not stored, and modules that a kernel cannot load because
-- they import themselves in a circle, or one another too many times in a row.
create or replace function stopgap.check_stored(candidates stopgap.candidate[])
returns void
language plpgsql
as $$
declare
  hashes text[] := array(select distinct c.artifact_hash from unnest(candidates) c);
  fault text;
begin
  select format('artifact %s of function %s is neither in it nor stored', c.artifact_hash, c.function_path)
  into fault
  from unnest(candidates) c
  where not exists (select from plts.artifact a where a.artifact_hash = c.artifact_hash)
  order by c.function_path
  limit 1;

  if fault is null then
    select case
        when i.artifact_hash is null then format('artifact %s imports "%s", which leads nowhere', a.artifact_hash, i.specifier)
        else format('artifact %s imports "%s", and artifact %s is neither in it nor stored',
          a.artifact_hash, i.specifier, i.artifact_hash)
      end
    into fault
    from (select distinct m.artifact_hash from stopgap.imported_modules(hashes) m) m
    join plts.artifact a using (artifact_hash)
    cross join lateral jsonb_each_text(a.imports) as i (specifier, artifact_hash)
    where not exists (select from plts.artifact b where b.artifact_hash = i.artifact_hash)
    order by a.artifact_hash, i.specifier
    limit 1;
  end if;
  if fault is not null then
    perform stopgap.refuse_bundle('undefined_object', fault);
  end if;

  perform stopgap.check_depth(
    array(select m.artifact_hash from stopgap.imported_modules(hashes) m where m.depth > stopgap.deepest_import()));
end
$$;
