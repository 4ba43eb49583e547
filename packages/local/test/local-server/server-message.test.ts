import { expect, it } from "vitest";

import { parseMessages } from "../../src/local-server/server-message.js";

const prefix = "2026-11-21 17:32:56.123 UTC [4711]";

it("reads a message with its detail and context", () => {
  const log = [
    `${prefix} shop INFO:  order placed`,
    `${prefix} shop DETAIL:  {"id": 1}`,
    `${prefix} shop CONTEXT:  PL/pgSQL function plts.log(text,text,text) line 7 at RAISE`,
    '\tSQL statement "select plts.log($1)"',
    `${prefix} shop STATEMENT:  select live.place('{}')`,
    "",
  ].join("\n");
  expect(parseMessages(log)).toEqual([
    {
      severity: "INFO",
      database: "shop",
      message: "order placed",
      detail: '{"id": 1}',
      context:
        'PL/pgSQL function plts.log(text,text,text) line 7 at RAISE\nSQL statement "select plts.log($1)"',
    },
  ]);
});

it("keeps the lines of a message together, and messages apart", () => {
  const log = `${prefix} a b WARNING:  one\n\ttwo\n${prefix}  LOG:  checkpoint starting: time\n`;
  expect(parseMessages(log)).toEqual([
    {
      severity: "WARNING",
      database: "a b",
      message: "one\ntwo",
      detail: undefined,
      context: undefined,
    },
    {
      severity: "LOG",
      database: "",
      message: "checkpoint starting: time",
      detail: undefined,
      context: undefined,
    },
  ]);
});

it("leaves out what is no message", () => {
  expect(parseMessages("\trest of something\npg_ctl: no\n\n")).toEqual([]);
});
