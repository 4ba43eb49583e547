import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestDatabase } from "@stopgap/local/testing";
import { startPostgres } from "@stopgap/local";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { install } from "../../../src/index.js";
import { definitions } from "../catalog.js";
import {
  type ExtensionFiles,
  noExtensionFolder,
  packForServer,
} from "../extension/extension-files.js";
import { Session } from "../stopgap/session.js";
import { expectRuns } from "./expect-runs.js";
import { emptyDatabase, fill, type Filled, functions, rowCounts } from "./filled-database.js";
import { findPrograms, run } from "./programs.js";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const programs = await findPrograms();
const missing = "missing" in programs ? programs.missing : undefined;
const left = missing === undefined ? "" : ` (left out: ${missing})`;

/** A second server, to restore into: this test starts one, or somebody has named it. */
const namedServer = process.env["STOPGAP_TEST_SECOND_DATABASE_URL"];
const hasSecondServer =
  process.env["STOPGAP_TEST_SOURCE"] === "embedded" || namedServer !== undefined;

describe.skipIf(missing !== undefined).each(["installed", "extension"] as const)(
  `a dump of a database whose Stopgap came as: %s${left}`,
  (way) => {
    const skipped = way === "extension" && noExtensionFolder;
    let files: ExtensionFiles | undefined;
    let folder: string;
    let filled: Filled;
    const opened: TestDatabase[] = [];
    beforeAll(async () => {
      if (skipped) return;
      folder = await mkdtemp(join(tmpdir(), "stopgap-dump-"));
      if (way === "extension") files = await packForServer();
      const database = files ? await files.database() : await emptyDatabase();
      opened.push(database);
      await (files
        ? database.client.query("create extension stopgap cascade")
        : install(database.client));
      filled = await fill(database);
    });
    afterAll(async () => {
      if (skipped) return;
      for (const database of opened) await database.drop();
      await files?.remove();
      await rm(folder, { recursive: true });
    });

    /** A fresh database without anything, on this server or another one. */
    const target = async (serverUrl?: string): Promise<TestDatabase> => {
      const database = files
        ? await files.database({ withEngine: false, ...(serverUrl ? { serverUrl } : {}) })
        : await emptyDatabase(serverUrl);
      opened.push(database);
      return database;
    };

    const expectSame = async (restored: Session): Promise<void> => {
      expect(await rowCounts(restored)).toEqual(await rowCounts(filled.session));
      expect(await functions(restored)).toEqual(await functions(filled.session));
      expect(await definitions(restored.client)).toEqual(await definitions(filled.session.client));
    };

    it.skipIf(skipped)("restores into an empty database, where everything runs", async () => {
      const archive = join(folder, "archive");
      const dumped = await run(
        programs,
        "pg_dump",
        "--format=custom",
        `--file=${archive}`,
        filled.database.url,
      );
      expect(dumped).toEqual({ stdout: "", stderr: "" });
      const database = await target();
      const restored = await run(
        programs,
        "pg_restore",
        "--exit-on-error",
        `--dbname=${database.url}`,
        archive,
      );
      expect(restored).toEqual({ stdout: "", stderr: "" });
      const session = new Session(database.client);
      await expectSame(session);
      await expectRuns(session, filled);
    });

    it.skipIf(skipped)("restores as one transaction, from a script", async () => {
      const script = join(folder, "script.sql");
      await run(programs, "pg_dump", `--file=${script}`, filled.database.url);
      const database = await target();
      await run(
        programs,
        "psql",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        `--file=${script}`,
        database.url,
      );
      await expectSame(new Session(database.client));
    });

    it.skipIf(skipped || !hasSecondServer)(
      "restores into a fresh server, with its roles",
      async () => {
        const server =
          namedServer === undefined
            ? await startPostgres({ env: { ...process.env, STOPGAP_TEST_DATABASE_URL: "" } })
            : undefined;
        try {
          const serverUrl = namedServer ?? server?.url ?? "";
          // It makes the superuser too, who is there already and keeps its own password.
          const roles = join(folder, "roles.sql");
          const { stdout } = await run(
            programs,
            "pg_dumpall",
            "--globals-only",
            "--no-role-passwords",
            `--dbname=${filled.database.url}`,
          );
          await writeFile(roles, stdout);
          await run(programs, "psql", "--quiet", `--file=${roles}`, serverUrl);
          const archive = join(folder, "archive-of-server");
          await run(
            programs,
            "pg_dump",
            "--format=custom",
            `--file=${archive}`,
            filled.database.url,
          );
          const database = await target(serverUrl);
          await run(
            programs,
            "pg_restore",
            "--exit-on-error",
            // Of tables of an extension pg_restore does not know there which rows rest on others.
            `--jobs=${way === "installed" ? "2" : "1"}`,
            `--dbname=${database.url}`,
            archive,
          );
          const session = new Session(database.client);
          await expectSame(session);
          await expectRuns(session, filled);
          await database.drop();
          opened.splice(opened.indexOf(database), 1);
        } finally {
          await server?.stop();
        }
      },
    );
  },
);
