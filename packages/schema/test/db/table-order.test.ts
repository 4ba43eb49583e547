import { createTestDatabase, withRollback } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { parseFiles } from "../fixtures/parse-files.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Reference {
  readonly to: number;
  readonly how: "column" | "table" | "later" | "like" | "qualified" | "sequence";
}

/** Tables by number; references without a later one lead from higher numbers to lower ones, or to the table itself. */
const anyTables = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.record({
    references: fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.array(
          fc.oneof(
            fc.record({
              to: fc.nat({ max: index }),
              how: fc.constantFrom("column", "table", "qualified", "later", "sequence"),
            }),
            fc.record({
              to: fc.nat({ max: Math.max(0, index - 1) }),
              how: fc.constantFrom("like"),
            }),
            fc.record({ to: fc.nat({ max: count - 1 }), how: fc.constantFrom("later") }),
          ),
          { maxLength: 3 },
        ),
      ),
    ),
    names: fc.uniqueArray(fc.stringMatching(/^[a-z]{3,6}$/), {
      minLength: count,
      maxLength: count,
    }),
    files: fc.array(fc.nat({ max: 4 }), { minLength: count, maxLength: count }),
    order: fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: count, maxLength: count }),
  }),
);

/** The statements that make a table and what belongs to it, in an order that works within one file. */
function statementsOf(
  index: number,
  references: readonly (Reference | { readonly to: number; readonly how: string })[],
  names: readonly string[],
): string {
  const nameOf = (at: number): string => `"${names[at] ?? ""}"`;
  const self = nameOf(index);
  const columns = [
    `id_${index} int`,
    `primary key (id_${index})`,
    ...references.flatMap(({ to, how }, at) => {
      const column = `c_${index}_${at}`;
      if (how === "like") return to === index ? [] : [`like ${nameOf(to)}`];
      if (how === "column") return [`${column} int references ${nameOf(to)}`];
      if (how === "qualified") return [`${column} int references public.${nameOf(to)} (id_${to})`];
      if (how === "sequence") return [`${column} int default nextval('"s_${to}"')`];
      const plain = `${column} int`;
      if (how === "later") return [plain];
      return [plain, `foreign key (${column}) references ${nameOf(to)} (id_${to})`];
    }),
  ];
  const later = references.flatMap(({ to, how }, at) =>
    how === "later"
      ? [`alter table ${self} add foreign key (c_${index}_${at}) references ${nameOf(to)}`]
      : [],
  );
  return [
    `create table ${self} (${columns.join(", ")})`,
    ...later,
    `create index on ${self} (id_${index})`,
    `comment on table ${self} is ''`,
    `create sequence "s_${index}"`,
    `alter sequence "s_${index}" owned by ${self}.id_${index}`,
    "",
  ].join(";\n");
}

it("lets PostgreSQL make any tables, however they are called and spread over files (GW-07)", async () => {
  await fc.assert(
    fc.asyncProperty(anyTables, async ({ references, names, files, order }) => {
      // The columns that `like` copies must not meet: a table is copied from once.
      const once = references.map((each, index) => {
        const likes = each.filter(({ how }) => how === "like");
        const others = each.filter(({ how }) => how !== "like");
        return index % 2 === 0
          ? others
          : [...others, ...likes.slice(0, 1).filter(({ to }) => to % 2 === 0)];
      });
      const texts = new Map<string, string>();
      for (const index of order) {
        const file = `tables/${files[index] ?? 0}.sql`;
        const text = statementsOf(index, once[index] ?? [], names);
        texts.set(file, `${texts.get(file) ?? ""}${text}`);
      }
      const { tables, tableStatements } = await parseFiles(Object.fromEntries(texts));
      expect(tables.map(({ name }) => name.name).sort()).toEqual([...names].sort());
      await withRollback(database.client, async (client) => {
        for (const { text } of tableStatements) await client.query(text);
        const { rows } = await client.query(
          "select count(*)::int as count from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
        );
        expect(rows).toEqual([{ count: names.length }]);
      });
    }),
    { numRuns: 60 },
  );
}, 120_000);
