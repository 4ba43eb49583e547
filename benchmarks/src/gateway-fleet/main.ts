import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startPostgres } from "@stopgap/local";
import { packSchema, readSchemaFolder, type SchemaSource } from "@stopgap/schema";
import pg from "pg";

import { benchmarkSettings } from "../gateway-calls/benchmark-settings.js";
import { StartedProcess } from "../gateway-calls/started-process.js";
import { median, timed } from "../measure.js";
import { markdownTable, milliseconds } from "../table.js";

/** How many databases the fleet has, and how often what changes nothing is measured. */
const size = Number(process.env["BENCHMARK_DATABASES"] ?? "100");
const rounds = 5;
const bar = { nothingToDo: 1000 };

const platform = "fleet_benchmark";
const schemaName = "garage";
const parallel = 4;
const exampleFolder = fileURLToPath(new URL("../../../apps/platform/postgresql", import.meta.url));

interface Answer {
  readonly status: string;
  readonly results: readonly { readonly database: string; readonly status: string }[];
}

const server = await startPostgres();
const dataDir = await mkdtemp(join(tmpdir(), "stopgap-fleet-benchmark-"));
try {
  await dropAll();
  const settings = benchmarkSettings(server.url, dataDir);
  const gateway = await StartedProcess.start("./gateway-process.mjs", { settings });
  try {
    await measureFleet(gateway);
  } finally {
    await gateway.stop();
    await dropAll();
  }
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measureFleet(gateway: StartedProcess): Promise<void> {
  const source = sqlOf(await readSchemaFolder(exampleFolder));
  await post(gateway, "/platform/register", { platform });
  await upload(gateway, source);
  const creations = await createAll(gateway);
  const rows = [
    ["create one database", milliseconds(median(creations)), milliseconds(Math.max(...creations))],
  ];
  const note = (what: string, times: readonly number[]): void => {
    rows.push([what, milliseconds(median(times)), milliseconds(Math.max(...times))]);
  };
  const migrate = async (expected: Readonly<Record<string, number>>): Promise<number> => {
    let answer: Answer | undefined;
    const took = await timed(async () => {
      answer = (await post(gateway, "/fleet/migrate", {
        platform,
        schema_name: schemaName,
        max_failures: 1,
      })) as Answer;
    });
    check(answer, expected);
    return took;
  };

  const idle: number[] = [];
  for (let round = 0; round < rounds; round += 1) idle.push(await migrate({ unchanged: size }));
  note("migrate: nothing to do", idle);

  await upload(gateway, withColumn(source, "colour text"));
  note("migrate: one column more", [await migrate({ migrated: size })]);

  // A column of another type stands where the next version wants one.
  const middle = `${platform}_${schemaName}_${databaseId(Math.floor(size / 2))}`;
  await inDatabase(
    middle,
    "create view broken as select id from vehicles; alter table vehicles add weight text",
  );
  await upload(gateway, withColumn(source, "colour text, weight numeric(8, 2)"));
  const stopped = await timed(() =>
    post(gateway, "/fleet/migrate", { platform, schema_name: schemaName, max_failures: 1 }),
  );
  note("migrate: stopped at a broken one", [stopped]);
  await inDatabase(middle, "drop view broken; alter table vehicles drop weight");
  const resumed = await timed(() =>
    post(gateway, "/fleet/migrate", { platform, schema_name: schemaName, max_failures: 1 }),
  );
  note("migrate: resumed", [resumed]);
  await migrate({ unchanged: size });

  console.log(`Node ${process.versions.node}, ${size} databases, ${parallel} at a time\n`);
  console.log(markdownTable(["Step", "Median", "Most"], rows));
  const isMet = median(idle) <= bar.nothingToDo;
  console.log(`nothing to do: at most ${bar.nothingToDo} ms: ${isMet ? "met" : "NOT MET"}`);
}

/** What a tenant's database has without an engine. */
function sqlOf(source: SchemaSource): SchemaSource {
  return { ...source, files: source.files.filter(({ path }) => path.endsWith("sql")) };
}

/** The vehicles with further columns. */
function withColumn(source: SchemaSource, columns: string): SchemaSource {
  const files = source.files.map((file) =>
    file.path === "vehicles.sql"
      ? { ...file, text: file.text.replace("built smallint,", `built smallint, ${columns},`) }
      : file,
  );
  return { ...source, files };
}

async function createAll(gateway: StartedProcess): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < size; index += 1) {
    const body = { platform, schema_name: schemaName, database_id: databaseId(index) };
    times.push(await timed(() => post(gateway, "/database/create", body)));
  }
  return times;
}

function databaseId(index: number): string {
  return `t${String(index).padStart(4, "0")}`;
}

async function upload(gateway: StartedProcess, source: SchemaSource): Promise<void> {
  const form = new FormData();
  form.set("schema_name", schemaName);
  form.set("schema", new Blob([new Uint8Array(await packSchema(source))]), "schema.tar.gz");
  const url = `${gateway.url}/platform/${platform}/schema`;
  await answerOf(await fetch(url, { method: "POST", body: form }));
}

async function post(gateway: StartedProcess, path: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return answerOf(
    await fetch(gateway.url + path, { method: "POST", headers, body: JSON.stringify(body) }),
    path === "/fleet/migrate",
  );
}

async function answerOf(response: Response, mayFail = false): Promise<unknown> {
  const text = await response.text();
  if (!response.ok && !mayFail) throw new Error(`status ${response.status}: ${text}`);
  return JSON.parse(text) as unknown;
}

function check(answer: Answer | undefined, expected: Readonly<Record<string, number>>): void {
  const found: Record<string, number> = {};
  for (const { status } of answer?.results ?? []) found[status] = (found[status] ?? 0) + 1;
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`the fleet answered ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  }
}

async function inDatabase(name: string, statements: string): Promise<void> {
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const client = new pg.Client(url.href);
  await client.connect();
  await client.query(statements);
  await client.end();
}

/** Removes databases of this benchmark, also those of one that was cut off. */
async function dropAll(): Promise<void> {
  const client = new pg.Client(server.url);
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [`${platform}_`],
  );
  for (const { datname } of rows) {
    await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`);
  }
  await client.end();
}
