import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { ServerUser } from "./server-user.js";

const execFileAsync = promisify(execFile);

/** Where and as whom a program runs. */
export interface RunOptions {
  readonly cwd?: string;
  /** The user to run as; by default the one that runs this process. */
  readonly user?: ServerUser | undefined;
}

/** Runs a program with a plain environment and English messages, and returns what it printed. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd = "/", user }: RunOptions = {},
): Promise<string> {
  const env = { ...process.env, LC_ALL: "C", LANG: "C" };
  const { stdout } = await execFileAsync(program, args, {
    cwd,
    env,
    maxBuffer: 64 * 1024 * 1024,
    ...user,
  });
  return stdout;
}

/** The last line that a failed program printed to stderr, or the failure itself. */
export function lastWords(error: unknown): string {
  const stderr = (error as { readonly stderr?: string }).stderr?.trim().split("\n").at(-1);
  return stderr ?? (error instanceof Error ? error.message : String(error));
}
