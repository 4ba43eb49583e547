import { readDataUrl } from "./data-url.js";

/** What an import's text itself says of where it leads. */
export type SpecifierKind =
  | { readonly kind: "built-in" }
  | { readonly kind: "artifact"; readonly hash: string }
  | { readonly kind: "data"; readonly source: string }
  /** A package's name, or another function: its surroundings know. */
  | { readonly kind: "named" }
  | { readonly kind: "refused"; readonly reason: string };

const allowed = [
  `"@stopgap/runtime"`,
  `a package of plts.import_map`,
  `"@stopgap/<schema>/<function>"`,
  `"plts+artifact:<hash>"`,
  `"data:text/javascript,..."`,
];

/** What a module can import, in words. */
export const importable = `a module in the database can import ${allowed.slice(0, -1).join(", ")} and ${allowed.at(-1) ?? ""}`;

/** Reads a specifier. */
export function readSpecifier(specifier: string): SpecifierKind {
  if (specifier === "@stopgap/runtime") return { kind: "built-in" };
  if (/\0|\p{Cs}/u.test(specifier)) return { kind: "refused", reason: importable };
  if (isSibling(specifier) || isBare(specifier)) return { kind: "named" };
  return readTarget(specifier) ?? { kind: "refused", reason: importable };
}

/** Reads what an import map leads to; undefined where it is no target. */
export function readMapTarget(target: string): SpecifierKind | undefined {
  return readTarget(target.startsWith("sha256:") ? `plts+artifact:${target}` : target);
}

/** `@stopgap/<schema>/<function>` */
export function isSibling(specifier: string): boolean {
  return /^@stopgap\/[^/]+\/./.test(specifier) && !/\p{Cc}/u.test(specifier);
}

function isBare(specifier: string): boolean {
  return /^(?!\/|\.{1,2}(?:\/|$)|@stopgap\/)[^:\s\p{Cc}]+$/u.test(specifier);
}

function readTarget(text: string): SpecifierKind | undefined {
  const [, hash] = /^plts\+artifact:\/*(.*)$/s.exec(text) ?? [];
  if (hash === "") return { kind: "refused", reason: "the artifact's hash is missing" };
  if (hash !== undefined) return { kind: "artifact", hash };
  if (!/^data:/i.test(text)) return undefined;
  const url = readDataUrl(text);
  return url.ok ? { kind: "data", source: url.source } : { kind: "refused", reason: url.reason };
}
