import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { withFileLock } from "../../src/cache/file-lock.js";

describe("withFileLock", () => {
  let folder: string;
  let lockFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "stopgap-lock-"));
    lockFile = join(folder, "lock");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("runs one work at a time", async () => {
    const events: string[] = [];
    const work = (name: string) =>
      withFileLock(lockFile, async () => {
        events.push(`${name} begins`);
        await nextTurn();
        events.push(`${name} ends`);
      });
    await Promise.all([work("first"), work("second")]);
    expect(events.map((event) => event.split(" ")[1])).toEqual([
      "begins",
      "ends",
      "begins",
      "ends",
    ]);
  });

  it("takes over the lock of a process that has died", async () => {
    const dead = spawnSync("true").pid;
    await writeFile(lockFile, dead.toString());
    expect(await withFileLock(lockFile, () => Promise.resolve("done"))).toBe("done");
  });

  it("gives the lock back when the work fails", async () => {
    const failing = withFileLock(lockFile, () => Promise.reject(new Error("failed")));
    await expect(failing).rejects.toThrow("failed");
    expect(existsSync(lockFile)).toBe(false);
  });
});
