import { createHash } from "node:crypto";

import type { ProjectBundle } from "@stopgap/compiler/project";
import type { SourceFile } from "@stopgap/schema";
import pLimit from "p-limit";

import { GatewayError } from "../errors/gateway-error.js";
import { ProcessEnded, WorkProcess } from "../processes/work-process.js";
import type { BundleMessage } from "./bundle-process.js";
import { BundleCache } from "./bundle-cache.js";
import { type ModuleFolder, withModuleFolder } from "./module-folder.js";

/** How much of bundling is kept, and what it may take. */
export interface ModuleBundlerOptions {
  /** Characters of bundles that are kept for the next database. Default: 32 million. */
  readonly cachedCharacters?: number;
  /** How long modules may take, in milliseconds. Default: 60 s. */
  readonly timeLimitMs?: number;
  /** How much memory that may take, in megabytes. Default: 1024. */
  readonly memoryLimitMb?: number;
}

/** Makes what is deployed of TypeScript modules, once for all databases that get the same ones. */
export interface ModuleBundler {
  /**
   * @throws GatewayError `schema_extraction_failed` with all that is wrong with the modules, a line each
   */
  bundle(modules: readonly SourceFile[]): Promise<ProjectBundle>;
}

/**
 * Bundles modules in a process of its own, one project at a time: calls go on meanwhile, and its memory is gone afterwards. No module is
 * run.
 *
 * @example
 * const bundler = createModuleBundler();
 * const bundle = await bundler.bundle(declared.modules);
 */
export function createModuleBundler(options: ModuleBundlerOptions = {}): ModuleBundler {
  const { cachedCharacters = 32e6, timeLimitMs = 60_000, memoryLimitMb = 1024 } = options;
  const known = new BundleCache(cachedCharacters);
  const underWay = new Map<string, Promise<ProjectBundle>>();
  const oneAtATime = pLimit(1);
  const make = (modules: readonly SourceFile[]): Promise<ProjectBundle> =>
    oneAtATime(() =>
      withModuleFolder(modules, (folder) =>
        bundleInProcess(folder, { timeLimitMs, memoryLimitMb }),
      ),
    );
  return {
    bundle: async (modules) => {
      const key = keyOf(modules);
      const made = known.get(key);
      if (made) return made;
      const making = underWay.get(key) ?? make(modules);
      underWay.set(key, making);
      try {
        const bundle = await making;
        known.set(key, bundle);
        return bundle;
      } finally {
        underWay.delete(key);
      }
    },
  };
}

function keyOf(modules: readonly SourceFile[]): string {
  const hash = createHash("sha256");
  for (const { path, text } of modules) hash.update(JSON.stringify([path, text]));
  return hash.digest("hex");
}

/** What a process may take. */
interface Limits {
  readonly timeLimitMs: number;
  readonly memoryLimitMb: number;
}

async function bundleInProcess(
  folder: ModuleFolder,
  { timeLimitMs, memoryLimitMb }: Limits,
): Promise<ProjectBundle> {
  const bundling = new WorkProcess<ModuleFolder, BundleMessage>(
    import.meta.url,
    "bundle-process",
    memoryLimitMb,
  );
  try {
    const message = await bundling.ask(folder, { timeLimitMs });
    if ("problems" in message) throw new Error(message.problems.join("\n"));
    return message.bundle;
  } catch (cause) {
    throw new GatewayError(
      "schema_extraction_failed",
      "Failed to extract schema from uploaded archive",
      {
        reason:
          cause instanceof ProcessEnded
            ? `it takes more than ${String(timeLimitMs / 1000)} s or ${String(memoryLimitMb)} MB to bundle the modules of functions/`
            : messageOf(cause),
      },
      { cause },
    );
  } finally {
    await bundling.end();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
