/** How a result is to leave. `json`: as one value, whatever it is. */
export type ResultForm = "json" | "value" | "values" | "row" | "rows" | "trigger";

/** What a shell says of its function, where that is more than one jsonb argument and one value. */
export interface CallShape {
  /** The arguments' names, null for one without; undefined where the arguments are a single value. */
  readonly names: readonly (string | null)[] | undefined;
  readonly returns: ResultForm;
  /** The columns of a row; undefined where the result has none. */
  readonly columns: ReadonlySet<string> | undefined;
}

interface ShapeJson {
  readonly names?: readonly (string | null)[];
  readonly returns?: ResultForm;
  /** An object that has the columns as its keys. */
  readonly columns?: object;
}

/** One jsonb argument, and one value as the result. */
export const plainShape: CallShape = { names: undefined, returns: "json", columns: undefined };

/** Reads what a shell says of its function. */
export function parseShape(text: string): CallShape {
  const { names, returns = "json", columns } = JSON.parse(text) as ShapeJson;
  return { names, returns, columns: columns && new Set(Object.keys(columns)) };
}
