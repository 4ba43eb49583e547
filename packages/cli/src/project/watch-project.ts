import { extname, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { watch } from "chokidar";

import type { OpenedProject } from "./with-project.js";

/** Editors write a file in several steps, and git many files at once. */
const quietMilliseconds = 30;

const endings: ReadonlySet<string> = new Set([
  ...[".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
]);

const ignoredFolders: ReadonlySet<string> = new Set(["node_modules", "_generated", "dist"]);

/**
 * The files of a project that change, in batches, from now on.
 *
 * @param signal - Ends it when it is aborted.
 */
export async function* projectChanges(
  { root }: Pick<OpenedProject, "root">,
  signal: AbortSignal,
): AsyncGenerator<readonly string[], void> {
  const watcher = watch(root, {
    ignoreInitial: true,
    ignored: (path, stats) =>
      path.slice(root.length).split(sep).some(isIgnoredFolder) ||
      (stats?.isFile() === true && !endings.has(extname(path))),
  });
  const changed = new Set<string>();
  let wake = (): void => undefined;
  watcher.on("all", (_event, path) => {
    changed.add(path);
    wake();
  });
  const stop = (): void => {
    wake();
  };
  signal.addEventListener("abort", stop);
  try {
    for (;;) {
      if (changed.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      if (signal.aborted) return;
      let seen;
      do {
        seen = changed.size;
        await sleep(quietMilliseconds);
      } while (changed.size > seen);
      const batch = [...changed];
      changed.clear();
      yield batch;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await watcher.close();
  }
}

function isIgnoredFolder(name: string): boolean {
  return ignoredFolders.has(name) || (name.startsWith(".") && name !== "." && name !== "..");
}
