import type { Node } from "@pgsql/types";

import { nameKey } from "../declared/syntax-tree.js";
import type { Catalog, CatalogTable } from "../catalog/catalog.js";
import { compareTable } from "./compare-tables.js";
import { compareType, createType } from "./compare-types.js";
import { createSequences } from "./create-sequences.js";
import { createTables } from "./create-tables.js";
import type { Difference } from "./difference.js";
import { dropTables } from "./drop-tables.js";
import { inOrder } from "./order-differences.js";
import type { DeclaredNames } from "./scratch/declared-names.js";
import { compareComments } from "./comments/compare-comments.js";
import { comparePolicies } from "./parts/compare-policies.js";
import { compareTriggers } from "./parts/compare-triggers.js";
import { declaredPolicies, declaredTriggers } from "./parts/declared-parts.js";
import type { PartSurroundings } from "./parts/part-difference.js";
import { ownerOf } from "./scratch/declared-names.js";
import type { ParsedDeclaration } from "./scratch/parse-declared.js";
import { alteredColumns } from "./views/altered-columns.js";
import { compareViews } from "./views/compare-views.js";

/** How a database differs from what is declared, in an order in which the differences can be undone. */
export function compareCatalogs(
  current: Catalog,
  wanted: Catalog,
  declared: ParsedDeclaration,
  names: DeclaredNames,
): readonly Difference[] {
  const types = new Map(current.types.map((type) => [nameKey(type), type]));
  const wantedTypes = new Map(wanted.types.map((type) => [nameKey(type), type]));
  const tables = new Map(current.tables.map((table) => [nameKey(table), table]));
  const wantedTables = new Map(wanted.tables.map((table) => [nameKey(table), table]));
  const isNew = (table: CatalogTable) => !tables.has(nameKey(table));
  const ofTables: readonly Difference[] = [
    ...declared.types.flatMap((type) => {
      const after = wantedTypes.get(nameKey(type.name));
      const before = types.get(nameKey(type.name));
      if (!after) return [];
      return before ? compareType(before, after) : [createType(type)];
    }),
    ...createSequences(current, wanted, declared),
    // Where no tables are declared, migrations are what says which there are.
    ...(wanted.tables.length === 0
      ? []
      : dropTables(
          current.tables.filter((table) => !wantedTables.has(nameKey(table))),
          wantedTables,
        )),
    ...createTables(wanted.tables.filter(isNew), declared),
    ...wanted.tables.flatMap((table) => {
      const before = tables.get(nameKey(table));
      return before ? compareTable(before, table, names) : [];
    }),
  ];
  const late = new Set(declared.lateStatements.flatMap(({ tree }) => viewKey(tree) ?? []));
  const isInTheWay = alteredColumns(ofTables);
  const ofViews = compareViews(current, wanted, {
    names,
    isInTheWay,
    isLate: (view) => late.has(nameKey(view)),
  });
  const droppedViews = new Set(ofViews.flatMap(({ droppedView }) => droppedView ?? []));
  const relations = new Set([...wanted.tables, ...wanted.views].map(nameKey));
  const ofParts: PartSurroundings = {
    isDeclared: ({ schema, table }) => relations.has(nameKey({ schema, name: table })),
    mustGo: ({ dependsOn }) =>
      isInTheWay(dependsOn) || dependsOn.some(({ oid }) => droppedViews.has(oid)),
  };
  const [findTrigger, findPolicy] = [declaredTriggers(declared), declaredPolicies(declared)];
  const differences = [
    ...ofTables,
    ...ofViews,
    ...compareTriggers(current.triggers, wanted.triggers, findTrigger, ofParts),
    ...comparePolicies(current.policies, wanted.policies, findPolicy, ofParts),
  ];
  const comments = compareComments(current, wanted, {
    names,
    differences,
    isLate: ({ owner: { schema, name: table }, kind, name }) => {
      if (late.has(nameKey({ schema, name: table }))) return true;
      const find = kind === "trigger" ? findTrigger : kind === "policy" ? findPolicy : undefined;
      return find?.({ schema, table, name: name ?? "" })?.isLate === true;
    },
  });
  return inOrder([...differences, ...comments]);
}

function viewKey(tree: Node): string | undefined {
  const isView = "ViewStmt" in tree || "CreateTableAsStmt" in tree;
  const name = isView ? ownerOf(tree) : undefined;
  return name && nameKey(name);
}
