import type { Client } from "pg";

/**
 * Puts into the schema `evil` a function for every function of PostgreSQL, with the same name and arguments, and an operator
 * for every operator; into the session temporary views and types that are called like every relation and type of Stopgap.
 * Whatever of it is run or read raises an error that begins with `led astray`.
 */
export async function setTraps(client: Client): Promise<void> {
  await client.query(`
    create schema evil;
    grant usage on schema evil to public;
    create function evil.trap(what text) returns text language plpgsql as $$
    begin
      raise exception 'led astray by % as %', what, current_user;
    end $$;
    do $$
    declare
      it record;
    begin
      for it in
        select distinct on (p.proname, arguments) p.proname, arguments, result
        from pg_proc p
        cross join lateral (select
          (select coalesce(string_agg(format_type(t, null), ', ' order by place), '')
           from unnest(p.proargtypes::oid[]) with ordinality as types (t, place)),
          pg_get_function_result(p.oid)) as shape (arguments, result)
        where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and p.provariadic = 0
          and p.proallargtypes is null
          and not exists (
            select from unnest(p.proargtypes::oid[] || p.prorettype) as t join pg_type on pg_type.oid = t
            where typname in ('internal', 'cstring') or (typtype = 'p' and typname not like 'any%' and typname not in ('void', 'record')))
      loop
        begin
          execute format('create function evil.%I(%s) returns %s language plpgsql as $b$begin perform evil.trap(%L); end$b$',
            it.proname, it.arguments, it.result, it.proname);
        exception when invalid_function_definition or feature_not_supported or undefined_object then
          null;
        end;
      end loop;
      for it in
        select o.oprname, o.oprleft::regtype as l, o.oprright::regtype as r, o.oprresult::regtype as result
        from pg_operator o
        where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprleft <> 0 and o.oprright <> 0
          and to_regprocedure(format('evil.operate_%s(%s, %s)', md5(o.oprname), o.oprleft::regtype, o.oprright::regtype)) is null
      loop
        begin
          execute format('create function evil.operate_%s(%s, %s) returns %s language plpgsql as $b$begin perform evil.trap(%L); end$b$',
            md5(it.oprname), it.l, it.r, it.result, it.oprname);
          execute format('create operator evil.%s (function = evil.operate_%s, leftarg = %s, rightarg = %s)',
            it.oprname, md5(it.oprname), it.l, it.r);
        exception when others then
          null;
        end;
      end loop;
    end $$;`);
}

/** The same for what is found by the name of a relation or a type, in the session of whoever is in force. */
export async function setTemporaryTraps(client: Client): Promise<void> {
  await client.query(`
    do $$
    declare
      it record;
    begin
      for it in
        select distinct c.relname from pg_catalog.pg_class c
        where c.relnamespace in ('plts'::regnamespace, 'stopgap'::regnamespace) and c.relkind in ('r', 'v')
          or c.relname in ('pg_proc', 'pg_namespace', 'pg_roles', 'pg_type', 'pg_class', 'pg_language', 'pg_depend')
      loop
        execute pg_catalog.format('create temporary view %I as select evil.trap(%L)', it.relname, it.relname);
      end loop;
      for it in select typname from pg_catalog.pg_type t
        where t.typnamespace = 'stopgap'::regnamespace and t.typtype = 'c'
          and pg_catalog.to_regtype(pg_catalog.format('pg_temp.%I', t.typname)) is null
      loop
        execute pg_catalog.format('create type pg_temp.%I as (trapped integer)', it.typname);
      end loop;
      for it in
        select p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments
        from pg_catalog.pg_proc p
        where p.pronamespace in ('plts'::regnamespace, 'stopgap'::regnamespace) and p.pronargs > 0
          and pg_catalog.pg_get_function_identity_arguments(p.oid) !~ 'OUT|\\ystopgap\\y|\\yplts\\y'
      loop
        execute pg_catalog.format('create function pg_temp.%I(%s) returns pg_catalog.text language sql as $b$select evil.trap(%L)$b$',
          it.proname, it.arguments, it.proname);
      end loop;
    end $$`);
}
