import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InstallError } from "./errors.js";
import type { SqlClient } from "./sql-client.js";

const assetNames = [
  "kernel",
  "schemas-basic",
  "schemas",
  "schemas-more",
  "schemas-rare",
  "helpers",
  "stacks",
  "json-schema",
  "urls",
  "compiler",
] as const;

/** A script that an engine loads. */
export interface Asset {
  readonly name: (typeof assetNames)[number];
  readonly body: string;
  /** Hash of the body: whether the database has it already. */
  readonly digest: string;
}

const folder = new URL("../assets/", import.meta.url);

/** Reads the built scripts. */
export async function readAssets(): Promise<Readonly<Record<Asset["name"], Asset>>> {
  const assets = await Promise.all(assetNames.map(readAsset));
  return Object.fromEntries(assets.map((asset) => [asset.name, asset])) as Record<
    Asset["name"],
    Asset
  >;
}

async function readAsset(name: Asset["name"]): Promise<Asset> {
  try {
    const body = await readFile(new URL(`${name}.js`, folder), "utf8");
    return { name, body, digest: createHash("sha256").update(body).digest("hex") };
  } catch (cause) {
    throw new InstallError(
      "assets_missing",
      `the ${name} script has not been built`,
      "In a checkout, run: pnpm assets",
      { cause },
    );
  }
}

/** The digests of the scripts that a database has, by name. */
export async function storedAssets(client: SqlClient): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query("select name, digest from plts.asset");
  return new Map(rows.map((row) => [String(row["name"]), String(row["digest"])]));
}
