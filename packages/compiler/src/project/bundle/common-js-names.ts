import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initSync, parse } from "cjs-module-lexer";

/** What an import of a whole CommonJS module has, as Node finds it out: `default`, and the names that its code shows. */
export function commonJsNames(file: string): readonly string[] {
  initSync();
  const names = new Set(["default"]);
  const files = new Set([file]);
  // A set is walked to its end, with what is added on the way.
  for (const each of files) {
    const { exports, reexports } = lexed(each);
    for (const name of exports) names.add(name);
    for (const specifier of reexports) {
      const found = resolved(specifier, each);
      if (found !== undefined) files.add(found);
    }
  }
  names.delete("__esModule");
  return [...names].sort();
}

function lexed(file: string): {
  readonly exports: readonly string[];
  readonly reexports: readonly string[];
} {
  try {
    const { exports, reexports } = parse(readFileSync(file, "utf8"));
    return { exports, reexports };
  } catch {
    return { exports: [], reexports: [] };
  }
}

function resolved(specifier: string, from: string): string | undefined {
  try {
    const found = createRequire(from).resolve(specifier);
    return found.startsWith("/") || /^[A-Za-z]:/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
