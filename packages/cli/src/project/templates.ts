/** What `stopgap init` writes, by the path in the project. */
export const templates: Readonly<Record<string, string>> = {
  "stopgap.config.ts": `import { defineConfig } from "@stopgap/cli/config";

// Environments and their databases. Where none is named, it is --db, STOPGAP_DB or DATABASE_URL. \`stopgap dev\` uses the
// environment dev, on the server of \`stopgap db start\` unless another database is named for it.
export default defineConfig({
  environments: {
    prod: { db: process.env["DATABASE_URL"] },
  },
});
`,
  "stopgap/tsconfig.json": `{
  "compilerOptions": {
    "target": "es2022",
    "lib": ["es2022"],
    "types": [],
    "module": "esnext",
    "moduleResolution": "bundler",
    "allowImportingTsExtensions": true,
    "resolveJsonModule": true,
    "verbatimModuleSyntax": true,
    "isolatedModules": true,
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "noEmit": true,
    "skipLibCheck": true
  },
  "include": ["**/*.ts"]
}
`,
  "stopgap/example.ts": `import { mutation, query, v } from "@stopgap/runtime";

/**
 * A query reads. It is called by its path: folder, file and export.
 *
 *     stopgap call api.example.hello '{"name": "Ada"}'
 */
export const hello = query(v.object({ name: v.string() }), async ({ name }, ctx) => {
  const [server] = await ctx.db.query<{ database: string }>(
    "select current_database() as database",
  );
  return { text: \`Hello, \${name}!\`, from: server?.database ?? null, at: ctx.now };
});

/** A mutation may also write; this one lets whoever listens know. All that it does happens, or nothing of it. */
export const announce = mutation(v.object({ text: v.string() }), async ({ text }, ctx) => {
  await ctx.db.query("select pg_notify('announcements', $1)", [text]);
  return { announced: text };
});
`,
};
