import type { DeclaredFunction } from "../declared/declared-schema.js";
import { spell } from "../sql/quote.js";
import type { FoundFunction } from "./found-function.js";
import type { KnownFunction } from "./known-function.js";

/** What is to be done with the functions of a database. */
export interface FunctionDifferences {
  /** Those that are new, or have changed since they were deployed. */
  readonly changed: readonly DeclaredFunction[];
  /** Those that are as they were, but stand in another file. */
  readonly moved: readonly { readonly id: number; readonly file: string }[];
  /** Those that nobody declares any more: the file is gone, or it has other argument types now. */
  readonly obsolete: readonly KnownFunction[];
  /** Those whose row of the tracking table is written anew, or removed. */
  readonly outdated: readonly KnownFunction[];
}

/** Those that are not deployed as they are declared. */
export function changedFunctions(
  declared: readonly DeclaredFunction[],
  known: readonly KnownFunction[],
): readonly DeclaredFunction[] {
  return declared.filter((each) => sameAs(each, known) === undefined);
}

/** @param found - What the database has of the changed ones. */
export function functionDifferences(
  declared: readonly DeclaredFunction[],
  known: readonly KnownFunction[],
  found: ReadonlyMap<DeclaredFunction, FoundFunction>,
): FunctionDifferences {
  const same = new Map(declared.map((each) => [each, sameAs(each, known)]));
  const kept = new Set(same.values());
  const outdated = known.filter((each) => !kept.has(each));
  const replaced = new Set([...found.values()].map(({ oid }) => oid));
  return {
    changed: changedFunctions(declared, known),
    moved: [...same].flatMap(([{ file }, each]) =>
      each === undefined || each.file === file ? [] : [{ id: each.id, file }],
    ),
    obsolete: outdated.filter(({ oid }) => oid !== null && !replaced.has(oid)),
    outdated,
  };
}

/** The checksum is of the signature too, so that no two of a name have the same. */
function sameAs(
  declared: DeclaredFunction,
  known: readonly KnownFunction[],
): KnownFunction | undefined {
  const name = spell(declared.name);
  return known.find(
    (each) => each.name === name && each.checksum === declared.checksum && each.oid !== null,
  );
}
