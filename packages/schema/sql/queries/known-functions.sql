-- The functions that were deployed, and which of them are still there.
select k.id, k.function_name as name, k.signature, k.body_checksum as checksum, k.source_file as file,
  p.oid::text as oid, p.oid::regprocedure::text as identity
from public._stonescriptdb_gateway_functions as k
cross join lateral (
  select coalesce(string_agg(coalesce(to_regtype(t.name)::oid, 0)::text, ' ' order by t.position), '') as types
  from unnest(k.param_types) with ordinality as t (name, position)
) as arguments
cross join lateral (select parse_ident(k.function_name) as parts) as spelled
left join pg_catalog.pg_proc as p
  on p.proname = spelled.parts[cardinality(spelled.parts)]
  and p.proargtypes::text = arguments.types
  and p.pronamespace = (
    select n.oid from pg_catalog.pg_namespace as n
    where n.nspname = case cardinality(spelled.parts) when 1 then 'public' else spelled.parts[1] end
  )
order by k.id
