import { once } from "node:events";
import { extname, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { OpenedProject } from "./with-project.js";

/** Editors write a file in several steps, and git many files at once. */
const quietMilliseconds = 30;

const endings: ReadonlySet<string> = new Set([
  ...[".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
]);

const ignoredFolders: ReadonlySet<string> = new Set(["node_modules", "_generated", "dist"]);

/**
 * Runs `round` once, and again whenever files of the project have changed, which the project is told.
 *
 * @param signal - Ends it when it is aborted.
 */
export async function watchProject(
  { root, project }: OpenedProject,
  signal: AbortSignal,
  round: () => Promise<void>,
): Promise<void> {
  const { watch } = await import("chokidar");
  const changed = new Set<string>();
  let wake = (): void => undefined;
  const watcher = watch(root, { ignoreInitial: true, ignored: isIgnored(root) });
  try {
    watcher.on("all", (_event, path) => {
      changed.add(path);
      wake();
    });
    // A change while the first round runs must not be missed.
    await once(watcher, "ready");
    signal.addEventListener("abort", () => {
      wake();
    });
    for (;;) {
      await round();
      if (changed.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      if (signal.aborted) return;
      await quiet(changed);
      project.refresh([...changed]);
      changed.clear();
    }
  } finally {
    await watcher.close();
  }
}

/** Waits until nothing more is added. */
async function quiet(changed: ReadonlySet<string>): Promise<void> {
  for (let seen = -1; changed.size > seen;) {
    seen = changed.size;
    await sleep(quietMilliseconds);
  }
}

function isIgnored(root: string): (path: string, stats?: { isFile(): boolean }) => boolean {
  return (path, stats) =>
    path.slice(root.length).split(sep).some(isIgnoredFolder) ||
    (stats?.isFile() === true && !endings.has(extname(path)));
}

function isIgnoredFolder(name: string): boolean {
  return ignoredFolders.has(name) || (name.startsWith(".") && name !== "." && name !== "..");
}
