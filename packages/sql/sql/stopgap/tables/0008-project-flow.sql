-- A function of a project is known by its path: no schema has its source.
alter table stopgap.fn_version
  drop constraint fn_version_pkey,
  alter column fn_schema drop not null,
  add constraint fn_version_source_key unique (deployment_id, fn_schema, fn_name),
  add constraint fn_version_identity_check check (fn_schema is not null or function_path is not null),
  add column args_schema jsonb check (jsonb_typeof(args_schema) in ('object', 'boolean')),
  add column result_schema jsonb check (jsonb_typeof(result_schema) in ('object', 'boolean')),
  add column idempotent boolean not null default false;
update stopgap.fn_version set idempotent = true where kind in ('query', 'internalQuery');
alter table stopgap.fn_version
  add constraint fn_version_idempotent_check check (idempotent or kind not in ('query', 'internalQuery'));
comment on column stopgap.fn_version.fn_schema is 'The schema of its source; null for a function of a project';
comment on column stopgap.fn_version.args_schema is 'What it takes, as JSON Schema; null: anything, or not known';
comment on column stopgap.fn_version.result_schema is 'What it returns, as JSON Schema; null: not known';
comment on column stopgap.fn_version.idempotent is 'Whether calling it again does no harm';

alter table stopgap.deployment
  add column source_root text,
  add column git_commit text check (git_commit <> ''),
  add column is_dirty boolean,
  add column contract_hash text,
  add constraint deployment_git_check check ((git_commit is null) = (is_dirty is null));
comment on column stopgap.deployment.source_root is 'The folder of the project that it was made from';
comment on column stopgap.deployment.git_commit is 'The commit that it was made from';
comment on column stopgap.deployment.is_dirty is 'Whether there were changes beside the commit';
comment on column stopgap.deployment.contract_hash is 'Names what callers can rely on: what generated clients have in them';

alter type stopgap.candidate
  add attribute fn_schema name,
  add attribute function_path text,
  add attribute module_path text,
  add attribute kind text,
  add attribute roles name[],
  add attribute args_schema jsonb,
  add attribute result_schema jsonb,
  add attribute idempotent boolean;
comment on type stopgap.candidate is
  'A function that can be deployed, whether it lies in a schema, in a bundle or in a deployment';

create type stopgap.module as (
  artifact_hash text,
  source_ts text,
  compiler_opts jsonb,
  imports jsonb
);
comment on type stopgap.module is 'What tells artifacts apart, whichever compiler made them';

drop function if exists stopgap.are_same_imports(jsonb, jsonb);
drop function if exists stopgap.is_recompiled(text, text);
drop function if exists stopgap.change_summary(stopgap.candidate[], stopgap.candidate[]);
drop function if exists stopgap.changes(stopgap.candidate[], stopgap.candidate[]);
drop function if exists stopgap.check_definers(name, text, stopgap.candidate[]);
drop function if exists stopgap.complete_manifest(bigint, bigint);
drop function if exists stopgap.handler_attributes(text);
drop function if exists stopgap.open_deployment(name, text, text, text, name);
drop function if exists stopgap.perform_record_failure(name, text, text, text, jsonb);
drop function if exists stopgap.perform_try_deploy(name, text, text, text);
drop function if exists stopgap.store_versions(bigint, name, name, stopgap.candidate[]);
