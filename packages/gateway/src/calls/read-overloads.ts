import type pg from "pg";

import type { Overloads } from "./signature.js";

/**
 * Functions of a name in the schemas that the search path leads to, without those of PostgreSQL, of extensions and of Stopgap
 * itself. The version names the rows of the catalog: whatever changes, adds or drops one, it is another.
 */
const text = `
select
  array(select p.xmin::text from pg_catalog.pg_proc p where p.proname = $1 order by p.oid)::text as version,
  (select p.oid::pg_catalog.text from pg_catalog.pg_proc p
    where p.oid = pg_catalog.to_regproc($1) and p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace) as only,
  coalesce((
    select pg_catalog.json_agg(pg_catalog.json_build_object(
      'place', s.place,
      'schema', s.name,
      'name', p.proname,
      'parameters', (
        select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
          'name', nullif(inputs.names[a.place], ''),
          'type', pg_catalog.format('%I.%I', tn.nspname, t.typname),
          'label', pg_catalog.format_type(t.oid, null),
          'form', base.form
        ) order by a.place), '[]')
        from pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) with ordinality as a (type, place)
        join pg_catalog.pg_type t on t.oid = a.type
        join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
        join forms base on base.type = t.oid
      ),
      'defaults', p.pronargdefaults,
      'isVariadic', p.provariadic <> 0,
      'elementForm', (select form from forms where type = p.provariadic),
      'isVolatile', p.provolatile = 'v',
      'returns', case
        when p.prorettype = 'pg_catalog.void'::pg_catalog.regtype then 'void'
        when p.prorettype = 'pg_catalog.record'::pg_catalog.regtype
          and not coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) then 'record'
        else 'columns'
      end
    ) order by s.place, p.oid)
    from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality as s (name, place)
    join pg_catalog.pg_namespace n on n.nspname = s.name
    join pg_catalog.pg_proc p on p.pronamespace = n.oid
    join pg_catalog.pg_type r on r.oid = p.prorettype
    cross join lateral (
      select array(
        select a.name
        from rows from (pg_catalog.unnest(p.proargnames), pg_catalog.unnest(p.proargmodes)) with ordinality as a (name, mode, place)
        where coalesce(a.mode, 'i') in ('i', 'b', 'v')
        order by a.place
      ) as names
    ) inputs
    where p.proname = $1
      and p.prokind = 'f'
      and s.name !~ '^(pg_|information_schema$|plts$|stopgap($|_))'
      and r.oid not in (
        'pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype,
        'pg_catalog.internal'::pg_catalog.regtype, 'pg_catalog.language_handler'::pg_catalog.regtype)
      and not exists (
        select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')
  ), '[]') as signatures`;

const forms = `
with recursive wanted as (
  select distinct a.type
  from pg_catalog.pg_proc p
  cross join lateral pg_catalog.unnest(p.proargtypes::pg_catalog.oid[] || p.provariadic) as a (type)
  where p.proname = $1 and a.type <> 0
), bases as (
  select w.type, t.oid, t.typtype, t.typbasetype, t.typname, t.typcategory, t.typnamespace
  from wanted w
  join pg_catalog.pg_type t on t.oid = w.type
  union all
  select b.type, t.oid, t.typtype, t.typbasetype, t.typname, t.typcategory, t.typnamespace
  from bases b
  join pg_catalog.pg_type t on t.oid = b.typbasetype
), forms as (
  select type, case
    when typtype = 'p' then 'pseudo'
    when oid in ('pg_catalog.json'::pg_catalog.regtype, 'pg_catalog.jsonb'::pg_catalog.regtype) then 'json'
    when oid = 'pg_catalog.bytea'::pg_catalog.regtype then 'bytea'
    when typtype = 'c' then 'composite'
    when typcategory = 'A' then 'array'
    when typcategory = 'B' then 'boolean'
    when typcategory = 'N' then 'number'
    when typcategory = 'S' then 'text'
    else 'other'
  end as form
  from bases
  where typtype <> 'd'
)`;

/** Reads what the catalog says of the functions of a name. */
export async function readOverloads(client: pg.ClientBase, name: string): Promise<Overloads> {
  const { rows } = await client.query<Overloads>({ text: forms + text, values: [name] });
  return rows[0] ?? { version: "{}", only: null, signatures: [] };
}
