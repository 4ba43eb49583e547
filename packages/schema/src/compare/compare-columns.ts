import type { CatalogColumn, CatalogTable } from "../catalog/catalog.js";
import { tableDifference } from "./difference.js";
import type { Difference } from "./difference.js";
import { columnDefault, columnDefinition, identityClause } from "./column-definition.js";
import { classifyTypeChange } from "./types/classify-type-change.js";
import { formatTypeName, readTypeName } from "./types/type-name.js";

/** How the columns of a table differ from what is declared: dropped ones, then new ones, then changed ones. */
export function compareColumns(
  current: CatalogTable,
  declared: CatalogTable,
): readonly Difference[] {
  const before = new Map(current.columns.map((column) => [column.name, column]));
  const after = new Map(declared.columns.map((column) => [column.name, column]));
  const isPart = declared.partitionBound !== null;
  return [
    ...(isPart ? [] : current.columns.filter(({ name }) => !after.has(name))).map((column) =>
      dropColumn(current, column),
    ),
    ...(isPart ? [] : declared.columns.filter(({ name }) => !before.has(name))).map((column) =>
      addColumn(current, column),
    ),
    ...declared.columns.flatMap((column) => {
      const old = before.get(column.name);
      return old ? compareColumn(current, old, column) : [];
    }),
  ];
}

/** Columns that can only be changed by dropping them and adding them again, which takes their constraints and indexes along. */
export function isReplaced(old: CatalogColumn, column: CatalogColumn): boolean {
  if (column.generated !== null && old.generated === null) return true;
  return (
    old.generated !== null &&
    (old.generated !== column.generated
      ? old.generated !== "s" || column.generated !== null
      : old.default !== column.default)
  );
}

function dropColumn(table: CatalogTable, column: CatalogColumn): Difference {
  return tableDifference(
    table,
    {
      type: "DropColumn",
      column: column.name,
      fromType: typeText(column.type),
      compatibility: "dataloss",
      reason: "Dropping column will delete all data in that column",
      altered: column.name,
    },
    [`drop column ${column.identifier}`],
  );
}

function addColumn(table: CatalogTable, column: CatalogColumn): Difference {
  const fills = column.default !== null || column.identity !== null;
  return tableDifference(
    table,
    {
      type: "AddColumn",
      column: column.name,
      toType: typeText(column.type),
      mayRewrite: true,
      ...(column.isNotNull && !fills
        ? {
            compatibility: "dataloss",
            reason: "Adding NOT NULL column without DEFAULT requires data migration",
          }
        : {}),
    },
    [`add column ${columnDefinition(column)}`],
  );
}

function compareColumn(
  table: CatalogTable,
  old: CatalogColumn,
  column: CatalogColumn,
): readonly Difference[] {
  if (isReplaced(old, column)) return [replaceColumn(table, old, column)];
  return [
    ...compareType(table, old, column),
    ...compareDefault(table, old, column),
    ...compareNullable(table, old, column),
  ];
}

function replaceColumn(table: CatalogTable, old: CatalogColumn, column: CatalogColumn): Difference {
  const computes = old.generated !== null && column.generated !== null;
  return tableDifference(
    table,
    {
      type: "ModifyColumnDefault",
      column: column.name,
      fromType: columnDefault(old),
      toType: columnDefault(column),
      compatibility: computes ? "safe" : "dataloss",
      reason: computes ? null : "Values of the column will be replaced",
      mayRewrite: true,
      altered: column.name,
    },
    [`drop column ${old.identifier}`, `add column ${columnDefinition(column)}`],
  );
}

function compareType(
  table: CatalogTable,
  old: CatalogColumn,
  column: CatalogColumn,
): readonly Difference[] {
  if (old.type === column.type && old.collation === column.collation) return [];
  const { compatibility, reason } = classifyTypeChange(old.type, column.type);
  const collate = column.collation === null ? "" : ` collate ${column.collation}`;
  const alter = `alter column ${column.identifier}`;
  const keepsDefault = old.default === null || old.isSerial || old.generated !== null;
  const casts = column.generated === null ? [`::${column.type}`, ...roundabout(column)] : [""];
  const subcommands = casts.map((cast) => [
    ...(keepsDefault ? [] : [`${alter} drop default`]),
    `${alter} type ${column.type}${collate}${cast === "" ? "" : ` using ${column.identifier}${cast}`}`,
    ...(keepsDefault || column.default === null ? [] : [`${alter} set default ${column.default}`]),
  ]);
  const [first = [], ...alternatives] = subcommands;
  return [
    tableDifference(
      table,
      {
        type: "ModifyColumnType",
        column: column.name,
        fromType: typeText(old.type),
        toType: typeText(column.type),
        compatibility: compatibility === "identical" ? "safe" : compatibility,
        reason,
        mayRewrite: true,
        altered: column.name,
        alternatives,
      },
      first,
    ),
  ];
}

