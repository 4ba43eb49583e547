import { expect, it } from "vitest";

import { parseSql, scanSql } from "../../src/declared/sql-parser.js";

it("finds the place of an error by characters, as editors do", async () => {
  const text = "select '🙂é', 'x' selct (";
  expect(await parseSql(text)).toEqual({
    ok: false,
    message: 'syntax error at or near "("',
    index: text.indexOf("("),
  });
});

it("refuses a NUL, behind which the parser would see nothing", async () => {
  expect(await parseSql("select 1;\0drop table a")).toMatchObject({ ok: false, index: 9 });
  expect(await scanSql("select\0")).toMatchObject({ ok: false, index: 6 });
});

it("reads what has control characters", async () => {
  expect(await parseSql("select '\u0001\u001f', E'\t' -- \u0002")).toMatchObject({ ok: true });
  expect(await scanSql("select '\u0001\u009f'")).toMatchObject({
    ok: true,
    tokens: [{ text: "select" }, { text: "'\u0001\u009f'" }],
  });
});

it.each([
  ["operators", (times: number) => `select 1${"+1".repeat(times)}`],
  ["parentheses", (times: number) => `select ${"(".repeat(times)}1${")".repeat(times)}`],
  ["unions", (times: number) => `select 1${" union select 1".repeat(times)}`],
  ["calls", (times: number) => `select ${"f(".repeat(times)}1${")".repeat(times)}`],
])("goes on after texts that are nested too deeply: %s", async (_, nested) => {
  for (let round = 0; round < 40; round += 1) {
    expect(await parseSql(nested(20_000 + round))).toMatchObject({ ok: false });
  }
  expect(await parseSql("create table a (id int)")).toMatchObject({ ok: true });
  expect(await parseSql("selct")).toMatchObject({
    ok: false,
    message: expect.stringContaining("syntax error") as string,
  });
});

it("reads many texts at once, also beside one that it cannot", async () => {
  const texts = ["select 1", `select 1${"+1".repeat(30_000)}`, "select 2", "select 3"];
  const outcomes = await Promise.all(texts.map(parseSql));
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, true]);
});

it("lets others run while many texts are read", async () => {
  let turns = 0;
  let isReading = true;
  const takeTurn = (): void => {
    turns += 1;
    if (isReading) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  const text = `select ${"a + 1, ".repeat(2000)} 1`;
  for (let count = 0; count < 60; count += 1) await parseSql(text);
  isReading = false;
  expect(turns).toBeGreaterThan(3);
});
