-- Refuses a deploy that is not what its plan has shown. The setting stopgap.expected_plan is the plan's fingerprint.
create or replace function stopgap.check_plan(
  environment stopgap.environment,
  candidates stopgap.candidate[],
  prunes boolean
)
returns void
language plpgsql
as $$
declare
  expected text[] := string_to_array(stopgap.setting('expected_plan'), ':');
  actual text[];
begin
  if expected is null then
    return;
  end if;
  actual := string_to_array(stopgap.plan_fingerprint(environment, candidates, prunes), ':');
  if actual <> expected then
    raise exception 'the plan for env % no longer holds: % changed since', environment.env, case
        when actual[1] is distinct from expected[1] then 'the active deployment has'
        when actual[2] is distinct from expected[2] then 'the functions to deploy have'
        when actual[3] is distinct from expected[3] then 'live functions have'
        else 'whether it prunes has'
      end
      using errcode = 'serialization_failure', constraint = 'stopgap_expectation', hint = 'Plan again.';
  end if;
end
$$;
