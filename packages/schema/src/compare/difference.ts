import type { CatalogTable } from "../catalog/catalog.js";
import type { SchemaChange, TakenLock } from "./schema-change.js";

/** A change before anybody has looked at what it does to rows, locks and functions. */
export interface Difference extends Omit<SchemaChange, "locks" | "hazards" | "before" | "after"> {
  readonly before?: readonly string[] | undefined;
  readonly after?: readonly string[] | undefined;
  /** The table as it is; undefined for a new one, and for types. */
  readonly current?: CatalogTable | undefined;
  /** What the change writes behind `alter table <name>`. */
  readonly subcommands?: readonly string[] | undefined;
  /** Other subcommands, for when the first ones want a cast that PostgreSQL does not have. */
  readonly alternatives?: readonly (readonly string[])[] | undefined;
  /** What PostgreSQL is to be asked: whether rows have to be written anew. */
  readonly mayRewrite?: boolean | undefined;
  /** Whether PostgreSQL reads all rows to see that they are right. */
  readonly scansRows?: boolean | undefined;
  /** Whether an index is built. */
  readonly buildsIndex?: boolean | undefined;
  /** The view that is dropped, and perhaps made anew. */
  readonly droppedView?: number | undefined;
  /** The view, trigger or policy that is in nobody's way, because it is dropped first and made anew. */
  readonly madeAnew?: number | undefined;
  /** What becomes of who sees which rows, where nobody has to accept it. */
  readonly access?: string | undefined;
  /** Columns of a view that are gone, or have another type. */
  readonly lostColumns?: readonly string[] | undefined;
  /** Whether a materialized view is computed. */
  readonly refreshes?: boolean | undefined;
  /** The column whose dependents are in the way. Of a dropped table there is none. */
  readonly altered?: string | undefined;
  /** Tables that are locked although no statement names them. */
  readonly alsoLocked?: readonly TakenLock[] | undefined;
}

/** A difference that only alters its table. */
export function tableDifference(
  current: CatalogTable,
  fields: Pick<Difference, "type" | "column"> & Partial<Difference>,
  subcommands: readonly string[],
): Difference {
  return {
    fromType: null,
    toType: null,
    compatibility: "safe",
    reason: null,
    ...fields,
    table: { schema: current.schema, name: current.name },
    statements:
      subcommands.length === 0
        ? []
        : [`alter table ${current.identifier} ${subcommands.join(", ")}`],
    current,
    subcommands,
  };
}
