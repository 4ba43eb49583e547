import {
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { openFilesRegistry } from "../../src/registry/files/files-registry.js";
import { createSecretBox } from "../../src/secrets/secret-box.js";
import { describeRegistry } from "./registry-contract.js";

describeRegistry("files", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "stopgap-registry-"));
  return {
    open: (secrets) => openFilesRegistry({ dataDir, secrets }),
    stored: async () => {
      const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
      const texts = entries
        .filter((each) => each.isFile())
        .map((each) => readFile(join(each.parentPath, each.name), "utf8"));
      return (await Promise.all(texts)).join("\n");
    },
    remove: () => rm(dataDir, { recursive: true }),
  };
});

describe("the files", () => {
  const folders: string[] = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), "stopgap-registry-"));
    folders.push(made);
    return made;
  };
  afterEach(async () => {
    for (const each of folders.splice(0)) await rm(each, { recursive: true });
  });
  const secrets = createSecretBox("a key for tests only");
  const plain = { credentials: null, tokenHash: null };

  it("are a platform.json and the archives of each platform, and nothing is left beside them (GW-18)", async () => {
    const dataDir = await folder();
    const registry = await openFilesRegistry({ dataDir, secrets });
    await registry.addPlatform({ name: "shop", ...plain });
    const flags = { hasTables: true, hasFunctions: true, hasMigrations: false, hasSeeders: false };
    for (const text of ["one", "two"])
      await registry.storeSchema(
        { platform: "shop", name: "main", checksum: text, ...flags },
        Buffer.from(text),
      );
    const files = (await readdir(dataDir, { recursive: true })).sort();
    expect(files).toEqual([
      "shop",
      join("shop", "main"),
      join("shop", "main", "1.tar.gz"),
      join("shop", "main", "2.tar.gz"),
      join("shop", "platform.json"),
    ]);
    const stored: unknown = JSON.parse(
      await readFile(join(dataDir, "shop", "platform.json"), "utf8"),
    );
    expect(stored).toMatchObject({ name: "shop", databases: {}, db_user: null, db_password: null });
  });

  it("are whole at any time, and nobody else's to read (GW-18)", async () => {
    const dataDir = await folder();
    const registry = await openFilesRegistry({ dataDir, secrets });
    await registry.addPlatform({ name: "shop", ...plain });
    const file = join(dataDir, "shop", "platform.json");
    const before = await readFile(file, "utf8");
    // Who has opened it reads on in what it was.
    const opened = join(dataDir, "shop", "opened");
    await link(file, opened);
    await registry.updatePlatform("shop", { tokenHash: "another" });
    expect(await readFile(opened, "utf8")).toBe(before);
    expect(await readFile(file, "utf8")).toContain("another");
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it("are written under a lock that a process which is gone does not keep", async () => {
    const dataDir = await folder();
    const registry = await openFilesRegistry({ dataDir, secrets });
    const lock = join(dataDir, ".lock");
    await writeFile(lock, "somebody who was killed");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await registry.addPlatform({ name: "shop", ...plain });
    expect(await registry.findPlatform("shop")).not.toBeNull();
    expect(await readdir(dataDir)).toEqual(["shop"]);
  });

  it("wait for whoever holds the lock", async () => {
    const dataDir = await folder();
    const registry = await openFilesRegistry({ dataDir, secrets });
    const lock = join(dataDir, ".lock");
    await writeFile(lock, "somebody who is at it");
    let isAdded = false;
    const adding = registry.addPlatform({ name: "shop", ...plain }).then(() => {
      isAdded = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isAdded).toBe(false);
    await rm(lock);
    await adding;
    expect(isAdded).toBe(true);
  });

  it("that are damaged are named, and not overwritten", async () => {
    const dataDir = await folder();
    const registry = await openFilesRegistry({ dataDir, secrets });
    await mkdir(join(dataDir, "shop"));
    const file = join(dataDir, "shop", "platform.json");
    await writeFile(file, '{"name": "shop"');
    await expect(registry.findPlatform("shop")).rejects.toThrow(file);
    await expect(registry.addPlatform({ name: "shop", ...plain })).rejects.toThrow(file);
    expect(await readFile(file, "utf8")).toBe('{"name": "shop"');
  });

  it("keep no password without a key (GW-18)", async () => {
    const registry = await openFilesRegistry({
      dataDir: await folder(),
      secrets: createSecretBox(null),
    });
    await expect(
      registry.addPlatform({
        name: "shop",
        credentials: { user: "u", password: "p" },
        tokenHash: null,
      }),
    ).rejects.toMatchObject({
      code: "invalid_request",
      message: "Credentials are stored encrypted only: set STOPGAP_SECRET_KEY",
    });
    expect(await registry.platforms()).toEqual([]);
  });
});
