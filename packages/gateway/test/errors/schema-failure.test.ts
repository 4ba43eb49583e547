import { DeployerError } from "@stopgap/deployer";
import { SchemaError, type SchemaErrorCode, type SchemaErrorFields } from "@stopgap/schema";
import { InstallError } from "@stopgap/sql";
import { describe, expect, it } from "vitest";

import { errorBody } from "../../src/errors/error-body.js";
import { GatewayError } from "../../src/errors/gateway-error.js";
import { schemaFailure } from "../../src/errors/schema-failure.js";

function answerTo(error: unknown): readonly [status: number, body: unknown] {
  const failure = schemaFailure(error, "shop_main");
  expect(failure).toBeInstanceOf(GatewayError);
  const answer = failure as GatewayError;
  expect(answer.cause).toBeInstanceOf(Error);
  return [answer.status, errorBody(answer)];
}

const reason = "what PostgreSQL says";
const migration = (name: string, cause = reason): readonly [number, object] => [
  500,
  { error: "migration_failed", message: `Migration ${name} failed`, database: "shop_main", cause },
];
const archive = [
  400,
  {
    error: "schema_extraction_failed",
    message: "Failed to extract schema from uploaded archive",
    cause: reason,
  },
] as const;

const answers: Readonly<
  Record<SchemaErrorCode, readonly [fields: SchemaErrorFields, answer: readonly [number, object]]>
> = {
  unreadable_archive: [{}, archive],
  not_a_schema: [{}, archive],
  invalid_file: [{ file: "tables/a.sql", line: 1 }, archive],
  cycle: [{}, archive],
  blocked: [{}, migration("schema validation")],
  verification_failed: [{}, migration("schema verification")],
  migration_changed: [{ object: "0001_a.sql" }, migration("0001_a.sql")],
  migration_failed: [
    { object: "0001_a.sql" },
    migration("0001_a.sql", `${reason} - no additional detail (HINT: no hint provided)`),
  ],
  type_failed: [{ object: "public.mood" }, migration("type:mood")],
  table_failed: [{ object: "sales.orders" }, migration("table:sales.orders")],
  refused: [{}, migration("schema")],
  function_failed: [
    { object: "public.total(integer)" },
    [
      500,
      {
        error: "function_deploy_failed",
        message: "Function total(integer) deployment failed",
        database: "shop_main",
        cause: reason,
      },
    ],
  ],
  seed_failed: [
    { object: "public.users" },
    [
      500,
      {
        error: "query_failed",
        message: "Query for function 'seeder insert: users' failed",
        database: "shop_main",
        cause: reason,
      },
    ],
  ],
  extension_not_available: [
    { object: "postgis" },
    [
      400,
      {
        error: "extension_not_available",
        message: "PostgreSQL extension 'postgis' is not available on this server",
        cause: reason,
      },
    ],
  ],
  extension_failed: [
    { object: "postgis" },
    [
      500,
      {
        error: "extension_install_failed",
        message: "Failed to install extension 'postgis'",
        database: "shop_main",
        cause: reason,
      },
    ],
  ],
  not_empty: [
    {},
    [
      409,
      {
        error: "conflict",
        message: "The database has a schema already; migrate it",
        database: "shop_main",
        cause: reason,
      },
    ],
  ],
  busy: [
    {},
    [
      503,
      {
        error: "unavailable",
        message: "Another migration or deployment of this database is under way",
        database: "shop_main",
        cause: reason,
      },
    ],
  ],
  aborted: [
    {},
    [
      503,
      {
        error: "unavailable",
        message: "The migration was stopped; nothing of it has happened",
        database: "shop_main",
        cause: reason,
      },
    ],
  ],
};

describe("an error of a schema is answered with that of the gateway", () => {
  it.each(Object.entries(answers))("%s", (code, [fields, answer]) => {
    expect(answerTo(new SchemaError(code as SchemaErrorCode, reason, fields))).toEqual(answer);
  });

  it("with what PostgreSQL says of it (GW-12)", () => {
    const fields = { object: "0001_a.sql", sqlstate: "23505", detail: "twice", hint: "once" };
    expect(answerTo(new SchemaError("migration_failed", reason, fields))).toEqual([
      500,
      {
        error: "migration_failed",
        message: "Migration 0001_a.sql failed",
        database: "shop_main",
        cause: `${reason} - twice (HINT: once)`,
        sqlstate: "23505",
        detail: "twice",
        hint: "once",
      },
    ]);
  });

  it("with all that is missing where it is not as declared (GW-13)", () => {
    const error = new SchemaError("verification_failed", reason, { detail: "MISSING TABLES:" });
    expect(answerTo(error)).toEqual(migration("schema verification", "MISSING TABLES:"));
  });

  it("and one of its modules with that of the deployment", () => {
    const cause = new DeployerError("refused", reason, { sqlstate: "42501" });
    expect(answerTo(new SchemaError("function_failed", "modules", {}, { cause }))).toEqual([
      500,
      {
        error: "function_deploy_failed",
        message: "Function modules deployment failed",
        database: "shop_main",
        cause: reason,
        sqlstate: "42501",
      },
    ]);
  });
});

describe("other errors of functions", () => {
  it("say what to install on a server without an engine", () => {
    expect(answerTo(new InstallError("engine_missing", "no engine", "Install plv8."))).toEqual([
      400,
      {
        error: "extension_not_available",
        message:
          "PostgreSQL extension 'plv8' is not available on this server, and TypeScript functions need it",
        cause: "no engine",
        hint: "Install plv8.",
      },
    ]);
  });

  it.each([
    ["busy", 503, "unavailable"],
    ["aborted", 503, "unavailable"],
    ["cannot_connect", 503, "connection_failed"],
    ["connection_lost", 503, "connection_failed"],
    ["conflict", 409, "conflict"],
    ["deploy_failed", 500, "function_deploy_failed"],
  ] as const)("of the deployer: %s is %i %s", (code, status, error) => {
    expect(answerTo(new DeployerError(code, reason))).toMatchObject([status, { error }]);
  });

  it("stay as they are where they are of neither", () => {
    const error = new Error("other");
    expect(schemaFailure(error, "shop_main")).toBe(error);
  });
});
