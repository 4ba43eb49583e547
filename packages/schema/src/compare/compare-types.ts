import type {
  CatalogAttribute,
  CatalogComposite,
  CatalogDomain,
  CatalogEnum,
  CatalogType,
} from "../catalog/catalog.js";
import type { DeclaredType } from "../declared/declared-schema.js";
import type { Difference } from "./difference.js";
import { pairUp } from "./pair-up.js";
import { typeText } from "./compare-columns.js";
import { classifyTypeChange } from "./types/classify-type-change.js";

/** A declared type that the database does not have. */
export function createType(type: DeclaredType): Difference {
  return {
    ...about(type.name),
    type: "CreateType",
    toType: type.kind,
    statements: type.statements.map(({ text }) => text),
  };
}

/** How a type differs from what is declared. */
export function compareType(current: CatalogType, declared: CatalogType): readonly Difference[] {
  if (current.kind === "enum" && declared.kind === "enum") return compareEnum(current, declared);
  if (current.kind === "composite" && declared.kind === "composite") {
    return compareComposite(current, declared);
  }
  if (current.kind === "domain" && declared.kind === "domain") {
    return compareDomain(current, declared);
  }
  if (current.kind === "range" && declared.kind === "range") {
    return current.definition === declared.definition
      ? []
      : [incompatible(current, current.definition, declared.definition)];
  }
  return [incompatible(current, current.kind, declared.kind)];
}

function about({ schema, name }: { readonly schema: string; readonly name: string }) {
  return {
    type: "ModifyType",
    table: { schema, name },
    column: null,
    fromType: null,
    toType: null,
    compatibility: "safe",
    reason: null,
    statements: [],
  } as const;
}

function incompatible(type: CatalogType, fromType: string, toType: string): Difference {
  return {
    ...about(type),
    fromType,
    toType,
    compatibility: "incompatible",
    reason: "PostgreSQL cannot change a type in this way: a migration has to",
  };
}

function compareEnum(current: CatalogEnum, declared: CatalogEnum): readonly Difference[] {
  const wanted = declared.labels;
  const kept = wanted.filter((label) => current.labels.includes(label));
  if (kept.join("\n") !== current.labels.join("\n")) {
    const list = (labels: readonly string[]) => labels.map(literal).join(", ");
    return [
      {
        ...incompatible(current, list(current.labels), list(wanted)),
        reason: current.labels.every((label) => wanted.includes(label))
          ? "Values of an enum cannot change places"
          : "Values of an enum cannot be removed",
      },
    ];
  }
  // Each value is put behind the one before it, which is there by then.
  return wanted.flatMap((label, at): readonly Difference[] => {
    if (current.labels.includes(label)) return [];
    const previous = wanted[at - 1];
    const place =
      previous === undefined
        ? current.labels[0] === undefined
          ? ""
          : ` before ${literal(current.labels[0])}`
        : ` after ${literal(previous)}`;
    return [
      {
        ...about(current),
        type: "AddEnumValue",
        column: label,
        statements: [`alter type ${current.identifier} add value ${literal(label)}${place}`],
      },
    ];
  });
}

function compareComposite(
  current: CatalogComposite,
  declared: CatalogComposite,
): readonly Difference[] {
  const before = new Map(current.attributes.map((attribute) => [attribute.name, attribute]));
  const after = new Set(declared.attributes.map(({ name }) => name));
  const removed = current.attributes.filter(({ name }) => !after.has(name));
  const added = declared.attributes.filter(({ name }) => !before.has(name));
  const changed = declared.attributes.flatMap((attribute) => {
    const old = before.get(attribute.name);
    return old && definition(old) !== definition(attribute) ? [[old, attribute] as const] : [];
  });
  const order = [...current.attributes.filter(({ name }) => after.has(name)), ...added].map(
    ({ name }) => name,
  );
  const text = (type: CatalogComposite) => type.attributes.map(definition).join(", ");
  const [fromType, toType] = [text(current), text(declared)];
  if (order.join("\n") !== [...after].join("\n")) {
    return [
      {
        ...incompatible(current, fromType, toType),
        reason: "Attributes of a type cannot change places, and new ones come last",
      },
    ];
  }
  if (removed.length + added.length + changed.length === 0) return [];
  const unsafe = [
    ...removed.map(({ name }) => `Dropping attribute ${name} will delete all data in it`),
    ...changed.flatMap(
      ([old, attribute]) => classifyTypeChange(old.type, attribute.type).reason ?? [],
    ),
  ];
  return [
    {
      ...about(current),
      fromType,
      toType,
      ...(unsafe.length === 0 ? {} : { compatibility: "incompatible", reason: unsafe.join("; ") }),
      statements: [
        `alter type ${current.identifier} ${[
          ...removed.map(({ identifier }) => `drop attribute ${identifier}`),
          ...added.map((attribute) => `add attribute ${definition(attribute)}`),
          ...changed.map(
            ([, { identifier, type, collation }]) =>
              `alter attribute ${identifier} type ${type}${collation === null ? "" : ` collate ${collation}`}`,
          ),
        ].join(", ")}`,
      ],
    },
  ];
}

function definition({ identifier, type, collation }: CatalogAttribute): string {
  return `${identifier} ${type}${collation === null ? "" : ` collate ${collation}`}`;
}

function compareDomain(current: CatalogDomain, declared: CatalogDomain): readonly Difference[] {
  if (current.baseType !== declared.baseType || current.collation !== declared.collation) {
    return [incompatible(current, typeText(current.baseType), typeText(declared.baseType))];
  }
  const alter = `alter domain ${current.identifier}`;
  const pairs = pairUp(
    current.constraints,
    declared.constraints,
    (constraint) => constraint.definition,
  );
  const reasons = [
    ...(declared.isNotNull && !current.isNotNull ? ["May fail if NULL values exist"] : []),
    ...(pairs.added.length + pairs.changed.length > 0
      ? ["May fail if existing rows violate it"]
      : []),
  ];
  const statements = [
    ...[...pairs.removed, ...pairs.changed.map(([old]) => old)].map(
      ({ identifier }) => `${alter} drop constraint ${identifier}`,
    ),
    // PostgreSQL 18 begins no savepoint after a dropped constraint unless something else is written first.
    ...(current.default === declared.default && pairs.removed.length + pairs.changed.length === 0
      ? []
      : [
          `${alter} ${declared.default === null ? "drop default" : `set default ${declared.default}`}`,
        ]),
    ...(current.isNotNull === declared.isNotNull
      ? []
      : [`${alter} ${declared.isNotNull ? "set" : "drop"} not null`]),
    ...[...pairs.added, ...pairs.changed.map(([, constraint]) => constraint)].map(
      (constraint) => `${alter} add constraint ${constraint.identifier} ${constraint.definition}`,
    ),
  ];
  if (statements.length === 0) return [];
  return [
    {
      ...about(current),
      fromType: domainText(current),
      toType: domainText(declared),
      ...(reasons.length === 0 ? {} : { compatibility: "dataloss", reason: reasons.join("; ") }),
      statements,
    },
  ];
}

function domainText(domain: CatalogDomain): string {
  return [
    typeText(domain.baseType),
    ...(domain.default === null ? [] : [`default ${domain.default}`]),
    ...(domain.isNotNull ? ["not null"] : []),
    ...domain.constraints.map((constraint) => constraint.definition),
  ].join(" ");
}

function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}
