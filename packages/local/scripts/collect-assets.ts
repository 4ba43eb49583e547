import { mkdir, readFile, writeFile } from "node:fs/promises";

/** What runs statements for an engine, and for Node just as well. None of them uses another. */
const names = ["run", "run_undone", "fetch_rows", "execute_statement", "parameter_kinds"];

/**
 * Writes the functions that run statements as temporary ones, so that handlers in Node need nothing in the database. They are
 * read from the sources: a dependency on the package that has them would be a cycle, since its tests use this one.
 */
const functions = new URL("../../sql/sql/plts/functions/statement/", import.meta.url);
const sources = await Promise.all(
  names.map(async (name) => {
    const source = await readFile(new URL(`${name}.sql`, functions), "utf8");
    return source.replaceAll(`function plts.${name}(`, `function pg_temp.${name}(`);
  }),
);
const assets = new URL("../assets/", import.meta.url);
await mkdir(assets, { recursive: true });
await writeFile(new URL("statement-functions.sql", assets), sources.join("\n"));
