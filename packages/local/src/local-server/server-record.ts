import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What is remembered about a local server between two commands. */
export interface ServerRecord {
  readonly port: number;
  readonly password: string;
}

/** The record in the server's folder, or `undefined` when there is no server yet. */
export async function readRecord(folder: string): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordFile(folder), "utf8")) as ServerRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the record. It holds the password, so only its owner may read it. */
export async function writeRecord(folder: string, record: ServerRecord): Promise<void> {
  await writeFile(recordFile(folder), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}

function recordFile(folder: string): string {
  return join(folder, "server.json");
}
