import type { Client } from "pg";

/** The system catalogs whose rows are objects of a database. */
const objectCatalogs = [
  "pg_namespace",
  "pg_class",
  "pg_proc",
  "pg_type",
  "pg_language",
  "pg_constraint",
  "pg_trigger",
  "pg_event_trigger",
  "pg_rewrite",
  "pg_policy",
  "pg_operator",
  "pg_cast",
  "pg_collation",
  "pg_default_acl",
  "pg_extension",
  "pg_publication",
  "pg_statistic_ext",
] as const;

/** Everything that there is in a database beyond what PostgreSQL itself brings, and who may do what with it. */
export async function catalog(client: Client): Promise<readonly string[]> {
  const objects = objectCatalogs
    .map(
      (name) => `
        select i.type || ' ' || i.identity
        from ${name} o, pg_identify_object('${name}'::regclass, o.oid, 0) i
        where coalesce(i.schema, '') !~ '^pg_(toast|temp)' and i.identity !~ '^pg_toast'`,
    )
    .join("\n        union all");
  const { rows } = await client.query<{ what: string }>(
    `select * from (
      ${objects}
      union all
      select format('database right %s %s', coalesce(r.rolname, 'public'), a.privilege_type)
      from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a left join pg_roles r on r.oid = a.grantee
      where d.datname = current_database() and a.grantee <> d.datdba
      union all
      select format('right to language %s %s', l.lanname, coalesce(r.rolname, 'public'))
      from pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a left join pg_roles r on r.oid = a.grantee
      where a.grantee <> l.lanowner
      union all
      select 'settings ' || s.setconfig::text
      from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
      where d.datname = current_database()
      union all
      select 'hook of a role ' || s.classid::regclass
      from pg_shdepend s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and s.classid <> 'pg_database'::regclass
        and s.refobjid in (select r.oid from pg_roles r where r.rolname in ('stopgap_owner', 'stopgap_deployer', 'stopgap_author', 'app_user'))
    ) as found (what) order by what`,
  );
  return rows.map(({ what }) => what);
}

/** How the objects of the schemas are made, and who owns and may use them. */
export async function definitions(client: Client): Promise<readonly string[]> {
  const schemas = "('plts', 'stopgap', 'stopgap_version', 'stopgap_definer')";
  const { rows } = await client.query<{ what: string }>(
    `select * from (
      select format('%s %s %s', case p.prokind when 'a' then 'aggregate ' || p.oid::regprocedure else pg_get_functiondef(p.oid) end,
        p.proowner::regrole, coalesce(p.proacl, acldefault('f', p.proowner)))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ${schemas}
      union all
      select format('%s %s %s %s', c.oid::regclass, c.relkind, c.relowner::regrole,
        coalesce(c.relacl, acldefault((case c.relkind when 'S' then 's' else 'r' end)::"char", c.relowner)))
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ${schemas} and c.relkind <> 't' and c.relname !~ '^pg_toast'
      union all
      select format('%s.%s %s %s %s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid))
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where n.nspname in ${schemas} and a.attnum > 0 and not a.attisdropped
      union all
      select format('%s %s %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace
      where n.nspname in ${schemas}
      union all
      select pg_get_triggerdef(t.oid)
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ${schemas} and not t.tgisinternal
      union all
      select format('schema %s %s %s', n.nspname, n.nspowner::regrole, coalesce(n.nspacl, acldefault('n', n.nspowner)))
      from pg_namespace n where n.nspname in ${schemas}
      union all
      select format('language %s %s %s', l.lanname, l.lanowner::regrole, l.lanacl)
      from pg_language l where l.lanname = 'plts'
      union all
      select format('%s %s', m.path, 'migration') from plts.migration m
      union all
      select format('%s %s', h.name, h.function_name) from plts.hook h
      union all
      select format('%s %s', a.name, a.digest) from plts.asset a
      union all
      select format('%s %s %s %s', i.version, i.engine, i.mode, i.roles) from plts.installation i
      union all
      select format('%s', e.evtname) from pg_event_trigger e
    ) as found (what) order by what`,
  );
  return rows.map(({ what }) => what);
}
