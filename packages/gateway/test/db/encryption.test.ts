import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { OwnServer } from "@stopgap/local/testing";
import pg from "pg";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createPools } from "../../src/pools/create-pools.js";
import type { Pools } from "../../src/pools/pools.js";
import { openRegistry } from "../../src/registry/open-registry.js";
import type { TenantDatabase } from "../../src/registry/registry.js";
import { readSettings } from "../../src/settings/read-settings.js";

vi.setConfig({ testTimeout: 60_000 });

/** A certificate and its key. An authority signs itself. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

function makeAuthority(name: string): Promise<Certificate> {
  return make(name, [{ name: "basicConstraints", cA: true, critical: true }]);
}

function makeServerCertificate(host: string, ca: Certificate): Promise<Certificate> {
  const name = host.startsWith("127.")
    ? { type: 7 as const, ip: host }
    : { type: 2 as const, value: host };
  return make(host, [{ name: "subjectAltName", altNames: [name] }], ca);
}

async function make(
  commonName: string,
  extensions: NonNullable<Parameters<typeof generate>[1]>["extensions"],
  ca?: Certificate,
): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: commonName }], {
    keyType: "ec",
    algorithm: "sha256",
    ...(extensions ? { extensions } : {}),
    ...(ca ? { ca } : {}),
  });
  return { cert, key };
}

/** Writes a file into the server's own folder, as its user. */
async function writeOnServer(client: pg.Client, name: string, text: string): Promise<void> {
  await client.query(
    `copy (select line from unnest(string_to_array(${pg.escapeLiteral(text.trim())}, E'\\n')) line)
     to program ${pg.escapeLiteral(`umask 077; cat > ${name}`)}`,
  );
}

let server: OwnServer;
let plain: OwnServer;
let folder: string;
let ca: Certificate;

/** Has the server answer with a certificate for this host. */
async function answerAs(host: string): Promise<void> {
  const { cert, key } = await makeServerCertificate(host, ca);
  const client = new pg.Client(server.url);
  await client.connect();
  await writeOnServer(client, "server.crt", cert);
  await writeOnServer(client, "server.key", key);
  await client.query("alter system set ssl = on");
  await client.query("select pg_reload_conf()");
  await client.end();
  await vi.waitFor(async () => {
    const { subject } = await certificateOf(server);
    expect(subject).toBe(host);
  });
}

async function certificateOf({ url }: OwnServer): Promise<{ readonly subject: string }> {
  const client = new pg.Client({ connectionString: url, ssl: { rejectUnauthorized: false } });
  await client.connect();
  const { stream } = client.connection;
  const subject =
    "getPeerCertificate" in stream
      ? (stream.getPeerCertificate as () => { subject: { CN: string } })().subject.CN
      : "";
  await client.end();
  return { subject };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-tls-"));
  ca = await makeAuthority("Stopgap's tests");
  await writeFile(join(folder, "ca.pem"), ca.cert);
  await writeFile(join(folder, "other.pem"), (await makeAuthority("Somebody else")).cert);
  [server, plain] = [await OwnServer.create(), await OwnServer.create()];
  await answerAs("127.0.0.1");
});
afterAll(async () => {
  await server.stop();
  await plain.stop();
  await rm(folder, { recursive: true, force: true });
});

const main: TenantDatabase = {
  name: "postgres",
  platform: "shop",
  server: "default",
  identity: { kind: "tenant", tenantId: null },
  createdAt: new Date(0),
  state: "ready",
};

type Environment = Readonly<Record<string, string>>;

async function withPools<Result>(
  environment: Environment,
  use: (pools: Pools) => Promise<Result>,
): Promise<Result> {
  const settings = readSettings(environment);
  const { user = "", password = "" } = settings.servers[0] ?? {};
  const platform = { registeredAt: new Date(0), isRegistered: true, tokenHash: null };
  const pools = createPools(settings, (name) =>
    Promise.resolve({ name, ...platform, credentials: { user, password } }),
  );
  try {
    return await use(pools);
  } finally {
    await pools.close();
  }
}

async function isEncrypted(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ ssl: boolean }>(
    "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
  );
  return rows[0]?.ssl ?? false;
}

