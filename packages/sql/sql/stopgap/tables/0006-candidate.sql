create type stopgap.candidate as (
  fn_name name,
  artifact_hash text,
  export_name text,
  import_map jsonb,
  attributes jsonb
);
comment on type stopgap.candidate is 'A function that can be deployed, whether it lies in a schema or in a deployment';
