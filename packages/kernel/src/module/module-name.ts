import { isSibling } from "./program.js";

/** What a module is called in a stack, after the specifier that it was imported by. */
export function moduleName(specifier: string, hash: string): string {
  if (isSibling(specifier)) return `${specifier.slice("@stopgap/".length).replace("/", ".")}.ts`;
  const digits = hash.replace("sha256:", "").slice(0, 12);
  if (/^data:/i.test(specifier)) return `data:${digits}.js`;
  return specifier.startsWith("plts+artifact:") ? `artifact:${digits}.ts` : specifier;
}
