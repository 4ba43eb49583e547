import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it, vi } from "vitest";

import { startPostgres } from "../../src/index.js";

describe("startPostgres", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("takes the server that the user has named, as it is", async () => {
    const env = { STOPGAP_TEST_DATABASE_URL: "postgresql://someone@example.org/db" };
    const server = await startPostgres({ env });
    expect(server).toMatchObject({ url: env.STOPGAP_TEST_DATABASE_URL, source: "given" });
    await server.stop();
  });

  it("says in one line what it looked for, and the two ways on", async () => {
    const folder = await mkdtemp(join(tmpdir(), "stopgap-nothing-"));
    vi.stubEnv("PATH", "/nowhere");
    const started = startPostgres({ env: { STOPGAP_CACHE_DIR: join(folder, "cache") } });
    await expect(started).rejects.toMatchObject({
      code: "no_database",
      message: expect.stringMatching(
        /^No PostgreSQL with a JavaScript engine: .*`testcontainers` is not installed.*STOPGAP_TEST_DATABASE_URL.*apt.*Docker[^\n]*$/,
      ) as string,
    });
    await rm(folder, { recursive: true });
  });
});
