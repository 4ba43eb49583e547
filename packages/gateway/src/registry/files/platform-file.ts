import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

import { GatewayError } from "../../errors/gateway-error.js";

const storedDatabase = z.object({
  database_name: z.string(),
  schema_name: z.string().nullable(),
  database_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  server: z.string(),
  state: z.enum(["creating", "empty", "ready"]),
  created_at: z.iso.datetime(),
});

const storedVersion = z.object({
  version: z.int(),
  checksum: z.string(),
  has_tables: z.boolean(),
  has_functions: z.boolean(),
  has_migrations: z.boolean(),
  has_seeders: z.boolean(),
  stored_at: z.iso.datetime(),
});

const storedSchema = z.object({ name: z.string(), versions: z.array(storedVersion) });

const platformRecord = z.object({
  name: z.string(),
  registered_at: z.iso.datetime(),
  is_registered: z.boolean(),
  schemas: z.array(storedSchema),
  databases: z.record(z.string(), storedDatabase),
  db_user: z.string().nullable(),
  /** Encrypted. */
  db_password: z.string().nullable(),
  token_hash: z.string().nullable(),
});

/** What `platform.json` holds. */
export type PlatformRecord = z.infer<typeof platformRecord>;
export type DatabaseRecord = z.infer<typeof storedDatabase>;
export type VersionRecord = z.infer<typeof storedVersion>;

interface KnownFile {
  readonly stamp: string;
  readonly record: PlatformRecord;
  /** When it was last looked at, in milliseconds of `performance.now`. */
  checkedAt: number;
}

/** How old what calls are answered from may be, in milliseconds: another process may have written the file meanwhile. */
const recentMs = 250;

/** Reads `<folder>/<platform>/platform.json` files, and again only those that were written since. */
export class PlatformFiles {
  readonly #folder: string;
  readonly #known = new Map<string, KnownFile>();
  readonly #underWay = new Map<string, Promise<PlatformRecord | null>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param platform - As its folder is named.
   * @returns The same object for as long as the file is the same; null where there is none.
   * @throws GatewayError `internal_error` for a file that is none of ours.
   */
  async read(platform: string): Promise<PlatformRecord | null> {
    const checkedAt = performance.now();
    const file = this.#fileOf(platform);
    const stamp = await stampOf(file);
    if (stamp === null) {
      this.#known.delete(platform);
      return null;
    }
    const known = this.#known.get(platform);
    if (known?.stamp === stamp) {
      known.checkedAt = checkedAt;
      return known.record;
    }
    const record = parseRecord(file, await readFile(file, "utf8"));
    // Where it was replaced in between, the stamp is the old one's, and the next reader reads again.
    this.#known.set(platform, { stamp, record, checkedAt });
    return record;
  }

  /** What was read a moment ago; undefined where nothing was. For what is asked with every call. */
  recent(platform: string): PlatformRecord | undefined {
    const known = this.#known.get(platform);
    return known && performance.now() - known.checkedAt < recentMs ? known.record : undefined;
  }

  /** As {@link read}, once for as many as ask at a time. What was written since the first of them has asked may be missing. */
  readShared(platform: string): Promise<PlatformRecord | null> {
    const underWay = this.#underWay.get(platform);
    if (underWay) return underWay;
    const reading = this.read(platform).finally(() => this.#underWay.delete(platform));
    this.#underWay.set(platform, reading);
    return reading;
  }

  /** Writes it whole, or not at all. */
  async write(platform: string, record: PlatformRecord): Promise<void> {
    const file = this.#fileOf(platform);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    this.forget(platform);
  }

  /** The next reader looks at the file again. */
  forget(platform: string): void {
    this.#known.delete(platform);
  }

  #fileOf(platform: string): string {
    return join(this.#folder, platform, "platform.json");
  }
}

/** Every write makes a new file, so no two versions have the same. */
async function stampOf(file: string): Promise<string | null> {
  try {
    const { ino, mtimeNs, size } = await stat(file, { bigint: true });
    return [ino, mtimeNs, size].join(" ");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function parseRecord(file: string, text: string): PlatformRecord {
  try {
    return platformRecord.parse(JSON.parse(text));
  } catch (cause) {
    throw new GatewayError("internal_error", `${file} is damaged`, {}, { cause });
  }
}
