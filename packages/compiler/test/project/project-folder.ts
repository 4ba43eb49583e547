import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { loadDeclarations } from "../../src/index.js";
import { openProject, type Project, type ProjectOptions } from "../../src/project/index.js";

/** Texts by path. */
export type Tree = Readonly<Record<string, string>>;

/** What a project's folder is beside its modules: packages as a user has them installed. */
const surroundings: Tree = {
  "package.json": JSON.stringify({ name: "app", type: "module", private: true }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true } }),
  ...installedRuntime(),
};

/**
 * A folder with a project in `stopgap/`, gone after the file's tests.
 *
 * @param files of `stopgap/`; what begins with `/` is beside it
 */
export function projectFolder(files: Tree): ProjectFolder {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "stopgap-project-")));
  const folder = new ProjectFolder(root);
  afterAll(async () => {
    await folder.close();
    rmSync(root, { recursive: true });
  });
  for (const [path, text] of Object.entries(surroundings)) write(join(root, path), text);
  folder.write(files);
  return folder;
}

/** A project in a temporary folder. */
export class ProjectFolder {
  readonly root: string;
  readonly #opened: Project[] = [];

  constructor(root: string) {
    this.root = root;
  }

  /** Writes files. */
  write(files: Tree): void {
    for (const [path, text] of Object.entries(files)) write(this.path(path), text);
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true });
  }

  /** The absolute path of a file of `stopgap/`, or beside it. */
  path(path: string): string {
    return path.startsWith("/") ? join(this.root, path) : join(this.root, "stopgap", path);
  }

  /** As one process opens it. */
  open(options: Pick<ProjectOptions, "isForeign"> = {}): Project {
    const project = openProject({ folder: join(this.root, "stopgap"), ...options });
    this.#opened.push(project);
    return project;
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((project) => project.close()));
  }

  /** What a check says, a line each: `users.ts:2:7 error 90012 ...`. */
  async findings(project = this.open()): Promise<string[]> {
    const { diagnostics } = await project.check();
    return diagnostics.map(({ file, line, column, severity, code, message }) => {
      const path = file?.replace(`${this.root}/stopgap/`, "").replace(`${this.root}/`, "/");
      const place = line === null ? "" : `:${String(line)}:${String(column)}`;
      return `${String(path)}${place} ${severity} ${String(code)} ${message}`;
    });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** `@stopgap/runtime` as it is published: declarations, and code. */
function installedRuntime(): Tree {
  const source = fileURLToPath(import.meta.resolve("@stopgap/runtime"));
  const declarations = Object.entries(loadDeclarations()).flatMap(([path, text]) => {
    if (path.startsWith("/runtime/")) {
      return [[`node_modules/@stopgap/runtime/dist/${path.slice("/runtime/".length)}`, text]];
    }
    return path.startsWith("/types/") ? [["node_modules/json-schema-to-ts/index.d.ts", text]] : [];
  });
  return {
    ...(Object.fromEntries(declarations) as Tree),
    "node_modules/json-schema-to-ts/package.json": JSON.stringify({
      name: "json-schema-to-ts",
      version: "1.0.0",
      types: "index.d.ts",
    }),
    "node_modules/@stopgap/runtime/package.json": JSON.stringify({
      name: "@stopgap/runtime",
      version: "1.0.0",
      type: "module",
      exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    }),
    "node_modules/@stopgap/runtime/dist/index.js": `export * from ${JSON.stringify(source)};\nexport { default } from ${JSON.stringify(source)};`,
  };
}
