import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import type { ProjectBundle } from "@stopgap/compiler/project";
import type { SourceFile } from "@stopgap/schema";
import pLimit from "p-limit";

import { GatewayError } from "../errors/gateway-error.js";
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
  const bundling = fork(program, {
    execArgv: [`--max-old-space-size=${String(memoryLimitMb)}`, ...runsSources],
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const timer = setTimeout(() => bundling.kill("SIGKILL"), timeLimitMs);
  try {
    const message = await new Promise<BundleMessage>((resolve, reject) => {
      bundling.once("message", (told) => {
        resolve(told as BundleMessage);
      });
      bundling.once("error", reject);
      bundling.once("exit", () => {
        reject(
          new Error(
            `it takes more than ${String(timeLimitMs / 1000)} s or ${String(memoryLimitMb)} MB to bundle the modules of functions/`,
          ),
        );
      });
      bundling.send(folder);
    });
    if ("problems" in message) throw new Error(message.problems.join("\n"));
    return message.bundle;
  } catch (cause) {
    throw new GatewayError(
      "schema_extraction_failed",
      "Failed to extract schema from uploaded archive",
      { reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  } finally {
    clearTimeout(timer);
    bundling.kill("SIGKILL");
  }
}

/** The program lies beside this file, built or not. */
const extension = extname(import.meta.url);
const program = fileURLToPath(new URL(`./bundle-process${extension}`, import.meta.url));
const runsSources = extension === ".ts" ? ["--conditions=@stopgap/source", "--import", "tsx"] : [];