/** Whether the connections of a gateway with this environment are encrypted, for each purpose. */
function encrypted(environment: Environment, { url } = server): Promise<readonly boolean[]> {
  return withPools({ DATABASE_URL: url, ...environment }, async (pools) => [
    await pools.withServer("default", isEncrypted),
    await pools.withConnection(main, { purpose: "call" }, isEncrypted),
    await pools.withConnection(main, { purpose: "deploy" }, isEncrypted),
  ]);
}

const all = [true, true, true];
const none = [false, false, false];
const file = (name: string): string => join(folder, name);

describe("connections to PostgreSQL", () => {
  it("are encrypted where that is required, whoever answers", async () => {
    expect(await encrypted({ DB_SSLMODE: "require" })).toEqual(all);
    expect(await encrypted({ DB_SSLMODE: "disable" })).toEqual(none);
  });

  it("are refused where the server has no encryption", async () => {
    await expect(encrypted({ DB_SSLMODE: "require" }, plain)).rejects.toMatchObject({
      code: "connection_failed",
      fields: { reason: "The server does not support SSL connections" },
    });
    expect(await encrypted({ DB_SSLMODE: "disable" }, plain)).toEqual(none);
  });

  it.each(["verify-ca", "verify-full"])(
    "are made with %s where the authority is trusted, and refused where it is not",
    async (mode) => {
      const trusted = { DB_SSLMODE: mode, DB_SSLROOTCERT: file("ca.pem") };
      expect(await encrypted(trusted)).toEqual(all);
      for (const other of [{ DB_SSLROOTCERT: file("other.pem") }, { DB_SSLROOTCERT: "" }]) {
        await expect(encrypted({ ...trusted, ...other })).rejects.toMatchObject({
          code: "connection_failed",
          fields: { reason: expect.stringMatching(/certificate/) as string },
        });
      }
    },
  );

  it("are refused by verify-full alone where the certificate is for another host", async () => {
    await answerAs("db.example");
    try {
      const trusted = { DB_SSLROOTCERT: file("ca.pem") };
      expect(await encrypted({ ...trusted, DB_SSLMODE: "verify-ca" })).toEqual(all);
      await expect(encrypted({ ...trusted, DB_SSLMODE: "verify-full" })).rejects.toMatchObject({
        code: "connection_failed",
        fields: { reason: expect.stringContaining("127.0.0.1") as string },
      });
    } finally {
      await answerAs("127.0.0.1");
    }
  });

  it("are as a server's URL says", async () => {
    const parameters = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(file("ca.pem"))}`;
    const url = `${server.url}${parameters}`;
    expect(await encrypted({ DATABASE_URL: url, DB_SSLMODE: "disable" })).toEqual(all);
    expect(await encrypted({ DB_SERVERS: `default=${url}` })).toEqual(all);
  });

  it("of the standby are as those of its server", async () => {
    const away = new URL(server.url);
    const standby = away.host;
    away.port = "1";
    const read = (parameters: string) =>
      withPools({ DATABASE_URL: `${away.href}?standby=${standby}&${parameters}` }, (pools) =>
        pools.withConnection(main, { purpose: "read" }, isEncrypted),
      );
    const verify = (name: string) => `sslmode=verify-full&sslrootcert=${file(name)}`;
    expect(await read("sslmode=disable")).toBe(false);
    expect(await read(verify("ca.pem"))).toBe(true);
    // And the primary is not there.
    await expect(read(verify("other.pem"))).rejects.toMatchObject({ code: "connection_failed" });
  });

  it("of the registry are encrypted too, that which hears of changes among them", async () => {
    const environment = {
      REGISTRY: "postgres",
      DATABASE_URL: server.url,
      DB_SSLMODE: "verify-full",
      DB_SSLROOTCERT: file("ca.pem"),
    };
    const registry = await openRegistry(readSettings(environment));
    const client = new pg.Client(server.url);
    await client.connect();
    const { rows } = await client.query(
      `select distinct a.application_name as name, s.ssl from pg_stat_activity a join pg_stat_ssl s using (pid)
        where a.application_name like 'stopgap-gateway %' order by name`,
    );
    await client.end();
    await registry.close();
    expect(rows).toEqual([
      { name: "stopgap-gateway listener", ssl: true },
      { name: "stopgap-gateway registry", ssl: true },
    ]);
    await expect(
      openRegistry(readSettings({ ...environment, DB_SSLROOTCERT: file("other.pem") })),
    ).rejects.toThrow(/certificate/);
  });
});
