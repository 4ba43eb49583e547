import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";

/** What every check may look at: all of it can be seen by any role, whether or not Stopgap is installed. */
export interface Surroundings {
  /** PostgreSQL's `server_version_num`, such as 180004. */
  readonly versionNumber: number;
  readonly database: string;
  /** Who has logged in: its settings are those of the session. */
  readonly login: string;
  /** The role in force. */
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  /** The process of the server that answers. */
  readonly backend: number;
  /** Which libraries the server loads when it starts; null where the role may not see it. */
  readonly preloaded: readonly string[] | null;
  readonly engines: readonly AvailableEngine[];
  /** Null where `plts` is not installed. */
  readonly installation: Installation | null;
  readonly settings: Readonly<Record<string, Setting>>;
}

/** An engine that the server has, as an extension of the database or not. */
export interface AvailableEngine {
  readonly name: string;
  /** Null where the database does not have it. */
  readonly installed: string | null;
  /** What the server would install. */
  readonly available: string;
}

/** What the catalogs tell of an installation, also to those who may not use it. */
export interface Installation {
  readonly mayUse: boolean;
  /** Whether it came by `create extension`. */
  readonly isExtension: boolean;
  readonly hasDeployments: boolean;
  readonly roles: readonly InstalledRole[];
  readonly hasLanguage: boolean;
}

/** A role of an installation. */
export interface InstalledRole {
  readonly purpose: "owner" | "deployer" | "author" | "app";
  readonly name: string;
  readonly canLogin: boolean;
  readonly isSuperuser: boolean;
  /** Whether it may make schemas in this database. */
  readonly mayCreate: boolean;
  /** Whether the current role has its rights. */
  readonly isHeld: boolean;
}

/** A setting of the session. */
export interface Setting {
  /** In its own unit. */
  readonly value: string;
  /** As `show` has it. */
  readonly shown: string;
}

const watchedSettings = [
  ...["statement_timeout", "check_function_bodies", "standard_conforming_strings"],
  ...["track_functions", "jit", "jit_above_cost", "default_transaction_read_only"],
  ...["max_locks_per_transaction", "max_connections", "max_prepared_transactions"],
];

/** Roles by what they are granted: what they are called is the installation's. */
const statement = `
  with routine as (
    select p.*, level, purpose
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    join (values
      ('stopgap', 'activate', 1, 'deployer'), ('plts', 'compile_ts', 2, 'author'), ('plts', 'invoke', 3, 'app')
    ) as known (schema, name, level, purpose) on n.nspname = known.schema and p.proname = known.name
  ), grantee as (
    select distinct on (a.grantee) a.grantee as oid, r.purpose
    from routine r
    cross join lateral pg_catalog.aclexplode(r.proacl) a
    where a.grantee <> 0 and a.grantee <> r.proowner
    order by a.grantee, r.level
  ), installed as (
    select n.nspowner as oid, 'owner' as purpose from pg_catalog.pg_namespace n where n.nspname = 'plts'
    union all
    select oid, purpose from grantee
  )
  select json_build_object(
    'versionNumber', current_setting('server_version_num')::int,
    'database', current_database(),
    'login', session_user,
    'role', current_user,
    'isSuperuser', (select rolsuper from pg_catalog.pg_roles where rolname = current_user),
    'isStandby', pg_catalog.pg_is_in_recovery(),
    'isReadOnly', current_setting('transaction_read_only')::boolean,
    'backend', pg_catalog.pg_backend_pid(),
    'preloaded', (
      select to_json(array_remove(regexp_split_to_array(setting, '[\\s"]*,[\\s"]*'), ''))
      from pg_catalog.pg_settings where name = 'shared_preload_libraries'
    ),
    'engines', (
      select coalesce(json_agg(json_build_object(
        'name', a.name, 'installed', e.extversion, 'available', a.default_version) order by a.name desc), '[]')
      from pg_catalog.pg_available_extensions a
      left join pg_catalog.pg_extension e on e.extname = a.name
      where a.name in ('plv8', 'pljs')
    ),
    'installation', (
      select json_build_object(
        'mayUse', has_schema_privilege(n.oid, 'usage'),
        'isExtension', exists (select from pg_catalog.pg_extension where extname = 'plts'),
        'hasDeployments', exists (select from routine where purpose = 'deployer'),
        'hasLanguage', exists (select from pg_catalog.pg_language where lanname = 'plts'),
        'roles', (
          select coalesce(json_agg(json_build_object(
            'purpose', i.purpose,
            'name', r.rolname,
            'canLogin', r.rolcanlogin,
            'isSuperuser', r.rolsuper,
            'mayCreate', has_database_privilege(r.oid, current_database(), 'create'),
            'isHeld', pg_has_role(r.oid, 'usage')
          ) order by i.purpose, r.rolname), '[]')
          from installed i
          join pg_catalog.pg_roles r on r.oid = i.oid
        )
      )
      from pg_catalog.pg_namespace n
      where n.nspname = 'plts'
    ),
    'settings', (
      select json_object_agg(name, json_build_object('value', setting, 'shown', current_setting(name)))
      from pg_catalog.pg_settings where name = any ($1)
    )
  )::text as answer`;

/** Looks around in a database. */
export function lookAround(client: SqlClient): Promise<Surroundings> {
  return ask(client, statement, [watchedSettings]);
}
