alter table plts.artifact add column imports jsonb not null default '{}' check (jsonb_typeof(imports) = 'object');
comment on column plts.artifact.imports is
  'What the source imports: the hash that a specifier leads to, or null where the import map of the function that runs says it';

alter table plts.import_map
  add column declarations_digest text not null generated always as (md5(declarations::text)) stored;
