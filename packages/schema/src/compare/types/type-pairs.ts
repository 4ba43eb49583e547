/** From each type, the types that hold all of its values. */
export const safePairs: Readonly<Record<string, readonly string[]>> = {
  SMALLINT: ["SMALLSERIAL", "INTEGER", "BIGINT", "NUMERIC", "REAL", "DOUBLE PRECISION"],
  INTEGER: ["SERIAL", "BIGINT", "NUMERIC", "DOUBLE PRECISION"],
  BIGINT: ["BIGSERIAL", "NUMERIC"],
  CHAR: ["VARCHAR", "TEXT"],
  VARCHAR: ["TEXT"],
  REAL: ["DOUBLE PRECISION", "NUMERIC"],
  "DOUBLE PRECISION": ["NUMERIC"],
  DATE: ["TIMESTAMP", "TIMESTAMPTZ"],
  TIMESTAMP: ["TIMESTAMPTZ"],
  TIME: ["TIMETZ"],
  BOOLEAN: ["INTEGER", "SMALLINT", "BIGINT"],
  UUID: ["TEXT", "VARCHAR"],
  JSON: ["JSONB", "TEXT"],
  JSONB: ["JSON", "TEXT"],
  SERIAL: ["BIGSERIAL", "INTEGER", "BIGINT"],
  SMALLSERIAL: ["SERIAL", "BIGSERIAL", "SMALLINT", "INTEGER", "BIGINT"],
  BIGSERIAL: ["BIGINT", "NUMERIC"],
};

/** From each type, the types that do not hold all of its values, and what may happen to them. */
export const lossyPairs: Readonly<
  Record<
    string,
    Readonly<
      Record<string, "overflow" | "truncate" | "precision" | "fail" | "time" | "time and timezone">
    >
  >
> = {
  BIGINT: { INTEGER: "overflow", SMALLINT: "overflow" },
  INTEGER: { SMALLINT: "overflow", BOOLEAN: "fail" },
  TEXT: { VARCHAR: "truncate", CHAR: "truncate", UUID: "fail", JSON: "fail", JSONB: "fail" },
  VARCHAR: { UUID: "fail" },
  "DOUBLE PRECISION": { REAL: "precision" },
  NUMERIC: { REAL: "precision", "DOUBLE PRECISION": "precision" },
  TIMESTAMP: { DATE: "time" },
  TIMESTAMPTZ: { DATE: "time and timezone" },
};
