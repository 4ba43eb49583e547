import { type Finding, fine } from "./finding.js";
import type { AvailableEngine, Surroundings } from "./surroundings.js";

/** The oldest versions that Stopgap runs on. */
const oldest = new Map<string, readonly [major: number, minor: number]>([
  ["plv8", [3, 1]],
  ["pljs", [1, 0]],
]);

type Seen = Pick<Surroundings, "engines" | "installation" | "preloaded">;

/** The JavaScript engine: whether there is one, in which version, and how it is loaded. */
export function checkEngine(seen: Seen): readonly Finding[] {
  const engine = seen.engines.find(({ installed }) => installed !== null);
  if (engine?.installed == null) return [missingEngine(seen)];
  return [checkVersion(engine, engine.installed, seen), checkPreload(engine.name, seen)];
}

function missingEngine({ engines: [first] }: Seen): Finding {
  const problem = { check: "engine", env: null, status: "problem" } as const;
  return first === undefined
    ? {
        ...problem,
        found: "the server has no JavaScript engine",
        remedy: "Install plv8 for this PostgreSQL, or use a managed server that offers it.",
      }
    : {
        ...problem,
        found: `the database has no JavaScript engine; the server has ${first.name} ${first.available}`,
        remedy: `create extension ${first.name};`,
      };
}

function checkVersion(
  { name, available }: AvailableEngine,
  version: string,
  { installation }: Seen,
): Finding {
  if (isOlder(version, oldest.get(name) ?? [0, 0])) {
    return {
      check: "engine",
      env: null,
      status: "problem",
      found: `${name} ${version} is too old; the server has ${available}`,
      remedy: `alter extension ${name} update;`,
    };
  }
  if (installation === null) return fine("engine", `${name} ${version}`);
  const mode = installation.hasLanguage ? "language plts" : "without language plts";
  return fine("engine", `${name} ${version}, ${mode}`);
}

/** Loaded on first use, pljs replaces the handlers that cancel plain SQL; plv8 can keep a server from starting. */
function checkPreload(name: string, { preloaded }: Seen): Finding {
  const check = { check: "preload", env: null } as const;
  if (preloaded === null) return fine("preload", "not visible to this role");
  const isPreloaded = preloaded.includes(name);
  const others = preloaded.filter((each) => each !== name);
  if (name === "pljs" && !isPreloaded) {
    return {
      ...check,
      status: "problem",
      found:
        "pljs is not loaded at the start of the server: nothing can be cancelled once it is used",
      remedy: `alter system set shared_preload_libraries = ${quoted([...others, name])}; -- and restart the server`,
    };
  }
  if (name === "plv8" && isPreloaded) {
    return {
      ...check,
      status: "warning",
      found: "plv8 is loaded at the start of the server, which some builds of it do not survive",
      remedy: `alter system set shared_preload_libraries = ${quoted(others)}; -- and restart the server`,
    };
  }
  return fine(
    "preload",
    isPreloaded ? `${name} is loaded at the start` : `${name} is loaded on use`,
  );
}

function quoted(libraries: readonly string[]): string {
  if (libraries.length === 0) return "''";
  return libraries.map((library) => `'${library.replaceAll("'", "''")}'`).join(", ");
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map(Number);
  return actualMajor < major || (actualMajor === major && actualMinor < minor);
}
