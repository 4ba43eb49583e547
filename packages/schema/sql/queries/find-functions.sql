-- What PostgreSQL has under the names and argument types of declared functions.
select d.position::int as index, p.oid::text as oid, p.oid::regprocedure::text as identity,
  quote_ident(p.proname) || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' as signature,
  coalesce(pg_catalog.pg_get_function_result(p.oid), 'void') as return_type,
  array(
    select pg_catalog.format_type(a.type, null)
    from unnest(p.proargtypes::oid[]) with ordinality as a (type, position)
    order by a.position
  ) as param_types
from jsonb_array_elements($1::jsonb) with ordinality as d (declared, position)
cross join lateral (
  select coalesce(string_agg(coalesce(found.type, 0)::text, ' ' order by t.position), '') as types
  from jsonb_array_elements_text(d.declared -> 'types') with ordinality as t (name, position)
  cross join lateral (
    select parse_ident(regexp_replace(t.name, '%type$', '', 'i')) as parts
    where t.name ~* '%type$'
    union all
    select null where t.name !~* '%type$'
  ) as spelled
  cross join lateral (
    select case
      when spelled.parts is null then to_regtype(t.name)::oid
      else (
        select a.atttypid
        from pg_catalog.pg_attribute as a
        where a.attname = spelled.parts[cardinality(spelled.parts)] and a.attrelid = to_regclass((
          select string_agg(quote_ident(part), '.' order by position)
          from unnest(trim_array(spelled.parts, 1)) with ordinality as each (part, position)
        ))
      )
    end as type
  ) as found
) as arguments
join pg_catalog.pg_namespace as n on n.nspname = d.declared ->> 'schema'
join pg_catalog.pg_proc as p
  on p.pronamespace = n.oid and p.proname = d.declared ->> 'name' and p.proargtypes::text = arguments.types
order by d.position
