-- The functions of a bundle, in the form that those of a schema have before they are deployed.
create or replace function stopgap.bundle_candidates(bundle jsonb)
returns stopgap.candidate[]
language sql stable
as $$
  select coalesce(array_agg(
    row(
      live_name,
      f.artifact_hash,
      f.export_name,
      -- Where its imports lead is fixed with the artifact.
      '{}',
      stopgap.project_attributes(f.definer),
      null,
      f.function_path,
      f.module_path,
      f.kind,
      (select array_agg(distinct role order by role) from jsonb_array_elements_text(f.roles) as role),
      f.args_schema,
      f.result_schema,
      coalesce(f.idempotent, false) or f.kind in ('query', 'internalQuery')
    )::stopgap.candidate order by live_name, f.function_path collate "C"
  ), '{}')
  from jsonb_to_recordset(bundle -> 'functions') as f (
    function_path text, module_path text, export_name text, kind text, artifact_hash text, roles jsonb, definer text,
    idempotent boolean, args_schema jsonb, result_schema jsonb)
  cross join lateral (select stopgap.live_name(f.function_path)) as names (live_name)
$$;
