create table stopgap.live_grant (
  id bigint generated always as identity primary key,
  live_schema name not null,
  live_name name,
  grantee name not null,
  privilege text not null check (privilege in ('USAGE', 'CREATE', 'EXECUTE')),
  is_grantable boolean not null,
  check ((live_name is null) = (privilege <> 'EXECUTE'))
);
create unique index live_grant_key on stopgap.live_grant (live_schema, coalesce(live_name, ''), grantee, privilege);
comment on table stopgap.live_grant is
  'What other roles than those of Stopgap have been granted on live schemas and live functions, as last seen: to grant it again where one of them has to be made anew';
comment on column stopgap.live_grant.live_name is 'The live function; null for the schema itself';
