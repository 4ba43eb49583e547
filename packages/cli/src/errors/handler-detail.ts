/**
 * The DETAIL of an error that a handler has raised, for people: the places in TypeScript that it passed. Any other detail
 * is returned as it is.
 */
export function readableDetail(detail: string): string {
  const found = parseObject(detail);
  if (typeof found?.["stage"] !== "string") return detail;
  const { stack, issues, detail: inner } = found;
  return [
    ...(typeof inner === "string" ? [inner] : []),
    ...(Array.isArray(issues) ? issues.map(describeIssue) : []),
    ...(typeof stack === "string" && stack !== "" ? [stack] : []),
  ].join("\n");
}

/** A place in the TypeScript of a live function. */
export interface HandlerPosition {
  readonly schema: string;
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Where a handler has raised the error of this DETAIL; undefined where that is not known. */
export function handlerPosition(detail: string): HandlerPosition | undefined {
  const found = parseObject(detail);
  const { schema, name } = Object(found?.["function"]) as Record<string, unknown>;
  if (typeof schema !== "string" || typeof name !== "string") return undefined;
  const [first = ""] = String(found?.["stack"]).split("\n");
  const [, line, column] = /:(\d+):(\d+)\)$/.exec(first) ?? [];
  return first.includes(`(${schema}.${name}.ts:`) && line !== undefined
    ? { schema, name, line: Number(line), column: Number(column) }
    : undefined;
}

function describeIssue(issue: unknown): string {
  const { path, message } = Object(issue) as {
    readonly path?: unknown;
    readonly message?: unknown;
  };
  return `${String(path)}: ${String(message)}`;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
