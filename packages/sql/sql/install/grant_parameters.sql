-- A live function keeps the settings of the function it was made from, and the owner makes it. Since PostgreSQL 15 a
-- setting that no extension has declared needs this right. It is the cluster's: granted once, and by whom does not matter.
do $$
declare
  parameter text;
begin
  if current_setting('server_version_num')::integer < 150000 then
    return;
  end if;
  foreach parameter in array array[
    'plts.max_runtime_ms', 'plts.max_sql_bytes', 'plts.max_params', 'plts.max_query_rows', 'plts.log_level',
    'plts.isolation', 'stopgap.default_env', 'stopgap.deployment_id', 'stopgap.log_level'] loop
    if not pg_catalog.has_parameter_privilege(:'owner', parameter, 'set') then
      begin
        execute format('grant set on parameter %s to %I', parameter, :'owner');
      exception when internal_error or unique_violation then
        null;
      end;
    end if;
  end loop;
end
$$;
