import { refusedArgs } from "@stopgap/runtime/handlers";

/** In characters. */
const longest = 1_000;

/**
 * An error's issues, with the value that each is about where they are a wrapper's. Only for those who have asked to see
 * values.
 */
export function withReceived(issues: readonly unknown[], error: unknown): readonly unknown[] {
  const refused = refusedArgs(error);
  if (!refused) return issues;
  return issues.map((issue) => {
    const { path } = Object(issue) as { readonly path?: unknown };
    const value = typeof path === "string" ? valueAt(refused.args, path) : undefined;
    return value === undefined ? issue : { ...(issue as object), received: shortened(value) };
  });
}

/** The value at `$.a[0]["b c"]`; undefined where there is none. */
function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const [, name, index, quoted] of path.matchAll(
    /\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g,
  )) {
    const key = name ?? index ?? String(JSON.parse(quoted ?? '""'));
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Integers that a number cannot hold as text; what is long as the beginning of its JSON. */
function shortened(value: unknown): unknown {
  try {
    return copied(value);
  } catch {
    // Nested deeper than an engine can write.
    return "a value that cannot be shown";
  }
}

function copied(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "bigint" ? String(member) : member,
  );
  return text.length > longest
    ? `${text.slice(0, longest)}... (${String(text.length)} characters)`
    : JSON.parse(text);
}
