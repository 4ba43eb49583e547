import type { Context } from "./context.js";

/** When PostgreSQL calls a trigger function, and for which table. */
interface TriggerEvent {
  /** The trigger's name. */
  readonly name: string;
  readonly when: "BEFORE" | "AFTER" | "INSTEAD OF";
  /** The table, view or partition, and its schema. */
  readonly table: string;
  readonly schema: string;
  /** What `create trigger` gives to the function. */
  readonly args: readonly string[];
}

/**
 * What a trigger function is called for when the trigger is one for each row. The rows cannot be changed.
 *
 * Before the row is written, the handler returns it as it is to be, null to skip it, or undefined to leave it as it is;
 * columns that it leaves out stay what they are. After that, nothing looks at what the handler returns.
 *
 * @typeParam Row the columns of the table
 */
export type RowTrigger<Row extends object = Record<string, unknown>> = TriggerEvent & {
  readonly level: "ROW";
} & (
    | { readonly op: "INSERT"; readonly new: Readonly<Row>; readonly old: null }
    | { readonly op: "UPDATE"; readonly new: Readonly<Row>; readonly old: Readonly<Row> }
    | { readonly op: "DELETE"; readonly new: null; readonly old: Readonly<Row> }
  );

/** What a trigger function is called for when the trigger is one for each statement. */
export type StatementTrigger = TriggerEvent & {
  readonly level: "STATEMENT";
  readonly op: "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE";
  readonly new: null;
  readonly old: null;
};

/** What a trigger function is called for. */
export type Trigger<Row extends object = Record<string, unknown>> =
  RowTrigger<Row> | StatementTrigger;

/**
 * What the handler of a function for row triggers is given, with the columns of its table.
 *
 * @typeParam Row the columns of the table
 * @example
 * export default ({ trigger }: TriggerContext<{ id: number; email: string }>) =>
 *   trigger.op === "DELETE" ? undefined : { email: trigger.new.email.toLowerCase() };
 */
export interface TriggerContext<Row extends object = Record<string, unknown>> extends Context {
  readonly trigger: RowTrigger<Row>;
}
