-- Whether two import maps lead to the same code, whichever compiler made it.
create or replace function stopgap.are_same_imports(import_map jsonb, other_map jsonb)
returns boolean
language sql stable
as $$
  select import_map = other_map or not exists (
    select
    from jsonb_each_text(import_map) as a (specifier, artifact_hash)
    full join jsonb_each_text(other_map) as b (specifier, artifact_hash) using (specifier)
    where a.artifact_hash is distinct from b.artifact_hash
      and not stopgap.is_recompiled(a.artifact_hash, b.artifact_hash)
  )
$$;
