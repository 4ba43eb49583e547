import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDeclarations } from "@stopgap/compiler";

/** How many modules a folder has, and how many of them share a helper. */
const modulesPerFolder = 20;
const modulesPerHelper = 10;

/**
 * Writes a project as somebody would have it: modules of three functions in folders, helpers that they share, an npm package,
 * and the packages of Stopgap as they are installed.
 *
 * @returns the folder above `stopgap/`
 */
export function writeProject(modules: number): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "stopgap-benchmark-")));
  write(root, "package.json", JSON.stringify({ name: "shop", type: "module", private: true }));
  write(root, "tsconfig.json", JSON.stringify({ compilerOptions: { strict: true } }));
  installRuntime(root);
  const slugify = createRequire(import.meta.url).resolve("slugify/package.json");
  symlinkSync(dirname(slugify), join(root, "node_modules/slugify"));
  write(root, "stopgap/_shared/page.ts", page());
  for (let number = 0; number < modules; number += 1) {
    write(root, modulePath(number), moduleSource(number));
    if (number % modulesPerHelper === 0) write(root, helperPath(number), helperSource(number, 1));
  }
  return root;
}

/** Where a module is, below the folder that `writeProject` returns. */
export function modulePath(number: number): string {
  return `stopgap/area${String(Math.floor(number / modulesPerFolder))}/items${String(number)}.ts`;
}

/** Where the helper of a module is. */
export function helperPath(number: number): string {
  return `stopgap/_shared/${helperName(number)}.ts`;
}

/**
 * A module with two queries and a mutation.
 *
 * @param version counts up what changes: a limit, and so the contract
 */
export function moduleSource(number: number, version = 1): string {
  const name = `item${String(number)}`;
  return `import { mutation, query, v } from "@stopgap/runtime";
import slugify from "slugify";
import { total } from "../_shared/${helperName(number)}.js";
import { type Page, pageOf } from "../_shared/page.js";

interface Item {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly tags: readonly string[];
  readonly state: "draft" | "listed" | "sold";
  readonly soldAt: Date | null;
}

const item = v.object({
  name: v.string().check(v.minLength(1), v.maxLength(${String(100 + version)})),
  price: v.number().check(v.nonnegative()),
  tags: v.optional(v.array(v.string())),
  state: v._default(v.enum(["draft", "listed", "sold"]), "draft"),
});

/** One of them, or null. */
export const get = query(v.object({ id: v.int() }), async ({ id }, ctx): Promise<Item | null> => {
  const [found] = await ctx.db.query<Item>("select * from shop.${name} where id = $1", [id]);
  return found ?? null;
});

/** Some of them, and what they cost together. */
export const list = query(
  v.object({ state: v.optional(v.string()), after: v.optional(v.int()), limit: v._default(v.int(), 50) }),
  async ({ state, after, limit }, ctx) => {
    const rows = await ctx.db.query<Item>(
      "select * from shop.${name} where ($1::text is null or state = $1) and id > $2 order by id limit $3",
      [state, after ?? 0, limit],
    );
    return { ...pageOf(rows), total: total(rows) } satisfies Page<Item> & { readonly total: number };
  },
);

/** Adds one. */
export const add = mutation(item, async ({ name, price, tags = [], state }, ctx) => {
  const slug = slugify(name, { lower: true });
  const [row] = await ctx.db.query<{ readonly id: number }>(
    "insert into shop.${name} (name, slug, price, tags, state) values ($1, $2, $3, $4, $5) returning id",
    [name, slug, price, tags, state],
  );
  ctx.log("info", "added", { slug });
  return { id: row?.id ?? 0, slug };
});
`;
}

/** What some modules share. A version changes how it works, and not its types. */
export function helperSource(number: number, version: number): string {
  return `/** What rows cost together. */
export function total(rows: readonly { readonly price: number }[]): number {
  return rows.reduce((sum, { price }) => sum + price * ${String(version)}, ${String(number)} * 0);
}
`;
}

function helperName(number: number): string {
  return `totals${String(Math.floor(number / modulesPerHelper))}`;
}

function page(): string {
  return `/** Some rows, and where the next ones begin. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: number | null;
}

export function pageOf<Row extends { readonly id: number }>(rows: readonly Row[]): Page<Row> {
  return { rows, next: rows.at(-1)?.id ?? null };
}
`;
}

/** `@stopgap/runtime` with its declarations, as a published package has them. */
function installRuntime(root: string): void {
  const runtime = "node_modules/@stopgap/runtime";
  const schemas = "node_modules/json-schema-to-ts";
  for (const [path, text] of Object.entries(loadDeclarations())) {
    if (path.startsWith("/runtime/"))
      write(root, path.replace("/runtime", `${runtime}/dist`), text);
    if (path.startsWith("/types/")) write(root, `${schemas}/index.d.ts`, text);
  }
  const source = JSON.stringify(fileURLToPath(import.meta.resolve("@stopgap/runtime")));
  const code = `export * from ${source};\nexport { default } from ${source};\n`;
  write(root, `${runtime}/dist/index.js`, code);
  const exports = { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } };
  manifest(root, runtime, { name: "@stopgap/runtime", type: "module", exports });
  manifest(root, schemas, { name: "json-schema-to-ts", types: "index.d.ts" });
}

function manifest(root: string, folder: string, contents: object): void {
  write(root, `${folder}/package.json`, JSON.stringify({ version: "1.0.0", ...contents }));
}

function write(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
