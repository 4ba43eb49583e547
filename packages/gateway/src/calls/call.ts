import type { JsonText } from "./json-text.js";

interface CallOptions {
  readonly timeoutMs: number;
  /** Undefined: as what is called says of itself. */
  readonly readOnly: boolean | undefined;
  /** By which a mutation that is sent again is known. */
  readonly idempotencyKey: string | undefined;
}

/** Parameters by position, or by name. */
export type Parameters = readonly JsonText[] | ReadonlyMap<string, JsonText>;

/** A call of a function in SQL. */
export interface FunctionCall extends CallOptions {
  readonly kind: "function";
  readonly name: string;
  readonly parameters: Parameters;
}

/** A call of a deployed TypeScript function. */
export interface PathCall extends CallOptions {
  readonly kind: "path";
  readonly path: string;
  readonly args: JsonText;
  /** Null: the active one. */
  readonly deploymentId: string | null;
}

export type Call = FunctionCall | PathCall;

/** What it came to. */
export interface CallAnswer {
  /** JSON text: the rows of a function, the result of a path. */
  readonly text: JsonText;
  readonly rowCount: number;
  /** Whether it is the answer that an earlier call with the same key was given. */
  readonly isRepeated: boolean;
}

/** What a call runs, for messages. */
export function calledName(call: Call): string {
  return call.kind === "function" ? call.name : call.path;
}
