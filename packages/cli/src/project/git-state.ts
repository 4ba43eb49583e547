import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { GitState } from "@stopgap/deployer";

const run = promisify(execFile);

/** The state of a folder in git; null where there is no git, no repository or no commit. */
export async function gitState(folder: string): Promise<GitState | null> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run("git", ["-C", folder, ...args])).stdout.trim();
  try {
    const commit = await git("rev-parse", "HEAD");
    return { commit, isDirty: (await git("status", "--porcelain", "--", ".")) !== "" };
  } catch {
    return null;
  }
}