/** For types that PostgreSQL has no cast between: `boolean` has one to `integer` only, and every type has one to and from text. */
function roundabout({ type }: CatalogColumn): readonly string[] {
  return [`::integer::${type}`, `::text::${type}`];
}

function compareNullable(
  table: CatalogTable,
  old: CatalogColumn,
  column: CatalogColumn,
): readonly Difference[] {
  if (old.isNotNull === column.isNotNull) return [];
  // A primary key makes its columns not null, and leaves them so when it goes.
  const fields = { type: "ModifyColumnNullable", column: column.name } as const;
  const alter = `alter column ${column.identifier}`;
  if (!column.isNotNull) {
    return [
      tableDifference(table, { ...fields, fromType: "NOT NULL", toType: "NULLABLE" }, [
        `${alter} drop not null`,
      ]),
    ];
  }
  return [
    tableDifference(
      table,
      {
        ...fields,
        fromType: "NULLABLE",
        toType: "NOT NULL",
        compatibility: "dataloss",
        reason: "May fail if NULL values exist",
        scansRows: true,
      },
      [`${alter} set not null`],
    ),
  ];
}

function compareDefault(
  table: CatalogTable,
  old: CatalogColumn,
  column: CatalogColumn,
): readonly Difference[] {
  const [before, after] = [columnDefault(old), columnDefault(column)];
  // A new type has set the default anew, or has turned it into the new type, as with literals.
  const typeChanges = old.type !== column.type && !old.isSerial && old.identity === null;
  if (before === after) return [];
  if (typeChanges && old.default !== null && column.default !== null && column.identity === null) {
    return [];
  }
  if (column.isSerial) return [becomeSerial(table, before, column)];
  const subcommands = defaultSubcommands(old, column);
  return subcommands.length === 0
    ? []
    : [
        tableDifference(
          table,
          { type: "ModifyColumnDefault", column: column.name, fromType: before, toType: after },
          subcommands,
        ),
      ];
}

/** A column whose values come from a sequence from now on, which begins behind those that are there. */
function becomeSerial(
  table: CatalogTable,
  before: string | null,
  column: CatalogColumn,
): Difference {
  const value = column.default ?? "";
  const [, sequence = ""] = /^nextval\('(.*)'::regclass\)$/.exec(value) ?? [];
  const [own, id] = [table.identifier, column.identifier];
  const change = tableDifference(
    table,
    { type: "ModifyColumnDefault", column: column.name, fromType: before, toType: "serial" },
    [`alter column ${id} set default ${value}`],
  );
  const statements = [
    `create sequence ${sequence} as ${column.type} owned by ${own}.${id}`,
    ...change.statements,
    `select setval('${sequence}', coalesce((select max(${id}) from ${own}), 0) + 1, false)`,
  ];
  return { ...change, statements, subcommands: undefined };
}

function defaultSubcommands(old: CatalogColumn, column: CatalogColumn): readonly string[] {
  const alter = `alter column ${column.identifier}`;
  if (old.generated !== null) {
    return [
      `${alter} drop expression`,
      ...(column.default === null ? [] : [`${alter} set default ${column.default}`]),
    ];
  }
  if (old.identity !== null && column.identity !== null) {
    return [`${alter} ${identityChange(old, column)}`];
  }
  if (column.identity !== null) {
    return [
      ...(old.default === null ? [] : [`${alter} drop default`]),
      ...(old.isNotNull ? [] : [`${alter} set not null`]),
      `${alter} add ${identityClause(column)}`,
    ];
  }
  return [
    ...(old.identity === null ? [] : [`${alter} drop identity`]),
    ...(column.default === null
      ? old.default === null
        ? []
        : [`${alter} drop default`]
      : [`${alter} set default ${column.default}`]),
  ];
}

function identityChange(old: CatalogColumn, column: CatalogColumn): string {
  const wanted = column.sequenceOptions ?? {};
  const found = old.sequenceOptions ?? {};
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  const changes = names
    .filter((name) => found[name] !== wanted[name])
    .map((name) => `set ${sequenceOption(name, wanted[name])}`);
  return [
    ...(old.identity === column.identity
      ? []
      : [`set generated ${column.identity === "a" ? "always" : "by default"}`]),
    ...changes,
  ].join(" ");
}

function sequenceOption(name: string, value: number | boolean | undefined): string {
  switch (name) {
    case "cycle":
      return value === true ? "cycle" : "no cycle";
    case "minvalue":
    case "maxvalue":
      return value === undefined ? `no ${name}` : `${name} ${String(value)}`;
    default:
      return `${name} ${String(value ?? 1)}`;
  }
}

/** A type as changes name it. */
export function typeText(type: string): string {
  return formatTypeName(readTypeName(type));
}
