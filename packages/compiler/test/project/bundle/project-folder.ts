import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { BundledArtifact } from "../../../src/project/index.js";
import {
  BundleError,
  type BundlerOptions,
  type BundleProblem,
  type ModuleBundle,
  ProjectBundler,
} from "../../../src/project/bundle/index.js";

/** The packages that this one is tested with. */
const installed = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** A project on disk, gone after the file's tests. */
export class ProjectFolder {
  /** What the folder `stopgap` is in. */
  readonly root: string;
  readonly #bundlers = new Set<ProjectBundler>();

  constructor(files: Readonly<Record<string, string>>, deeper = "shop") {
    const temporary = realpathSync(mkdtempSync(join(tmpdir(), "stopgap-bundle-")));
    this.root = join(temporary, deeper);
    this.write({ "stopgap/.keep": "", ...files });
    afterAll(async () => {
      await Promise.all([...this.#bundlers].map((bundler) => bundler.close()));
      rmSync(temporary, { recursive: true });
    });
  }

  /** With the packages that are installed for the tests. */
  withPackages(): this {
    symlinkSync(installed, join(this.root, "node_modules"));
    return this;
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  bundler(options: Partial<BundlerOptions> = {}): ProjectBundler {
    const bundler = new ProjectBundler({ folder: join(this.root, "stopgap"), ...options });
    this.#bundlers.add(bundler);
    return bundler;
  }

  /** Bundles modules of the folder `stopgap`, by their paths in it. */
  bundle(entries: readonly string[], bundler = this.bundler()): Promise<ModuleBundle> {
    return bundler.bundle(entries.map((entry) => this.entry(entry)));
  }

  entry(path: string): string {
    return join(this.root, "stopgap", path);
  }

  /** The artifact of an entry. */
  artifactOf({ artifacts, hashes }: ModuleBundle, entry: string): BundledArtifact {
    const hash = hashes.get(this.entry(entry));
    const found = artifacts.find((artifact) => artifact.hash === hash);
    if (!found) throw new Error(`${entry} has no artifact`);
    return found;
  }

  /** What stands in the way of a bundle. */
  async problems(entries: readonly string[]): Promise<readonly BundleProblem[]> {
    try {
      await this.bundle(entries);
    } catch (error) {
      if (error instanceof BundleError) return error.problems;
      throw error;
    }
    throw new Error("the project can be bundled");
  }
}
