import { describe, expect, it } from "vitest";

import { classifyTypeChange, typeMatrix } from "../../src/index.js";
import { lossy, widenings } from "../fixtures/type-pairs.js";

const pairs = widenings.flatMap(([from, to]) =>
  from.flatMap((a) => to.map((b) => [a, b] as const)),
);

function isSame(a: string, b: string): boolean {
  return classifyTypeChange(a, b).compatibility === "identical";
}

describe("classifyTypeChange", () => {
  it.each(pairs)("calls %s to %s safe (GW-10)", (from, to) => {
    expect(classifyTypeChange(from, to)).toEqual({ compatibility: "safe", reason: null });
  });

  it.each(pairs.filter(([from, to]) => !pairs.some(([a, b]) => isSame(a, to) && isSame(b, from))))(
    "calls the way back from %s to %s lossy (GW-10)",
    (to, from) => {
      expect(classifyTypeChange(from, to)).toMatchObject({ compatibility: "dataloss" });
    },
  );

  it.each(lossy)("calls %s to %s lossy: %s (GW-10)", (from, to, reason) => {
    expect(classifyTypeChange(from, to)).toEqual({ compatibility: "dataloss", reason });
  });

  it("says of a way back without a rule of its own that it narrows (GW-10)", () => {
    expect(classifyTypeChange("NUMERIC", "BIGINT")).toEqual({
      compatibility: "dataloss",
      reason: "Narrowing from NUMERIC to BIGINT may lose data",
    });
  });

  it.each([
    ["INT", "TEXT"],
    ["UUID", "INTEGER"],
    ["BOOLEAN", "TEXT"],
    ["BYTEA", "TEXT"],
    ["mood", "TEXT"],
    ["INT", "INT[]"],
    ["INT[]", "TEXT[]"],
    ["made up", "INT"],
  ])("calls %s to %s incompatible, since nothing says more (GW-10)", (from, to) => {
    expect(classifyTypeChange(from, to).compatibility).toBe("incompatible");
  });

  it("names both types of a pair that it does not know (GW-10)", () => {
    expect(classifyTypeChange("int4", "public.mood").reason).toBe(
      "Unknown type change: INTEGER -> public.mood. Add to compatibility matrix if this should be allowed.",
    );
  });

  it.each([
    ["INT", "integer"],
    ["BOOL", "BOOLEAN"],
    ["character varying (20)", "VARCHAR(20)"],
    ["NUMERIC(10, 2)", "decimal(10,2)"],
    ["timestamp(3) with time zone", "TIMESTAMPTZ(3)"],
    ["INT ARRAY[4]", "integer[][]"],
    ["pg_catalog.int8", "bigint"],
    ["int2", "smallint"],
    ["float4", "real"],
    ["float", "double precision"],
    ["float8", "double precision"],
    ["dec(3)", "numeric(3)"],
    ["bpchar(3)", "character(3)"],
    ["serial2", "smallserial"],
    ["serial4", "serial"],
    ["serial8", "bigserial"],
    ["time without time zone", "time"],
    ["time with time zone", "timetz"],
    ["timestamp without time zone", "timestamp"],
    ["bit varying(3)", "varbit(3)"],
    ["mood", "mood"],
  ])("knows that %s is %s (GW-11)", (from, to) => {
    expect(classifyTypeChange(from, to)).toEqual({ compatibility: "identical", reason: null });
  });

  it.each([
    ["VARCHAR(10)", "VARCHAR(20)", "safe", null],
    ["VARCHAR(20)", "VARCHAR(10)", "dataloss", "May truncate: reducing from 20 to 10 characters"],
    ["CHAR(10)", "VARCHAR(10)", "safe", null],
    ["VARCHAR(10)", "VARCHAR", "safe", null],
    ["VARCHAR", "VARCHAR(10)", "dataloss", "May truncate: adding length limit"],
    ["VARCHAR(10)", "TEXT", "safe", null],
    // CHAR is CHAR(1) to PostgreSQL.
    ["VARCHAR", "CHAR", "dataloss", "May truncate: adding length limit"],
    ["CHAR", "CHAR(3)", "safe", null],
    ["NUMERIC(10,2)", "NUMERIC(12,2)", "safe", null],
    ["NUMERIC(10,2)", "NUMERIC(12,4)", "safe", null],
    [
      "NUMERIC(10,2)",
      "NUMERIC(8,2)",
      "dataloss",
      "May lose precision: reducing from NUMERIC(10,2) to NUMERIC(8,2)",
    ],
    [
      "NUMERIC(10,4)",
      "NUMERIC(10,2)",
      "dataloss",
      "May lose precision: reducing from NUMERIC(10,4) to NUMERIC(10,2)",
    ],
    // Two digits before the point are lost.
    [
      "NUMERIC(10,2)",
      "NUMERIC(10,4)",
      "dataloss",
      "May lose precision: reducing from NUMERIC(10,2) to NUMERIC(10,4)",
    ],
    ["NUMERIC(10,2)", "NUMERIC", "safe", null],
    ["NUMERIC", "NUMERIC(10,2)", "dataloss", "May lose precision: adding precision limit"],
    ["INTEGER", "NUMERIC(12,2)", "safe", null],
    ["INTEGER", "NUMERIC(10,2)", "dataloss", "May overflow: INTEGER has up to 10 digits"],
    ["UUID", "VARCHAR(36)", "safe", null],
    ["UUID", "VARCHAR(20)", "dataloss", "May truncate: reducing from 36 to 20 characters"],
    ["TIMESTAMP(3)", "TIMESTAMP", "safe", null],
    [
      "TIMESTAMP",
      "TIMESTAMPTZ(3)",
      "dataloss",
      "May lose precision: reducing seconds from 6 to 3 digits",
    ],
    ["BIT VARYING(3)", "BIT VARYING(5)", "safe", null],
    [
      "BIT VARYING(5)",
      "BIT VARYING(3)",
      "dataloss",
      "May truncate: reducing the length of bit strings",
    ],
    ["INT[]", "BIGINT[]", "safe", null],
    ["BIGINT[]", "INT[]", "dataloss", "May overflow: BIGINT to INTEGER"],
  ])("calls %s to %s %s: %s (GW-10)", (from, to, compatibility, reason) => {
    expect(classifyTypeChange(from, to)).toEqual({ compatibility, reason });
  });
});

it("lists every pair that is safe or lossy", () => {
  const listed = typeMatrix().map(({ from, to }) => `${from} ${to}`);
  expect(listed).toContain("INTEGER BIGINT");
  expect(listed).toContain("BIGINT INTEGER");
  expect(listed).not.toContain("INTEGER TEXT");
  expect(new Set(listed).size).toBe(listed.length);
});
