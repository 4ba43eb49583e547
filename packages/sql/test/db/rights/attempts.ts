import type { Client } from "pg";

/** One thing that a role may try to do with an object. */
export interface Attempt {
  /** The object and what is done, such as `execute stopgap.status(text)`. */
  readonly name: string;
  readonly statement: string;
}

/** The schemas whose objects are tried. */
const schemas = `'{plts,stopgap,stopgap_version,stopgap_definer,live_deployment}'::regnamespace[]`;

/** All that can be tried, read from the catalog, so that what is new is tried too. */
const catalog = `
  select format('execute %s', p.oid::regprocedure) as name,
    -- PostgreSQL does not look at rights where it can tell the result beforehand.
    format('select %s(%s) from (select %s offset 0) as arguments', p.oid::regproc, arguments.names, arguments.nulls) as statement
  from pg_proc p
  cross join lateral (
    select string_agg(format('a%s', place), ', ' order by place) as names,
      string_agg(format('null::%s as a%s', format_type(type, null), place), ', ' order by place) as nulls
    from unnest(p.proargtypes::oid[]) with ordinality as types (type, place)
  ) as arguments
  -- What only PostgreSQL itself can call can be no role's to call.
  where p.pronamespace = any (${schemas})
    and p.prorettype not in ('trigger'::regtype, 'language_handler'::regtype)
  union all
  select format('%s %s', action, c.oid::regclass), format(statement, c.oid::regclass, (
      select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum limit 1))
  from pg_class c
  cross join (values
    ('select', 'select * from %1$s limit 0'),
    ('insert', 'insert into %1$s default values'),
    ('update', 'update %1$s set %2$s = default where false'),
    ('delete', 'delete from %1$s where false'),
    ('truncate', 'truncate %1$s'),
    ('lock', 'lock table %1$s in access exclusive mode')) as actions (action, statement)
  where c.relnamespace = any (${schemas}) and (c.relkind = 'r' or (c.relkind = 'v' and action not in ('truncate', 'lock')))
  union all
  select format('%s %s', action, c.oid::regclass), format(statement, c.oid::regclass)
  from pg_class c
  cross join (values
    ('advance', 'select pg_catalog.nextval(%1$L)'), ('set', 'select pg_catalog.setval(%1$L, 1)'),
    ('read', 'select last_value from %1$s')) as actions (action, statement)
  where c.relnamespace = any (${schemas}) and c.relkind = 'S'
  union all
  select format('use the type %s', t.oid::regtype), format('create temporary table tried (it %s)', t.oid::regtype)
  from pg_type t
  left join pg_class c on c.oid = t.typrelid
  where t.typnamespace = any (${schemas}) and (t.typtype in ('d', 'e', 'r') or c.relkind = 'c')
  union all
  select format('create in the schema %s', s), format('create table %s.tried ()', s) from unnest(${schemas}) s
  union all
  select format('name what is in the schema %s', s), format('select %s.there_is_none()', s) from unnest(${schemas}) s
  union all
  select 'write in the language plts', 'create function pg_temp.tried(args jsonb) returns jsonb language plts as ''export default () => 1'''
  union all
  select 'request', 'insert into stopgap.request (operation, arguments) values (''none'', ''{}'') returning result'
  union all
  select 'request as somebody else',
    'insert into stopgap.request (operation, arguments, requested_as) values (''none'', ''{}'', ''postgres'')'
  union all
  select 'read what was requested', 'select operation, requested_as from stopgap.request'`;

/** Lets everybody try: what is done is undone, and only a refusal of that very object counts as one. */
export async function prepareAttempts(client: Client): Promise<readonly Attempt[]> {
  await client.query(`
    create schema rights;
    grant usage on schema rights to public;
    create function rights.is_refused(statement text) returns boolean language plpgsql as $$
    begin
      execute statement;
      raise sqlstate 'RT000';
    exception when insufficient_privilege then
      return sqlerrm ~ '^permission denied for (schema|language|type|sequence) '
        or sqlerrm ~ ('^permission denied for (function|table|view) ' || coalesce(
          substring(statement from '^select [^( ]+[.]"?([^("]+)"?[(]'), '[a-z_]+') || '$');
    when others then
      return sqlerrm ~ '^cannot (insert into|update|delete from) (view|column)';
    end $$`);
  const { rows } = await client.query<Attempt>(`${catalog} order by name`);
  return rows;
}

/** The names of what the role in force can do. */
export async function allowed(client: Client, attempts: readonly Attempt[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.name from json_to_recordset($1) as a (name text, statement text)
     where not rights.is_refused(a.statement) order by a.name`,
    [JSON.stringify(attempts)],
  );
  return rows.map(({ name }) => name);
}
