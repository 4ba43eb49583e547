import { deepestImport } from "@stopgap/runtime/abi";
import type { Environment } from "./environment.js";
import type { FunctionName, StoredImport } from "./import-host.js";
import { isSibling } from "./specifier.js";

/** A module on the way from the one that is compiled to one that it needs. */
interface Step {
  readonly key: string;
  readonly label: string;
  readonly rest: Iterator<readonly [string, StoredImport]>;
}

type Reached =
  { readonly fault: string } | { readonly imports: Readonly<Record<string, StoredImport>> };

/**
 * Follows an import through everything behind it.
 *
 * @returns what stands in its way: a module that is not there, a cycle, too long a row; undefined where nothing does
 */
export function importFault(
  specifier: string,
  leadsTo: StoredImport,
  environment: Environment,
): string | undefined {
  const { importer } = environment;
  const start: Step = {
    key: importer ? siblingSpecifier(importer) : "",
    label: importer ? `${importer.schema}.${importer.name}` : "this module",
    rest: [[specifier, leadsTo] as const].values(),
  };
  const way = [start];
  const known = new Set<string>();
  for (let step = way.at(-1); step; step = way.at(-1)) {
    const edge = step.rest.next();
    if (edge.done) {
      way.pop();
      continue;
    }
    const [next, stored] = edge.value;
    const key = isSibling(next) || typeof stored !== "string" ? next : stored;
    const from = way.findIndex((passed) => passed.key === key);
    if (from >= 0) {
      const members = [...way.slice(from).map(({ label }) => label), labelOf(next)];
      return `it is part of an import cycle: ${members.join(" -> ")}`;
    }
    if (known.has(key)) continue;
    known.add(key);
    const reached = reach(next, stored, environment);
    if ("fault" in reached) {
      return way.length === 1 ? reached.fault : `it needs "${shortened(next)}": ${reached.fault}`;
    }
    if (way.length >= deepestImport) {
      return `more than ${String(deepestImport)} modules import one another in a row`;
    }
    way.push({ key, label: labelOf(next), rest: Object.entries(reached.imports).values() });
  }
  return undefined;
}

function reach(specifier: string, stored: StoredImport, environment: Environment): Reached {
  if (stored !== null && typeof stored !== "string") return stored;
  const resolution = stored === null ? environment.resolve(specifier) : { hash: stored };
  if (!resolution) return { fault: unknownPackage(specifier) };
  if ("refusal" in resolution) return { fault: resolution.refusal };
  return (
    environment.module(resolution.hash) ?? { fault: `there is no artifact ${resolution.hash}` }
  );
}

function unknownPackage(specifier: string): string {
  const entry = JSON.stringify({ [specifier]: "plts+artifact:sha256:..." });
  return (
    `no package of that name is in plts.import_map; add it with "stopgap vendor add ${specifier}", ` +
    `or say where it leads in a comment: // plts-import-map: ${entry}`
  );
}

function siblingSpecifier({ schema, name }: FunctionName): string {
  return `@stopgap/${schema}/${name}`;
}

function labelOf(specifier: string): string {
  return isSibling(specifier)
    ? specifier.replace(/^@stopgap\/([^/]+)\//, "$1.")
    : shortened(specifier);
}

const longestLabel = 80;

/** A `data:` URL can be long. */
export function shortened(specifier: string): string {
  return specifier.length > longestLabel ? `${specifier.slice(0, longestLabel)}...` : specifier;
}
