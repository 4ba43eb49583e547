alter table stopgap.fn_version
  alter column live_fn_schema drop not null,
  alter column live_fn_name drop not null,
  add column roles name[] check (roles <> '{}'),
  drop constraint fn_version_kind_check,
  add constraint fn_version_kind_check check (kind in ('query', 'mutation', 'internalQuery', 'internalMutation')),
  add constraint fn_version_is_live_check check (
    (live_fn_name is not null) = (kind in ('query', 'mutation'))
    and (live_fn_schema is not null) = (kind in ('query', 'mutation'))
  );
create index fn_version_roles on stopgap.fn_version (live_fn_schema, live_fn_name) where roles is not null;
comment on column stopgap.fn_version.live_fn_name is
  'The name of the live function; null for an internal function, which has none';
comment on column stopgap.fn_version.roles is
  'The only roles that may call the live function; null where the handler does not name them';
