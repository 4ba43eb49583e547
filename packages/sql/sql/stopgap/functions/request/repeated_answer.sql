-- The answer of a request that has been here before; null for a new one. It waits until the earlier one has ended, and keeps a
-- later one waiting.
create or replace function stopgap.repeated_answer(operation text)
returns jsonb
language plpgsql
as $$
declare
  asked uuid := stopgap.request_id();
  made stopgap.deployment;
begin
  if asked is null then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('stopgap.request_id ' || asked, 0));
  select d.* into made from stopgap.deployment d where d.request_id = asked;
  if made.id is null then
    return (select to_jsonb(l.to_deployment_id) from stopgap.activation_log l where l.request_id = asked);
  elsif operation not in ('try_deploy', 'deploy_bundle') then
    return to_jsonb(made.id);
  elsif made.status = 'failed' then
    return stopgap.failure_answer(made.id, made.manifest -> 'error');
  end if;
  return stopgap.deploy_answer(made.id);
end
$$;
