create table plts.artifact (
  artifact_hash text primary key check (artifact_hash ~ '^sha256:[0-9a-f]{64}$'),
  source_ts text not null,
  compiled_js text not null,
  compiler_opts jsonb not null,
  compiler_fingerprint text not null,
  source_map text,
  diagnostics jsonb not null default '[]',
  abi integer not null,
  entry_kind text,
  is_checked boolean not null,
  is_foreign boolean not null,
  created_at timestamptz not null default now()
);
comment on table plts.artifact is 'Compiled modules, named by the hash of source, options, compiler and output';
comment on column plts.artifact.source_map is 'Source map, version 3; null unless compiled with source_map';
comment on column plts.artifact.diagnostics is 'What the compiler remarked without refusing';
comment on column plts.artifact.abi is 'The version of what the code may refer to';
comment on column plts.artifact.entry_kind is 'What the default export is: query, mutation or handler; null where that is not known';
comment on column plts.artifact.is_checked is 'Whether its types have been checked';
comment on column plts.artifact.is_foreign is 'Whether its code was handed in instead of compiled here';
