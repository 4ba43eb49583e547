import { expect, it } from "vitest";

import { applySchema, readAppliedState } from "../../src/index.js";
import { changelog, contentsOf, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles } from "../fixtures/declare-files.js";

const shop = {
  "extensions/citext.sql": "-- case-insensitive names\n",
  "types/mood.sql": "create type mood as enum ('good', 'bad');",
  "types/address.sql": "create type address as (street text, town text);",
  "tables/a_orders.sql": `
    create table orders (id serial primary key, user_id int not null references users, total numeric(10, 2) default 0);
    create index orders_user on orders (user_id);
    comment on table orders is 'what was bought';`,
  "tables/users.sql": `
    create table users (id int primary key, name citext not null, mood mood, lives address, boss int references users);`,
  "migrations/0001_users.sql": "alter table users add column long_gone text;",
  "functions/total.sql": `
    create or replace function total(who int) returns numeric language sql stable as
    'select coalesce(sum(total), 0) from orders where user_id = who';`,
  "seeders/1_orders.sql": "insert into orders (user_id, total) values (1, 9.50), (2, 1);",
  "seeders/2_users.sql":
    "insert into users (id, name) values (1, 'Ada (1815); programmer'), (2, 'Bob');",
};

it("makes a new database as it is declared, in one go (GW-01, GW-07)", async () => {
  const { client } = await emptyDatabase();
  const declared = await declareFiles(shop);
  const result = await applySchema(client, declared, { version: "7" });
  expect(result).toMatchObject({
    mode: "create",
    extensionsInstalled: 1,
    typesDeployed: 2,
    tablesCreated: 2,
    migrationsApplied: [],
    functionsDeployed: 1,
    functionsDropped: 0,
    seeders: [
      { table: "users", inserted: 2, skipped: 0 },
      { table: "orders", inserted: 2, skipped: 0 },
    ],
    seederValidations: [],
    modules: null,
    unchanged: false,
  });
  expect(await rowsOf(client, "select total(1)::text")).toEqual([{ total: "9.50" }]);
  expect(await rowsOf(client, "select name from users where id = 1")).toEqual([
    { name: "Ada (1815); programmer" },
  ]);
  expect(await readAppliedState(client)).toMatchObject({
    checksum: declared.checksum,
    version: "7",
  });
});

it("lets each phase use what those before it have made (GW-01)", async () => {
  const { client } = await emptyDatabase();
  const files = {
    "extensions/citext.sql": "",
    "types/word.sql": "create domain word as citext;",
    "tables/words.sql": "create table words (id int primary key, word word not null);",
    "functions/first_id.sql": `create function first_id() returns int language sql as
      'select coalesce(min(id), 1) from words';`,
    "seeders/words.sql": "insert into words values (first_id(), 'first');",
  };
  await applySchema(client, await declareFiles(files));
  expect(await rowsOf(client, "select id from words where word = 'FIRST'")).toEqual([{ id: 1 }]);
  const more = {
    ...files,
    "extensions/hstore.sql": "",
    "types/facts.sql": "create domain facts as hstore;",
    "migrations/1.sql": "create table notes (id int primary key, facts facts);",
    "tables/notes.sql": "create table notes (id int primary key, facts facts, word_id int);",
    "functions/note.sql": `create function note() returns facts language sql as
      'select facts from notes where word_id = 1';`,
  };
  const phases: string[] = [];
  const result = await applySchema(client, await declareFiles(more), {
    onEvent: (event) => {
      if (event.type === "phase-started") phases.push(event.phase);
    },
  });
  expect(result).toMatchObject({ mode: "migrate", extensionsInstalled: 1, typesDeployed: 1 });
  expect(result.safeChanges).toMatchObject([{ type: "AddColumn", column: "word_id" }]);
  expect(phases).toEqual([
    ...["extensions", "types", "migrations", "changes", "functions", "seeds", "verification"],
  ]);
});

