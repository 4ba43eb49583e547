do $$
declare
  schema name;
begin
  if to_regclass('stopgap.environment') is null then
    return;
  end if;
  for schema in select e.live_schema from stopgap.environment e where e.live_schema is not null loop
    execute format('drop schema if exists %I cascade', schema);
  end loop;
end
$$;
