import type { ProjectBundle } from "@stopgap/compiler/project";

import { type Module, projectBundle } from "../project-bundle.js";

const runtime = 'import { query } from "@stopgap/runtime";';

/** Everything that `api.whole.read` can see of a version in one call. */
export interface Sighting {
  /** Written into the function itself. */
  readonly own: number;
  /** In a module that it imports. */
  readonly imported: number;
  /** What another function returns, by `ctx.run`. */
  readonly run: number;
  /** What it returns by `call_fn`. */
  readonly called: number;
  /** What its live function returns. */
  readonly live: number;
  readonly deploymentId: number;
}

/** Modules that come and go. */
export const passing: readonly string[] = [0, 1, 2, 3, 4].map(
  (number) => `passing${String(number)}`,
);

/**
 * A project whose functions all tell the version that they are of. `whole.read` and `part.version` are in every version and
 * change in every one; `same.get` is in every one and never changes; two or three of `passing` are in each.
 */
export function versionedProject(version: number): ProjectBundle {
  const module: Module = {
    source: `${runtime} export const get = query(() => ${String(version)});`,
    functions: { get: {} },
  };
  const there = passing.filter(
    (_name, place) => (version + place) % 5 < 2 || version % 3 === place,
  );
  return projectBundle({
    version: { source: `export const version = ${String(version)};` },
    same: { source: `${runtime} export const get = query(() => "same");`, functions: { get: {} } },
    part: {
      source: `${runtime} import { version as number } from "./version";
        export const version = query(() => number);`,
      imports: { "./version": "version" },
      functions: { version: {} },
    },
    whole: {
      source: `${runtime} import { version as imported } from "./version"; import { version } from "./part";
        export const read = query(async (_args, ctx) => {
          const [row] = await ctx.db.query(
            "select stopgap.call_fn('api.part.version') as called, live_deployment.part__version('{}') as live");
          return {
            own: ${String(version)}, imported, run: await ctx.run(version), called: row?.called, live: row?.live,
            deploymentId: ctx.fn.deploymentId,
          };
        });`,
      imports: { "./version": "version", "./part": "part" },
      functions: { read: {} },
    },
    ...Object.fromEntries(there.map((name) => [name, module])),
  });
}
