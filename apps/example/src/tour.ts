// The tour that `npm start` makes: the steps of the README, run on a fresh database.
import { readFile } from "node:fs/promises";

import { install } from "@stopgap/sql";
import pg from "pg";

import { closingWords } from "./output/closing-words.js";
import { lookFor } from "./output/look.js";
import { freshDatabase } from "./server/fresh-database.js";
import { tourServer } from "./server/tour-server.js";
import { readSteps } from "./steps/read-steps.js";
import { walk } from "./walk.js";

const databaseName = "tour";
const widest = 100;

const look = lookFor(process.stdout);
const screen = {
  look,
  columns: Math.min(process.stdout.columns || widest, widest),
  print: (text: string) => {
    console.log(text);
  },
};

try {
  await tour();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`✗ ${message.split("\n", 1).join("")}`);
  process.exitCode = 1;
}

async function tour(): Promise<void> {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const steps = readSteps(readme, "The tour");
  const server = await tourServer(screen.print);
  try {
    const url = await freshDatabase(server.url, databaseName);
    await take(url, steps);
    if (server.kind !== "throw-away") screen.print(closingWords(url, server.kind === "local"));
  } finally {
    await server.stop();
  }
}

async function take(url: string, steps: ReturnType<typeof readSteps>): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { engine } = await install(client);
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') as version",
    );
    screen.print(
      `PostgreSQL ${rows[0]?.version ?? ""} with ${engine.name} ${engine.version}: ` +
        `Stopgap is installed in a fresh database "${databaseName}".`,
    );
    await walk(steps, { client, url, hasColors: look.hasColors }, screen);
  } finally {
    await client.end();
  }
}
