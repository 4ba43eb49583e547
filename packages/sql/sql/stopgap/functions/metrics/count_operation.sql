-- Counts an operation on deployments for stopgap.metrics. code: the SQLSTATE that it failed with, null where it did not.
create or replace function stopgap.count_operation(operation text, code text, started timestamptz)
returns void
language plpgsql
as $$
declare
  counter text := case
    when operation in ('deploy', 'try_deploy', 'deploy_bundle', 'promote') then 'deploy'
    when operation in ('rollback', 'activate') then 'rollback'
    when operation = 'diff' then 'diff'
  end;
begin
  if counter is not null then
    perform plts.plts_count(counter, stopgap.operation_error_class(code), stopgap.elapsed_ms(started))
    from (values (1)) as one_row;
  end if;
end
$$;
