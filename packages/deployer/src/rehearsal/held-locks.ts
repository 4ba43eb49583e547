import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";

/** A lock that an operation has taken, and keeps to its end. */
export interface HeldLock {
  /** What is locked, as PostgreSQL describes it: `function live_deployment.f(jsonb)`, `table stopgap.deployment`. */
  readonly object: string;
  /** The mode, such as `AccessExclusiveLock`. */
  readonly mode: string;
}

/** The live functions of an environment by their oids: of one that is dropped, a lock tells nothing else. */
export type FunctionNames = Readonly<Record<string, string>>;

export function liveFunctionNames(client: SqlClient, env: string): Promise<FunctionNames> {
  return ask(
    client,
    `select coalesce(json_object_agg(p.oid, pg_describe_object('pg_proc'::regclass, p.oid, 0)), '{}')::text as answer
     from stopgap.environment e
     join pg_namespace n on n.nspname = e.live_schema
     join pg_proc p on p.pronamespace = n.oid
     where e.env = $1`,
    [env],
  );
}

/** Locks of relations and of other objects, of this session. Those of rows are in no list of PostgreSQL's. */
export function heldLocks(client: SqlClient, names: FunctionNames): Promise<readonly HeldLock[]> {
  return ask(
    client,
    `select coalesce(json_agg(json_build_object('object', object, 'mode', mode) order by object, mode), '[]')::text as answer
     from (
       select distinct l.mode, coalesce(
         pg_describe_object(
           coalesce(l.classid, 'pg_class'::regclass), coalesce(l.relation, l.objid), coalesce(l.objsubid, 0)),
         case when l.classid = 'pg_proc'::regclass then $1::json ->> l.objid::text end) as object
       from pg_locks l
       where l.pid = pg_backend_pid()
         and l.granted
         and l.locktype in ('relation', 'object')
         and l.database in (0, (select d.oid from pg_database d where d.datname = current_database()))
     ) as held
     where object is not null`,
    [JSON.stringify(names)],
  );
}

/** The locks of `after` that are not in `before`. */
export function newLocks(
  before: readonly HeldLock[],
  after: readonly HeldLock[],
): readonly HeldLock[] {
  const known = new Set(before.map(({ object, mode }) => `${mode} ${object}`));
  return after.filter(({ object, mode }) => !known.has(`${mode} ${object}`));
}
