-- The engine that this database has, and what else the functions below are made for.
do $$
declare
  detected record;
  installable text;
begin
  if current_setting('server_version_num')::integer < :'oldest_server'::integer then
    raise exception 'this is PostgreSQL %, plts needs % or later', current_setting('server_version'), :'oldest_server'::integer / 10000
      using errcode = 'feature_not_supported';
  end if;
  select engine.name, engine.oldest, e.extversion as version into detected
  from rows from (json_to_recordset(:'engines') as (name text, oldest integer[])) with ordinality as engine (name, oldest, place)
  join pg_extension e on e.extname = engine.name
  order by engine.place
  limit 1;
  if not found then
    select engine.name into installable
    from rows from (json_to_recordset(:'engines') as (name text, oldest integer[])) with ordinality as engine (name, oldest, place)
    join pg_available_extensions a on a.name = engine.name
    order by engine.place
    limit 1;
    raise exception 'plts needs a JavaScript engine, and this database has neither plv8 nor pljs'
      using errcode = 'undefined_object', hint = format('Run: create extension %s;', coalesce(installable, 'plv8'));
  elsif (string_to_array(detected.version, '.')::integer[])[1:2] < detected.oldest then
    raise exception 'this database has % %, plts needs % or later', detected.name, detected.version, array_to_string(detected.oldest, '.')
      using errcode = 'feature_not_supported', hint = format('Run: alter extension %s update;', detected.name);
  end if;
  perform set_config('plts.install_engine', detected.name, true);
  perform set_config('plts.install_routine_oid', (current_setting('server_version_num')::integer >= :'knows_routine_oid'::integer)::text, true);
  perform set_config('plts.install_role', current_setting('role'), true);
end
$$;
