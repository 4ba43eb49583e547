import { createHash } from "node:crypto";

import type { SourceFile } from "../source/schema-source.js";

/** SHA-256 over the paths and texts of the modules; null where there are none. */
export function modulesChecksum(modules: readonly SourceFile[]): string | null {
  if (modules.length === 0) return null;
  const hash = createHash("sha256");
  for (const { path, text } of modules) hash.update(JSON.stringify([path, text]));
  return hash.digest("hex");
}
