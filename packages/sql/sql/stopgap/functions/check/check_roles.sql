-- Refuses a deployment whose handlers name roles that do not exist; warns of those who could not call anything yet.
create or replace function stopgap.check_roles(deployment_id bigint)
returns void
language plpgsql
as $$
declare
  named record;
begin
  for named in
    select format('%I.%I', v.live_fn_schema, v.live_fn_name) as function, role, r.oid
    from stopgap.fn_version v
    cross join unnest(v.roles) as role
    left join pg_roles r on r.rolname = role
    where v.deployment_id = check_roles.deployment_id and v.live_fn_name is not null
    order by v.live_fn_name, role
  loop
    if named.oid is null then
      raise exception 'stopgap cannot make % live: role % does not exist', named.function, quote_ident(named.role)
        using errcode = 'undefined_object', hint = 'Create the role, or name another one in roles.';
    elsif not pg_has_role(named.oid, :'app', 'usage') then
      perform stopgap.log('warn', format(
        'role %1$I may call %2$s, but nothing of plts: grant %3$I to %1$I', named.role, named.function, :'app'));
    end if;
  end loop;
end
$$;
