import { Command } from "commander";
import { describe, expect, it } from "vitest";

import type { Connect, Notice } from "../../src/connection/connect.js";
import { withDatabase } from "../../src/connection/with-database.js";
import { givenOptions } from "../../src/options/given-options.js";
import { presentationOf } from "../../src/output/presentation.js";
import { createReporter } from "../../src/output/reporter.js";
import { fakeContext } from "../fixtures/fake-context.js";

const warning: Notice = { severity: "WARNING", message: "careful", hint: "look" };
const notice: Notice = { severity: "NOTICE", message: "by the way", hint: undefined };

interface Setting {
  readonly env?: NodeJS.ProcessEnv;
  readonly notices?: readonly Notice[];
  readonly interruption?: AbortSignal;
}

/** A session that says some notices, and a record of what was done with it. */
function sessionWith({ env = {}, notices = [], interruption }: Setting = {}) {
  const events: string[] = [];
  const connect: Connect = (url, onNotice) => {
    events.push(`connect ${url ?? "by PG*"}`);
    notices.forEach(onNotice);
    return Promise.resolve({
      client: { query: () => Promise.resolve({ rows: [] }) },
      address: "ada@db/shop",
      cancel: () => Promise.resolve(void events.push("cancel")),
      end: () => Promise.resolve(void events.push("end")),
    });
  };
  const all = { STOPGAP_DB: "postgres://ada:secret@db/shop", ...env };
  const { context, stderr } = fakeContext({
    env: all,
    connect,
    ...(interruption ? { interruption } : {}),
  });
  const options = givenOptions(new Command(), all);
  const reporter = createReporter(context, presentationOf(options, context));
  return { invocation: { context, options, words: [], reporter }, events, stderr };
}

describe("a session", () => {
  it("ends when the work is done", async () => {
    const { invocation, events } = sessionWith();
    expect(await withDatabase(invocation, ({ address }) => Promise.resolve(address))).toBe(
      "ada@db/shop",
    );
    expect(events).toEqual(["connect postgres://ada:secret@db/shop", "end"]);
  });

  it("ends when the work fails", async () => {
    const { invocation, events } = sessionWith();
    const failing = withDatabase(invocation, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(events.at(-1)).toBe("end");
  });

  it("is made to stop when the person interrupts", async () => {
    const interruption = new AbortController();
    const { invocation, events } = sessionWith({ interruption: interruption.signal });
    await withDatabase(invocation, () => {
      interruption.abort();
      return Promise.resolve();
    });
    expect(events.slice(1)).toEqual(["cancel", "end"]);
  });
});

describe("what the server says beside its answers", () => {
  const said = async (env: NodeJS.ProcessEnv, failure?: Error): Promise<string> => {
    const { invocation, stderr } = sessionWith({ env, notices: [warning, notice] });
    await withDatabase(invocation, () =>
      failure ? Promise.reject(failure) : Promise.resolve(),
    ).catch(() => undefined);
    return stderr();
  };

  it("is shown where it is a warning", async () => {
    expect(await said({})).toBe("warning: careful (look)\n");
  });

  it("is not shown where the error says it", async () => {
    expect(await said({}, new Error("careful"))).toBe("");
    expect(await said({}, new Error("another"))).toBe("warning: careful (look)\n");
  });

  it.each([{ STOPGAP_QUIET: "1" }, { STOPGAP_JSON: "1" }])("is not shown with %j", async (env) => {
    expect(await said(env)).toBe("");
  });

  it.each([{}, { STOPGAP_JSON: "1" }])("is shown in full with --verbose and %j", async (env) => {
    expect(await said({ ...env, STOPGAP_VERBOSE: "1" })).toBe(
      "connected to ada@db/shop, named by STOPGAP_DB\nwarning: careful (look)\nnotice: by the way\n",
    );
  });
});
