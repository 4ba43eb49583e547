-- The step in which an error was raised, by the functions that were running then, the innermost first. An error undoes all
-- that a step could leave behind to be known by.
create or replace function stopgap.failed_step(context text)
returns text
language sql immutable
as $$
  select s.step
  from regexp_matches(context, '(?:stopgap\.|")([a-z_]+)[("]', 'g') with ordinality as frame (words, position)
  join (values
    ('create_environment', 'lock'),
    ('lock_environment', 'lock'),
    ('claim_live_schema', 'store'),
    ('open_deployment', 'store'),
    ('store_versions', 'store'),
    ('ensure_live_schema', 'materialize'),
    ('drop_internal', 'materialize'),
    ('materialize', 'materialize'),
    ('prune_unused', 'prune'),
    ('complete_manifest', 'activate'),
    ('transition', 'activate'),
    ('switch_active', 'activate'),
    -- What these do themselves, or in functions that are not named here, is looking.
    ('perform_deploy', 'check'),
    ('perform_deploy_bundle', 'check')
  ) as s (function, step) on s.function = frame.words[1]
  order by frame.position
  limit 1
$$;
