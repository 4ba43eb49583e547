-- Stored artifacts and all that they import, with how many others import each in a row, itself counted: once for every
-- number that there is, up to one more than a kernel takes.
create or replace function stopgap.imported_modules(artifact_hashes text[])
returns table (artifact_hash text, depth integer)
language sql stable
as $$
  with recursive module (artifact_hash, depth) as (
    select distinct hash, 1 from unnest(artifact_hashes) as hash
    union
    select i.artifact_hash, m.depth + 1
    from module m
    join plts.artifact a using (artifact_hash)
    cross join lateral jsonb_each_text(a.imports) as i (specifier, artifact_hash)
    where m.depth <= stopgap.deepest_import()
  )
  select * from module
$$;
