import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { clientPrograms, testServerUrl } from "@stopgap/local/testing";
import pg from "pg";

const execFileAsync = promisify(execFile);

/** PostgreSQL's programs of the version that the server of this test run has, or why there are none. */
export type Programs = { readonly folder: string } | { readonly missing: string };

/** Finds the programs. */
export async function findPrograms(): Promise<Programs> {
  const client = new pg.Client(testServerUrl());
  await client.connect();
  const { rows } = await client.query<{ number: number }>(
    "select current_setting('server_version_num')::int as number",
  );
  await client.end();
  try {
    return { folder: await clientPrograms(Math.floor((rows[0]?.number ?? 0) / 10_000)) };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** Runs a program to its end, and returns what it printed; also what it remarked, which is nothing in a dump that is in order. */
export async function run(
  programs: Programs,
  program: string,
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  if ("missing" in programs) throw new Error(programs.missing);
  return execFileAsync(join(programs.folder, program), args, { maxBuffer: 1 << 28, cwd: "/" });
}
