create or replace function stopgap.verify(env text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  answer jsonb := stopgap.verification(env);
begin
  -- Whoever may deploy writes down what others have been granted meanwhile, where anything can be written.
  if not current_setting('transaction_read_only')::boolean
    and has_any_column_privilege('stopgap.request', 'insert')
    and stopgap.has_new_grants(env)
  then
    insert into stopgap.request (operation, arguments) values ('remember_grants', jsonb_build_object('env', env));
  end if;
  return answer;
end
$$;
comment on function stopgap.verify(text) is
  'Every live function of the active deployment against what is stored: {is_ok, summary, schema, functions, unexpected, ...}';