it("keeps what it has done in tables of the names and columns that are known (GW-23)", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(shop));
  const columns = await rowsOf(
    client,
    `select table_name || '(' || string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) || ')' as "table"
     from information_schema.columns where table_name like '\\_stonescriptdb\\_gateway\\_%' group by table_name order by 1`,
  );
  const time = "timestamp with time zone";
  expect(columns.map(({ table }) => table)).toEqual([
    `_stonescriptdb_gateway_changelog(id integer, change_type text, object_name text, change_detail jsonb, forced boolean, executed_at ${time})`,
    `_stonescriptdb_gateway_functions(id integer, function_name text, signature text, param_types ARRAY, return_type text, body_checksum text, source_file text, deployed_at ${time})`,
    `_stonescriptdb_gateway_migrations(id integer, migration_file text, checksum text, applied_at ${time}, baseline boolean)`,
    `_stonescriptdb_gateway_state(id boolean, checksum text, modules_checksum text, version text, applied_at ${time})`,
    `_stonescriptdb_gateway_tables(id integer, table_name text, checksum text, source_file text, deployed_at ${time})`,
    `_stonescriptdb_gateway_types(id integer, type_name text, type_kind text, checksum text, source_file text, deployed_at ${time})`,
  ]);
  expect(
    await rowsOf(client, "select migration_file, baseline from _stonescriptdb_gateway_migrations"),
  ).toEqual([{ migration_file: "0001_users.sql", baseline: true }]);
  expect(
    await rowsOf(
      client,
      "select function_name, signature, param_types, return_type, source_file from _stonescriptdb_gateway_functions",
    ),
  ).toEqual([
    {
      function_name: "total",
      signature: "total(who integer)",
      param_types: ["integer"],
      return_type: "numeric",
      source_file: "functions/total.sql",
    },
  ]);
  expect(
    await rowsOf(
      client,
      "select type_name, type_kind, source_file from _stonescriptdb_gateway_types order by 1",
    ),
  ).toEqual([
    { type_name: "address", type_kind: "COMPOSITE", source_file: "types/address.sql" },
    { type_name: "mood", type_kind: "ENUM", source_file: "types/mood.sql" },
  ]);
});

it("keeps each thing once in those tables, and finds it by what it is (GW-23)", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(shop));
  const prefix = "_stonescriptdb_gateway_";
  const rules = await rowsOf<{ rule: string }>(
    client,
    `select replace(conrelid::regclass::text, '${prefix}', '') || ': ' || pg_get_constraintdef(oid) as rule
     from pg_constraint where conrelid::regclass::text like '${prefix}%' and contype in ('p', 'u') order by 1`,
  );
  expect(rules.map(({ rule }) => rule)).toEqual([
    "changelog: PRIMARY KEY (id)",
    "functions: PRIMARY KEY (id)",
    "functions: UNIQUE (function_name, param_types)",
    "migrations: PRIMARY KEY (id)",
    "migrations: UNIQUE (migration_file)",
    "state: PRIMARY KEY (id)",
    "tables: PRIMARY KEY (id)",
    "tables: UNIQUE (table_name)",
    "types: PRIMARY KEY (id)",
    "types: UNIQUE (type_name)",
  ]);
  const optional = await rowsOf<{ name: string }>(
    client,
    `select replace(table_name, '${prefix}', '') || '.' || column_name as name
     from information_schema.columns
     where table_name like '${prefix}%' and table_name <> '${prefix}state' and is_nullable = 'YES' order by 1`,
  );
  expect(optional.map(({ name }) => name)).toEqual([
    ...["changelog.change_detail", "changelog.executed_at", "changelog.forced"],
    ...["functions.deployed_at", "migrations.applied_at", "tables.deployed_at"],
    ...["types.deployed_at", "types.source_file"],
  ]);
  expect(
    await rowsOf(
      client,
      `select indexname as name from pg_indexes where tablename = '${prefix}changelog' and indexname like 'idx%' order by 1`,
    ),
  ).toEqual([
    { name: "idx_changelog_change_type" },
    { name: "idx_changelog_executed_at" },
    { name: "idx_changelog_object_name" },
  ]);
  expect(
    await rowsOf(
      client,
      `select table_name, source_file, deployed_at is not null as is_dated from ${prefix}tables order by 1`,
    ),
  ).toEqual([
    { table_name: "orders", source_file: "tables/a_orders.sql", is_dated: true },
    { table_name: "users", source_file: "tables/users.sql", is_dated: true },
  ]);
});

