-- Writes down what other roles have been granted on what is live in an environment that is locked. What is known of a
-- function or schema that is gone stays, for when it is made again.
create or replace function stopgap.remember_grants(environment stopgap.environment)
returns void
language plpgsql
as $$
begin
  delete from stopgap.live_grant known
  where known.live_schema = environment.live_schema
    and case
      when known.live_name is null then to_regnamespace(quote_ident(known.live_schema)) is not null
      else stopgap.live_function(known.live_schema, known.live_name) is not null
    end
    and (coalesce(known.live_name, ''), known.grantee, known.privilege, known.is_grantable) not in (
      select coalesce(s.live_name, ''), s.grantee, s.privilege, s.is_grantable
      from stopgap.seen_grants(environment) s
    );
  insert into stopgap.live_grant (live_schema, live_name, grantee, privilege, is_grantable)
  select environment.live_schema, s.live_name, s.grantee, s.privilege, s.is_grantable
  from stopgap.seen_grants(environment) s
  where (coalesce(s.live_name, ''), s.grantee, s.privilege) not in (
    select coalesce(known.live_name, ''), known.grantee, known.privilege
    from stopgap.live_grant known
    where known.live_schema = environment.live_schema
  );
end
$$;
