/** A type as it is written, taken apart. */
export interface TypeName {
  /** PostgreSQL's own types in capitals and by one name each; others as they are written. */
  readonly base: string;
  /** What stands in parentheses. */
  readonly modifiers: readonly number[];
  /** How many dimensions of an array were written; 0 is none. */
  readonly dimensions: number;
}

const aliases: Readonly<Record<string, string>> = {
  "CHARACTER VARYING": "VARCHAR",
  CHARACTER: "CHAR",
  BPCHAR: "CHAR",
  INT: "INTEGER",
  INT4: "INTEGER",
  INT8: "BIGINT",
  INT2: "SMALLINT",
  FLOAT4: "REAL",
  FLOAT8: "DOUBLE PRECISION",
  FLOAT: "DOUBLE PRECISION",
  BOOL: "BOOLEAN",
  DECIMAL: "NUMERIC",
  DEC: "NUMERIC",
  SERIAL2: "SMALLSERIAL",
  SERIAL4: "SERIAL",
  SERIAL8: "BIGSERIAL",
  "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ",
  "TIME WITHOUT TIME ZONE": "TIME",
  "TIME WITH TIME ZONE": "TIMETZ",
  "BIT VARYING": "VARBIT",
};

const known = new Set([
  ...Object.keys(aliases),
  ...Object.values(aliases),
  ...["TEXT", "DATE", "UUID", "JSON", "JSONB", "BYTEA", "INTERVAL", "BIT", "MONEY", "INET", "CIDR"],
  ...["MACADDR", "XML", "NAME", "OID", "TSVECTOR", "TSQUERY"],
]);

/** Takes a type apart, in any spelling that PostgreSQL takes: `int4`, `CHARACTER VARYING (10)`, `timestamp(3) with time zone[]`. */
export function readTypeName(text: string): TypeName {
  const written = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^pg_catalog\./i, "");
  const [, plain = "", brackets = ""] =
    /^(.*?)((?:\s*\[\s*\d*\s*\]|\s+array(?:\s*\[\s*\d*\s*\])?)*)$/i.exec(written) ?? [];
  const [, front = plain, list, back = ""] = /^(.*?)\s*\(([^)]*)\)(.*)$/.exec(plain) ?? [];
  const name = `${front}${back}`.trim();
  const capitals = name.toUpperCase();
  return {
    base: known.has(capitals) ? (aliases[capitals] ?? capitals) : name,
    modifiers: (list ?? "")
      .split(",")
      .flatMap((each) => (each.trim() === "" ? [] : [Number(each)])),
    dimensions: brackets.split("[").length - 1 || (brackets === "" ? 0 : 1),
  };
}

/** The one spelling of a type, such as `VARCHAR(10)` or `NUMERIC(10,2)[]`. */
export function formatTypeName({ base, modifiers, dimensions }: TypeName): string {
  const list = modifiers.length === 0 ? "" : `(${modifiers.join(",")})`;
  return `${base}${list}${"[]".repeat(dimensions)}`;
}
