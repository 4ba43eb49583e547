-- The functions of a deployment, in the form that those of a schema have before it.
create or replace function stopgap.deployment_candidates(deployment_id bigint)
returns stopgap.candidate[]
language sql stable
as $$
  select coalesce(array_agg(
    row(v.fn_name, v.artifact_hash, v.export_name, v.import_map, v.attributes)::stopgap.candidate order by v.fn_name
  ), '{}')
  from stopgap.fn_version v
  where v.deployment_id = deployment_candidates.deployment_id
$$;
