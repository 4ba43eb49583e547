-- Whether two artifacts differ only by the compiler that made them.
create or replace function stopgap.is_recompiled(artifact_hash text, other_hash text)
returns boolean
language sql stable
as $$
  select exists (
    select
    from plts.artifact a
    join plts.artifact b using (source_ts, compiler_opts)
    where a.artifact_hash = is_recompiled.artifact_hash and b.artifact_hash = other_hash
  )
$$;
