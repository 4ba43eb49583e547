import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openProject } from "@stopgap/compiler/project";
import type { ProjectBundle } from "@stopgap/compiler/project";
import type { Client } from "pg";

const root = fileURLToPath(new URL("../fixtures/shop/", import.meta.url));

/** The file that `stopgap build` writes for the shop. */
export const apiFile = join(root, "stopgap", "_generated", "api.ts");

/** All that a deployment of the shop needs. */
export async function bundleShop(): Promise<ProjectBundle> {
  const cacheFolder = await mkdtemp(join(tmpdir(), "stopgap-client-"));
  const project = openProject({
    folder: join(root, "stopgap"),
    tsconfig: join(root, "tsconfig.json"),
    cacheFolder,
  });
  try {
    return await project.bundle();
  } finally {
    await project.close();
    await rm(cacheFolder, { recursive: true });
  }
}

/** Deploys a project; returns the deployment's id. */
export async function deployBundle(
  client: Client,
  env: string,
  bundle: ProjectBundle,
): Promise<number> {
  const { rows } = await client.query<{ id: string }>(
    "select stopgap.deploy_bundle($1, $2) ->> 'deployment_id' as id",
    [env, JSON.stringify(bundleJson(bundle))],
  );
  return Number(rows[0]?.id);
}

function bundleJson({ contractHash, functions, artifacts }: ProjectBundle): unknown {
  return {
    source_root: "stopgap",
    contract_hash: contractHash,
    git: null,
    functions: functions.map((one) => ({
      function_path: one.path,
      module_path: one.modulePath,
      export_name: one.exportName,
      kind: one.kind,
      artifact_hash: one.artifactHash,
      roles: one.roles,
      definer: one.definer,
      idempotent: one.idempotent,
      args_schema: one.args,
      result_schema: one.result,
    })),
    artifacts: artifacts.map((one) => ({
      artifact_hash: one.hash,
      source_ts: one.source,
      compiled_js: one.code,
      compiler_opts: one.options,
      compiler_fingerprint: one.fingerprint,
      source_map: one.sourceMap,
      abi: one.abi,
      imports: one.imports,
    })),
  };
}
