import type { SqlClient } from "@stopgap/sql";

import { ask } from "./database.js";
import { DeployerError } from "./errors.js";
import type { OperationOptions } from "./session/operation-options.js";

/** Which npm packages to add, and from where. */
export interface AddPackagesOptions extends OperationOptions {
  /** The folder whose `node_modules`, or those above it, have them. */
  readonly from: string;
  /** Leave their types out: what is imported is `any`. Default false. */
  readonly withoutTypes?: boolean | undefined;
}

/** An import of an npm package that functions of this database can have. */
export interface AvailablePackage {
  /** What follows `from`: a package, or an entry of it such as `drizzle-orm/pg-core`. */
  readonly specifier: string;
  /** Null for an import that was set without one. */
  readonly package: string | null;
  readonly version: string | null;
  readonly artifact_hash: string;
  /** Of the code that a session loads for it, in bytes. */
  readonly size: number;
  /** Whether there are types; without, it is `any`. */
  readonly typed: boolean;
  /** The functions that import it, directly or not. */
  readonly used_by: readonly string[];
}

/** What was added. */
export interface AddedPackages {
  /** What was asked for, and what shares code with it. */
  readonly added: readonly AvailablePackage[];
  /** What the code may miss when it is used, for people. */
  readonly warnings: readonly string[];
}

const knownArtifacts = `
  select coalesce(json_agg(a.artifact_hash), '[]')::text as answer
  from plts.artifact a
  where a.artifact_hash = any ($1) and not a.is_foreign`;

/** Entries of the same packages, and those that share their code. They are added again, so that all have one copy. */
const related = `
  select coalesce(json_agg(distinct other.specifier), '[]')::text as answer
  from plts.import_map known
  join plts.artifact a on a.artifact_hash = known.artifact_hash
  join plts.import_map other
    on other.package = known.package
    or (a.imports <> '{}' and a.imports = (
      select b.imports from plts.artifact b where b.artifact_hash = other.artifact_hash))
  where known.specifier = any ($1) or known.package = any ($2)`;

/** One statement, so that it is all or nothing without a transaction of the caller. */
const add = `
  select coalesce(json_agg(a.specifier), '[]')::text as answer from plts.add_packages($1) a`;

const list = `
  select coalesce(json_agg(json_build_object(
    'specifier', m.specifier,
    'package', m.package,
    'version', m.version,
    'artifact_hash', m.artifact_hash,
    'size', octet_length(a.compiled_js) + coalesce((
      select sum(octet_length(b.compiled_js))
      from plts.artifact b
      where b.artifact_hash in (select i.value from jsonb_each_text(a.imports) i)), 0),
    'typed', m.declarations <> '{}',
    'used_by', array(select u::text from plts.import_users(m.specifier) u)
  ) order by m.specifier collate "C"), '[]')::text as answer
  from plts.import_map m
  join plts.artifact a on a.artifact_hash = m.artifact_hash
  where $1::text[] is null or m.specifier = any ($1)`;

const remove = `
  select json_agg(plts.remove_import(s))::text as answer from unnest($1::text[]) s`;

/** Bundles packages in Node, and hands them to the database, which compiles them itself. */
export async function addPackages(
  client: SqlClient,
  specifiers: readonly string[],
  { from, withoutTypes = false }: AddPackagesOptions,
): Promise<AddedPackages> {
  // It loads TypeScript and a bundler, which nothing else here needs.
  const { packageName, VendorError, vendorPackages } = await import("@stopgap/compiler/project");
  const others = await ask<readonly string[]>(client, related, [
    specifiers,
    specifiers.map(packageName),
  ]);
  const all = [...new Set([...specifiers, ...others])];
  const groups = await vendorPackages(all, { from, withoutTypes }).catch((error: unknown) => {
    if (!(error instanceof VendorError)) throw error;
    const { message, hint } = error;
    throw new DeployerError("unusable_package", message, { hint }, { cause: error });
  });
  const hashes = groups.map(({ hash }) => hash);
  const known = new Set(await ask<readonly string[]>(client, knownArtifacts, [hashes]));
  const bundles = groups.map(({ code, hash, entries }) => ({
    hash,
    code: known.has(hash) ? null : code,
    entries,
  }));
  const added = await ask<readonly string[]>(client, add, [JSON.stringify(bundles)]);
  return {
    added: await ask<readonly AvailablePackage[]>(client, list, [added]),
    warnings: groups.flatMap(({ warnings }) => warnings),
  };
}

/** What functions can import, by name. */
export function packages(client: SqlClient): Promise<readonly AvailablePackage[]> {
  return ask<readonly AvailablePackage[]>(client, list, [null]);
}

/** Takes imports away; all or none. */
export async function removePackages(
  client: SqlClient,
  specifiers: readonly string[],
): Promise<void> {
  await ask(client, remove, [specifiers]);
}
