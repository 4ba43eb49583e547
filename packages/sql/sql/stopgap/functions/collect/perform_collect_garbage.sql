-- Removes what nobody can go back to any more. A dry run does it all, and undoes it.
create or replace function stopgap.perform_collect_garbage(keep integer, dry_run boolean)
returns jsonb
language plpgsql
as $$
declare
  answer jsonb;
begin
  if keep is null or keep < 0 then
    raise exception 'stopgap.collect_garbage requires keep >= 0, found %', coalesce(keep::text, 'null')
      using errcode = 'invalid_parameter_value';
  elsif current_setting('transaction_isolation') <> 'read committed' then
    -- It must see what others have committed while it waited for them.
    raise exception 'stopgap.collect_garbage requires a transaction of isolation level read committed'
      using errcode = 'invalid_transaction_state';
  end if;
  -- All environments at once, also those that somebody is just making. Readers go on.
  lock table stopgap.environment in exclusive mode;
  begin
    answer := jsonb_build_object('keep', keep, 'dry_run', dry_run)
      || stopgap.collect_deployments(keep)
      || jsonb_build_object('versions', stopgap.drop_unused_versions(2000))
      || jsonb_build_object('artifacts', stopgap.collect_artifacts());
    if dry_run then
      raise exception using errcode = 'SGDRY';
    end if;
  exception when sqlstate 'SGDRY' then
    null;
  end;
  return answer;
end
$$;
