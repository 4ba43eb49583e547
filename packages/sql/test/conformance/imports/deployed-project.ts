import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BundledArtifact, type ModuleBundle, ProjectBundler } from "@stopgap/compiler/project";
import type { Client } from "pg";

/** A project in a temporary folder, and its functions in a database. */
export class DeployedProject {
  readonly root: string;
  readonly #client: Client;
  readonly #bundler: ProjectBundler;

  constructor(client: Client, files: Readonly<Record<string, string>> = {}) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "stopgap-project-")));
    this.write({ "stopgap/.keep": "", ...files });
    this.#client = client;
    this.#bundler = new ProjectBundler({ folder: join(this.root, "stopgap") });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  bundle(...files: readonly string[]): Promise<ModuleBundle> {
    return this.#bundler.bundle(files.map((file) => join(this.root, "stopgap", file)));
  }

  /**
   * Deploys modules of the folder.
   *
   * @param functions the names of each module's queries, by file
   */
  async deploy(functions: Readonly<Record<string, readonly string[]>>): Promise<ModuleBundle> {
    const bundle = await this.bundle(...Object.keys(functions));
    const deployed = {
      source_root: "stopgap",
      git: null,
      contract_hash: null,
      artifacts: bundle.artifacts.map(artifactJson),
      functions: Object.entries(functions).flatMap(([file, names]) => {
        const modulePath = `api.${file.replace(/\.ts$/, "").replaceAll("/", ".")}`;
        return names.map((name) => ({
          function_path: `${modulePath}.${name}`,
          module_path: modulePath,
          export_name: name,
          kind: "query",
          artifact_hash: bundle.hashes.get(join(this.root, "stopgap", file)),
          roles: null,
          definer: null,
          idempotent: true,
          args_schema: null,
          result_schema: null,
        }));
      }),
    };
    await this.#client.query("select stopgap.deploy_bundle('prod', $1)", [
      JSON.stringify(deployed),
    ]);
    return bundle;
  }

  async call(path: string, args: unknown = {}): Promise<unknown> {
    const { rows } = await this.#client.query<{ value: unknown }>(
      "select stopgap.call_fn($1, $2, 'prod') as value",
      [path, JSON.stringify(args)],
    );
    return rows[0]?.value;
  }

  async close(): Promise<void> {
    await this.#bundler.close();
    rmSync(this.root, { recursive: true });
  }
}

function artifactJson(artifact: BundledArtifact): object {
  return {
    artifact_hash: artifact.hash,
    source_ts: artifact.source,
    compiled_js: artifact.code,
    compiler_opts: artifact.options,
    compiler_fingerprint: artifact.fingerprint,
    source_map: artifact.sourceMap,
    abi: artifact.abi,
    imports: artifact.imports,
  };
}