it("is new where it has nothing but a table of the gateway itself (GW-23)", async () => {
  const { client } = await emptyDatabase();
  await client.query("create table _stonescriptdb_gateway_idempotency_keys (key text primary key)");
  expect(await applySchema(client, await declareFiles(shop), { mode: "create" })).toMatchObject({
    mode: "create",
    tablesCreated: 2,
  });
  expect(await applySchema(client, await declareFiles(shop))).toMatchObject({ unchanged: true });
});

it("writes a row of the changelog for everything that it does, with details (GW-24)", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(shop));
  expect(await changelog(client)).toEqual([
    "extension_installed citext",
    "type_created address",
    "type_created mood",
    "table_created users",
    "table_created orders",
    "migration_baselined 0001_users.sql",
    "function_deployed total(integer)",
    "seeder_run users",
    "seeder_run orders",
  ]);
  expect(
    await rowsOf(
      client,
      "select change_detail from _stonescriptdb_gateway_changelog where object_name in ('orders', 'total(integer)') and change_type <> 'table_created' order by id",
    ),
  ).toMatchObject([
    { change_detail: { action: "created", signature: "total(who integer)" } },
    { change_detail: { inserted: 2, skipped: 0, source_files: ["seeders/1_orders.sql"] } },
  ]);
});

it("runs the migrations where tables/ has no files", async () => {
  const { client } = await emptyDatabase();
  const result = await applySchema(
    client,
    await declareFiles({
      "migrations/0001.sql": "create table a (id int primary key);",
      "migrations/0002.sql": "alter table a add column b text default 'x';",
      "seeders/a.sql": "insert into a values (1, 'y');",
    }),
  );
  expect(result).toMatchObject({
    mode: "create",
    migrationsApplied: ["0001.sql", "0002.sql"],
    seeders: [{ table: "a", inserted: 1, skipped: 0 }],
  });
});

it("leaves a table alone that a migration has filled (GW-09, GW-24)", async () => {
  const { client } = await emptyDatabase();
  const result = await applySchema(
    client,
    await declareFiles({
      "migrations/0001.sql": "create table a (id int primary key); insert into a values (7);",
      "migrations/0002.sql": "create table b (id int primary key, name text);",
      "seeders/a.sql": "insert into a values (1); insert into a values (2), (3);",
      "seeders/b.sql": `
        insert into b (id, name) values (1, 'one; (really)'), (2, 'it''s) two -- /* all of it');
        insert into b select n, 'from a query' from generate_series(3, 5) as n;
        insert into b values (5, 'twice') on conflict do nothing;`,
    }),
  );
  expect(result.seeders).toEqual([
    { table: "a", inserted: 0, skipped: 3 },
    { table: "b", inserted: 5, skipped: 0 },
  ]);
  expect(await rowsOf(client, "select count(*)::int as count from a")).toEqual([{ count: 1 }]);
  expect(await rowsOf(client, "select name from b where id < 3 order by id")).toEqual([
    { name: "one; (really)" },
    { name: "it's) two -- /* all of it" },
  ]);
  expect((await changelog(client)).slice(-2)).toEqual(["seeder_skipped a", "seeder_run b"]);
});

it("refuses to create what is there already (GW-01)", async () => {
  const { client } = await emptyDatabase();
  const declared = await declareFiles(shop);
  await applySchema(client, declared, { mode: "create" });
  const before = await contentsOf(client);
  expect(await errorOf(applySchema(client, declared, { mode: "create" }))).toMatchObject({
    code: "not_empty",
  });
  expect(await contentsOf(client)).toEqual(before);
});

it("takes tables that nobody has tracked for a database that is not new", async () => {
  const { client } = await emptyDatabase();
  await client.query("create table users (id int primary key)");
  const declared = await declareFiles({
    "tables/users.sql": "create table users (id int primary key);",
  });
  expect(await errorOf(applySchema(client, declared, { mode: "create" }))).toMatchObject({
    code: "not_empty",
  });
  expect(await applySchema(client, declared)).toMatchObject({ mode: "migrate", tablesCreated: 0 });
});

