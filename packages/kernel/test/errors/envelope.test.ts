import { ArgsError } from "@stopgap/runtime";
import { describe, expect, it } from "vitest";
import { errorEnvelope } from "../../src/errors/envelope.js";
import { DatabaseError, KernelError } from "../../src/errors/kernel-error.js";

interface Raised {
  readonly code: string;
  readonly message: string;
  readonly detail: string;
  readonly hint?: string;
}

const failed = { schema: "app", name: "f", oid: 5 };

function raise(error: unknown, stack = ""): Raised {
  const text = errorEnvelope(error, { stage: "handler", function: failed, stack });
  expect(text.startsWith("!")).toBe(true);
  return JSON.parse(text.slice(1)) as Raised;
}

describe("an error as the shell raises it", () => {
  it.each<[string, unknown, string, string]>([
    ["an Error", new Error("no"), "P0001", "no"],
    ["another kind of error, by its name", new RangeError("no"), "P0001", "RangeError: no"],
    [
      "an error with a name of its own",
      Object.assign(new Error("no"), { name: "NotFound" }),
      "P0001",
      "NotFound: no",
    ],
    [
      "an error of Stopgap's own words",
      new TypeError("stopgap args: no"),
      "P0001",
      "stopgap args: no",
    ],
    ["a text", "no", "P0001", "a handler threw no"],
    ["a number", 5, "P0001", "a handler threw a value of type number, not an Error"],
    ["null, as an engine out of memory does", null, "53200", "out of memory"],
    ["undefined", undefined, "P0001", "a handler threw a value of type undefined, not an Error"],
    [
      "a database error",
      new DatabaseError({ code: "23505", message: "duplicate" }),
      "23505",
      "duplicate",
    ],
    ["a kernel error", new KernelError("42704", "missing"), "42704", "missing"],
    ["a code that is no SQLSTATE", new KernelError("oops", "missing"), "P0001", "missing"],
    [
      "an error with a code of Node's",
      Object.assign(new Error("no"), { code: "23505" }),
      "P0001",
      "no",
    ],
    [
      "a message that is no text",
      Object.assign(new Error(), { message: 5 }),
      "P0001",
      "a handler threw a value of type object, not an Error",
    ],
  ])("is %s", (_name, error, code, message) => {
    expect(raise(error)).toMatchObject({ code, message });
  });

  it("is a stack overflow in either engine's words", () => {
    const quickJs = Object.assign(new Error("stack overflow"), { name: "InternalError" });
    for (const error of [new RangeError("Maximum call stack size exceeded"), quickJs]) {
      expect(raise(error)).toMatchObject({ code: "54001", message: "stack depth limit exceeded" });
    }
  });

  it("says in its detail where it arose, in which function, and with which stack", () => {
    expect(JSON.parse(raise(new Error("no"), "at f (a.ts:1:2)").detail)).toEqual({
      stage: "handler",
      function: failed,
      stack: "at f (a.ts:1:2)",
    });
  });

  it("says all that is wrong with arguments", () => {
    const issues = [
      { path: "$.a", message: "expected int, received string" },
      { path: "$.b", message: "missing required property" },
    ];
    const raised = raise(new ArgsError(issues));
    expect(raised.message).toBe(
      "stopgap args validation failed at $.a: expected int, received string",
    );
    expect(JSON.parse(raised.detail)).toMatchObject({ issues });
  });

  it("carries what PostgreSQL said beside the message", () => {
    const raised = raise(
      new DatabaseError({ code: "23505", message: "m", detail: "Key (a)", hint: "try" }),
    );
    expect(raised.hint).toBe("try");
    expect(JSON.parse(raised.detail)).toMatchObject({ detail: "Key (a)" });
    expect(raise(new Error("no"))).not.toHaveProperty("hint");
  });

  it("holds nothing that PostgreSQL cannot hold", () => {
    const raised = raise(new Error("a\0b\ud800c\ude00d"), "at f\0 (a:1:1)");
    expect(raised.message).toBe("a\uFFFDb\uFFFDc\uFFFDd");
    expect(JSON.stringify(raised)).not.toMatch(/\\u0000|\\ud800/);
  });

  it("is made also of what can hardly be read", () => {
    const hostile: unknown[] = [
      new Proxy(new Error("no"), {
        get() {
          throw new Error("get");
        },
      }),
      new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error("prototype");
          },
          has() {
            throw new Error("has");
          },
        },
      ),
      Object.defineProperty(new Error("no"), "message", {
        get() {
          throw new Error("get");
        },
      }),
      Object.defineProperty(new Error("no"), "issues", {
        get() {
          throw new Error("get");
        },
      }),
      Object.assign(new Error("no"), { issues: [1n] }),
      Object.assign(new Error("no"), { issues: cyclic() }),
      Object.assign(new Error("no"), {
        name: {
          toString() {
            throw new Error("no");
          },
        },
      }),
      Object.create(null),
    ];
    for (const error of hostile) {
      expect(raise(error)).toMatchObject({ code: "P0001", message: expect.any(String) as string });
    }
  });
});

function cyclic(): unknown[] {
  const value: unknown[] = [];
  value.push(value);
  return value;
}
