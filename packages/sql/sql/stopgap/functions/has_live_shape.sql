-- Whether a function is declared as live functions are: one jsonb argument, returning jsonb. Others stay in their schema.
create or replace function stopgap.has_live_shape(p pg_proc)
returns boolean
language sql stable
as $$
  select p.prokind = 'f'
    and p.pronargs = 1
    and p.proargtypes[0] = 'jsonb'::regtype
    and p.provariadic = 0
    and p.proallargtypes is null
    and p.prorettype = 'jsonb'::regtype
    and not p.proretset
$$;
