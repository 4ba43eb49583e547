create table plts.import_map (
  specifier text primary key,
  artifact_hash text not null references plts.artifact,
  declarations jsonb not null default '{}' check (jsonb_typeof(declarations) = 'object'),
  package text,
  version text,
  created_at timestamptz not null default now()
);
comment on table plts.import_map is 'Where bare imports lead, such as those of npm packages';
comment on column plts.import_map.declarations is
  'Declaration files by path, relative to each other; the specifier''s own is <specifier>.d.ts. Without it the import is any';
comment on column plts.import_map.package is 'The package that it comes from; entries of one package and version share its declaration files';
