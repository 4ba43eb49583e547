import type {
  Catalog,
  CatalogIndex,
  CatalogPolicy,
  CatalogTable,
  CatalogTrigger,
  CatalogType,
  CatalogView,
} from "../../catalog/catalog.js";
import type { QualifiedName } from "../../declared/declared-schema.js";

/** Something that can have a comment. */
export interface CommentedObject {
  /** What it belongs to: its table, view, type or sequence. */
  readonly owner: QualifiedName;
  readonly kind: "whole" | "column" | "constraint" | "index" | "trigger" | "policy";
  /** Of a part its name. */
  readonly name: string | null;
  /** What follows `comment on`. */
  readonly target: string;
  readonly comment: string | null;
}

/** What some schemas consist of, with its comments. Those on functions come with the functions. */
export function commentedObjects(catalog: Catalog): readonly CommentedObject[] {
  return [
    ...catalog.types.flatMap(ofType),
    ...catalog.sequences.map((sequence) => whole("sequence", sequence)),
    ...catalog.tables.flatMap(ofTable),
    ...catalog.views.flatMap(ofView),
    ...catalog.triggers.map((trigger) => ofPart("trigger", trigger)),
    ...catalog.policies.map((policy) => ofPart("policy", policy)),
  ];
}

interface Whole extends QualifiedName {
  readonly identifier: string;
  readonly comment: string | null;
}

interface Part {
  readonly name: string;
  readonly identifier: string;
  readonly comment: string | null;
}

function whole(kind: string, { schema, name, identifier, comment }: Whole): CommentedObject {
  return {
    ...{ owner: { schema, name }, kind: "whole", name: null, comment },
    target: `${kind} ${identifier}`,
  };
}

function column({ schema, name, identifier }: Whole, part: Part): CommentedObject {
  return {
    ...{ owner: { schema, name }, kind: "column", name: part.name, comment: part.comment },
    target: `column ${identifier}.${part.identifier}`,
  };
}

function constraint({ schema, name, identifier }: Whole, part: Part, on: string): CommentedObject {
  return {
    ...{ owner: { schema, name }, kind: "constraint", name: part.name, comment: part.comment },
    target: `constraint ${part.identifier} on ${on}${identifier}`,
  };
}

function index(
  { schema, name, qualifier }: CatalogTable | CatalogView,
  part: CatalogIndex,
): CommentedObject {
  return {
    ...{ owner: { schema, name }, kind: "index", name: part.name, comment: part.comment },
    target: `index ${qualifier}${part.identifier}`,
  };
}

function ofType(type: CatalogType): readonly CommentedObject[] {
  return [
    whole(type.kind === "domain" ? "domain" : "type", type),
    ...(type.kind === "composite" ? type.attributes.map((part) => column(type, part)) : []),
    ...(type.kind === "domain"
      ? type.constraints.map((part) => constraint(type, part, "domain "))
      : []),
  ];
}

function ofTable(table: CatalogTable): readonly CommentedObject[] {
  return [
    whole("table", table),
    ...table.columns.map((part) => column(table, part)),
    ...table.constraints.map((part) => constraint(table, part, "")),
    ...table.indexes.map((part) => index(table, part)),
  ];
}

function ofView(view: CatalogView): readonly CommentedObject[] {
  return [
    whole(view.isMaterialized ? "materialized view" : "view", view),
    ...view.columns.map((part) => column(view, part)),
    ...view.indexes.map((part) => index(view, part)),
  ];
}

function ofPart(
  kind: "trigger" | "policy",
  { schema, table, name, identifier, relation, comment }: CatalogTrigger | CatalogPolicy,
): CommentedObject {
  const target = `${kind} ${identifier} on ${relation}`;
  return { owner: { schema, name: table }, kind, name, target, comment };
}
