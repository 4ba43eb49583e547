import { isBuiltin } from "node:module";
import { readDataUrl } from "../../core/imports/data-url.js";

/** Where an import of a project's module leads. */
export type ImportTarget =
  | { readonly kind: "built-in" }
  /** Another module of the project. */
  | { readonly kind: "module"; readonly key: string }
  /** A file of an npm package, absolute. */
  | { readonly kind: "package"; readonly file: string }
  | { readonly kind: "artifact"; readonly hash: string }
  | { readonly kind: "refused"; readonly reason: string };

/** What a specifier says without a look at any file; undefined where files decide. */
export type SpecifierTarget =
  | Extract<ImportTarget, { readonly kind: "built-in" | "artifact" | "refused" }>
  | { readonly kind: "data"; readonly source: string };

const importable =
  "a project's module can import other modules by their files, npm packages, " +
  `"@stopgap/runtime", "plts+artifact:<hash>" and "data:text/javascript,..."`;

/** Reads a specifier that is no relative path. */
export function readSpecifier(specifier: string): SpecifierTarget | undefined {
  if (specifier === "@stopgap/runtime") return { kind: "built-in" };
  const [, hash] = /^plts\+artifact:\/*(.*)$/s.exec(specifier) ?? [];
  if (hash !== undefined) return artifactTarget(hash);
  if (/^data:/i.test(specifier)) {
    const url = readDataUrl(specifier);
    return url.ok ? { kind: "data", source: url.source } : refused(url.reason);
  }
  if (specifier.startsWith("node:")) return refused(noNode);
  if (specifier === "" || specifier.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(specifier)) {
    return refused(importable);
  }
  return undefined;
}

/** Why the name of a package leads nowhere. */
export function unresolved(specifier: string): ImportTarget {
  if (isBuiltin(specifier)) return refused(noNode);
  if (/^@stopgap\/(?!runtime\/)[^/]+\/[^/]+$/.test(specifier)) {
    return refused(
      "that names a function in SQL; a project's modules import each other by their files",
    );
  }
  if (specifier.startsWith("@stopgap/")) return refused(importable);
  return refused("no package of that name is installed, or it has no code there that could run");
}

function artifactTarget(hash: string): SpecifierTarget {
  if (hash === "") return refused("the artifact's hash is missing");
  return /^sha256:[0-9a-f]{64}$/.test(hash)
    ? { kind: "artifact", hash }
    : refused(`there is no artifact ${hash}`);
}

const noNode = "it is a module of Node, which does not exist in the database";

function refused(reason: string): Extract<ImportTarget, { readonly kind: "refused" }> {
  return { kind: "refused", reason };
}
