import type { Verification } from "../apply/schema-result.js";
import type { ChangeType, SchemaChange } from "../compare/schema-change.js";
import type { DeclaredSchema, QualifiedName } from "../declared/declared-schema.js";
import type { CheckedSeeds } from "../seeds/check-seeds.js";
import type { Session } from "../session.js";
import { spell } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import { errorLog } from "./error-log.js";

/**
 * Looks whether everything declared is there.
 *
 * @param changes - What differs between the declared tables and types and the catalog.
 * @param seeds - What was found of the seeds.
 */
export async function verifyDatabase(
  session: Session,
  declared: DeclaredSchema,
  changes: readonly SchemaChange[],
  seeds: readonly CheckedSeeds[],
): Promise<Verification> {
  const missingExtensions = await findMissingExtensions(session, declared);
  const missingTypes = await findMissing(session, "types", declared.types);
  const missingTables = await findMissing(session, "tables", declared.tables);
  const missingSeeds = seeds.filter(({ expected, found }) => found < expected);
  const mismatches = changes.filter(
    ({ type, compatibility }) => compatibility !== "safe" || mustBeThere.has(type),
  );
  const log = errorLog({
    ...{ missingExtensions, missingTypes, missingTables, mismatches, missingSeeds },
  });
  return {
    passed: log === null,
    extensionsVerified: declared.extensions.length - missingExtensions.length,
    typesVerified: declared.types.length - missingTypes.length,
    tablesVerified: declared.tables.length - missingTables.length,
    seedersVerified: seeds.filter(({ expected, found }) => expected > 0 && found === expected)
      .length,
    errorLog: log,
  };
}

/** Safe to make, and yet nobody can do without them: what reads a view fails where it is missing, and so on. */
const mustBeThere: ReadonlySet<ChangeType> = new Set<ChangeType>([
  ...(["CreateView", "ModifyView", "CreateTrigger", "ModifyTrigger"] as const),
  ...(["CreatePolicy", "ModifyPolicy", "EnableRowSecurity", "ForceRowSecurity"] as const),
]);

async function findMissingExtensions(
  session: Session,
  { extensions }: DeclaredSchema,
): Promise<readonly string[]> {
  if (extensions.length === 0) return [];
  const { rows } = await session.query(sqlText("queries/installed-extensions.sql"));
  const installed = new Set(rows.map(({ name }) => name));
  return extensions.map(({ name }) => name).filter((name) => !installed.has(name));
}

async function findMissing(
  session: Session,
  kind: "types" | "tables",
  declared: readonly { readonly name: QualifiedName }[],
): Promise<readonly string[]> {
  if (declared.length === 0) return [];
  const { rows } = await session.query(sqlText(`queries/missing-${kind}.sql`), [
    declared.map(({ name }) => name.schema),
    declared.map(({ name }) => name.name),
  ]);
  return rows.flatMap(({ index }) => {
    const missing = declared[Number(index) - 1];
    return missing === undefined ? [] : [spell(missing.name)];
  });
}