it.each([
  ["extension_not_available", { "extensions/no_such_thing.sql": "" }, "no_such_thing"],
  ["extension_not_available", { "extensions/citext.sql": "-- version: 99.9" }, "citext"],
  ["extension_failed", { "extensions/citext.sql": "-- schema: pg_mine" }, "citext"],
  ["type_failed", { "types/t.sql": "create domain t as nothing;" }, "t"],
  ["table_failed", { "tables/t.sql": "create table t (\n  id int,\n  other nothing\n);" }, "t"],
  ["migration_failed", { "migrations/1.sql": "select 1;\nselect\n  nothing;" }, "1.sql"],
  [
    "function_failed",
    { "functions/f.sql": "create function f() returns int language sql as 'select nothing';" },
    "f",
  ],
  [
    "seed_failed",
    {
      "tables/t.sql": "create table t (id int primary key);",
      "seeders/t.sql": "insert into t values (1), (1);",
    },
    "t",
  ],
])("leaves nothing behind of a run that ends with %s (GW-02)", async (code, files, object) => {
  const { client } = await emptyDatabase();
  const before = await contentsOf(client);
  const declared = await declareFiles({
    // With tables, migrations do not run.
    ...(code === "migration_failed"
      ? { "migrations/0.sql": "create table first (id int primary key);" }
      : { "tables/first.sql": "create table first (id int primary key);" }),
    ...files,
  });
  expect(await errorOf(applySchema(client, declared))).toMatchObject({ code, object });
  expect(await contentsOf(client)).toEqual(before);
});

it("says in which file and line a statement has failed, and what PostgreSQL says", async () => {
  const { client } = await emptyDatabase();
  const declared = await declareFiles({ "migrations/1.sql": "select 1;\nselect\n  nothing;" });
  const error = await errorOf(applySchema(client, declared));
  expect(error).toMatchObject({ file: "migrations/1.sql", line: 3, sqlstate: "42703" });
  expect(error.message).toBe('Migration 1.sql failed: column "nothing" does not exist');
});

const extensions = `select extname as name, extversion as version, extnamespace::regnamespace::text as schema
  from pg_extension where extname <> 'plpgsql' order by 1`;

it("installs an extension in the version that its file says, with those that it needs (GW-05)", async () => {
  const { client } = await emptyDatabase();
  const files = {
    "extensions/citext.txt":
      "create extension hstore;\n-- version: 1.5\n-- version: 1.4\n-- by hand\nversion: 9\n",
  };
  const first = await applySchema(client, await declareFiles(files));
  expect(first).toMatchObject({ extensionsInstalled: 1 });
  expect(await rowsOf(client, extensions)).toEqual([
    { name: "citext", version: "1.4", schema: "public" },
  ]);
  // Another version of one that is there is nobody's wish to change it.
  const more = {
    "extensions/citext.pgsql": "-- version: 1.5",
    "extensions/earthdistance.pssql": "",
  };
  expect(await applySchema(client, await declareFiles(more))).toMatchObject({
    ...{ mode: "migrate", extensionsInstalled: 1 },
  });
  expect(await rowsOf(client, extensions)).toMatchObject([
    { name: "citext", version: "1.4" },
    { name: "cube" },
    { name: "earthdistance" },
  ]);
});

it.each([
  ["extension", "extensions/no_such_thing.sql", "", "'no_such_thing' is not available"],
  ["version", "extensions/hstore.sql", "-- version: 99.9", "in version '99.9'"],
])(
  "names the %s that the server does not have before it installs any (GW-05)",
  async (_what, file, text, message) => {
    const { client } = await emptyDatabase();
    const declared = await declareFiles({ "extensions/citext.sql": "", [file]: text });
    const error = await errorOf(applySchema(client, declared));
    expect(error).toMatchObject({ code: "extension_not_available", file });
    expect(error.message).toContain(message);
    expect(await rowsOf(client, extensions)).toEqual([]);
  },
);

it("skips an extension that is installed, and puts one into the schema that it names (GW-05)", async () => {
  const { client } = await emptyDatabase();
  await client.query("create extension citext");
  const result = await applySchema(
    client,
    await declareFiles({
      "extensions/citext.sql": "-- version: 0.1",
      "extensions/hstore.sql": "-- schema: extras",
    }),
  );
  expect(result).toMatchObject({ extensionsInstalled: 1 });
  expect(await changelog(client)).toEqual([
    "extension_skipped citext",
    "extension_installed hstore",
  ]);
  expect(
    await rowsOf(
      client,
      "select extnamespace::regnamespace::text as s from pg_extension where extname = 'hstore'",
    ),
  ).toEqual([{ s: "extras" }]);
});
