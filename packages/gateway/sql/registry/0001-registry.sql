create table stopgap_gateway.platform (
  key text primary key check (key ~ '^[a-z0-9_]+$'),
  name text not null unique,
  registered_at timestamptz not null default now(),
  is_registered boolean not null,
  db_user text,
  db_password text,
  token_hash text,
  check ((db_user is null) = (db_password is null))
);
comment on table stopgap_gateway.platform is 'Platforms: whose databases, schemas and tokens these are';
comment on column stopgap_gateway.platform.key is
  'What its databases, its role and its folder are named after: no two platforms have the same';
comment on column stopgap_gateway.platform.db_password is 'Encrypted with a key of STOPGAP_SECRET_KEY';
comment on column stopgap_gateway.platform.token_hash is 'SHA-256 of its token, as hex digits';

create table stopgap_gateway.database (
  name text primary key,
  platform_key text not null references stopgap_gateway.platform,
  tenant_id text,
  schema_name text,
  database_id text,
  server text not null,
  state text not null check (state in ('creating', 'empty', 'ready')),
  created_at timestamptz not null,
  check ((schema_name is null) = (database_id is null)),
  check (schema_name is null or tenant_id is null)
);
comment on table stopgap_gateway.database is 'Databases, and how they are asked for';
comment on column stopgap_gateway.database.server is 'By its name in DB_SERVERS';
comment on column stopgap_gateway.database.state is
  'creating: its name is taken, and whoever makes it is at it or was cut off; empty: without a schema so far';
create index on stopgap_gateway.database (platform_key, database_id);

create table stopgap_gateway.schema_version (
  platform_key text not null references stopgap_gateway.platform,
  name text not null,
  version integer not null check (version > 0),
  checksum text not null,
  has_tables boolean not null,
  has_functions boolean not null,
  has_migrations boolean not null,
  has_seeders boolean not null,
  archive bytea not null,
  stored_at timestamptz not null default now(),
  primary key (platform_key, name, version)
);
comment on table stopgap_gateway.schema_version is 'Every upload of a schema; the last version counts';
-- It is compressed as it comes.
alter table stopgap_gateway.schema_version alter column archive set storage external;

create function stopgap_gateway.tell_change() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    perform pg_notify('stopgap_gateway', to_jsonb(old) ->> tg_argv[0]);
  end if;
  if tg_op <> 'DELETE' then
    perform pg_notify('stopgap_gateway', to_jsonb(new) ->> tg_argv[0]);
  end if;
  return null;
end
$$;
comment on function stopgap_gateway.tell_change is 'Tells all gateways whose platform was changed, so that they forget what they know of it';

create trigger tell_change after insert or update or delete on stopgap_gateway.platform
  for each row execute function stopgap_gateway.tell_change('key');
create trigger tell_change after insert or update or delete on stopgap_gateway.database
  for each row execute function stopgap_gateway.tell_change('platform_key');
