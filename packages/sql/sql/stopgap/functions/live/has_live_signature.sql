-- Whether a function that takes one jsonb is declared as live ones are: what create or replace could not change.
create or replace function stopgap.has_live_signature(p pg_proc)
returns boolean
language sql stable
as $$
  select p.prokind = 'f'
    and p.prorettype = 'jsonb'::regtype
    and not p.proretset
    and p.pronargdefaults = 0
    and p.provariadic = 0
    and p.proargmodes is null
    and p.proargnames = array['args']
$$;
