import { describe, expect, it } from "vitest";
import { FunctionTree } from "../../src/api/function-tree.js";
import type { MakeCall } from "../../src/api/function-tree.js";
import { CallError } from "../../src/index.js";
import type { FunctionInfo, Query } from "../../src/index.js";

const query: FunctionInfo = { kind: "query", idempotent: true };
const mutation: FunctionInfo = { kind: "mutation", idempotent: false };

/** What there is at a path; undefined for nothing. */
const at = (api: object, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((found, name) => (found as Readonly<Record<string, unknown>>)[name], api);

const bind = (
  functions: Readonly<Record<string, FunctionInfo>>,
  call: MakeCall = () => Promise.resolve(1),
): object => new FunctionTree(functions).bind(call);

describe("the functions of an api", () => {
  it("are found by folder, file and export, each bound once", () => {
    const api = bind({
      "users.get": query,
      "admin.users.list": query,
      "admin.users.drop": mutation,
    });
    expect(Object.keys(api)).toEqual(["users", "admin"]);
    expect(Object.keys(at(api, "admin.users") as object)).toEqual(["list", "drop"]);
    expect(at(api, "users.get.kind")).toBe("query");
    expect(at(api, "users.get.path")).toBe("api.users.get");
    expect(at(api, "admin.users.drop.kind")).toBe("mutation");
    expect(at(api, "users")).toBe(at(api, "users"));
    expect(at(api, "users.get")).toBe(at(api, "users.get"));
    expect(at(api, "users.nope")).toBeUndefined();
  });

  it("may have any name, also those of built-in members", () => {
    const names = ["toString.then", "__proto__.constructor", "a.try"];
    const api = bind(Object.fromEntries(names.map((name) => [name, query])));
    for (const name of names) expect(at(api, `${name}.path`)).toBe(`api.${name}`);
    expect(at(bind({ "a.b": query }), "toString")).toBeUndefined();
  });

  it("are not those of a promise, so that an api can be returned by async code", async () => {
    const api = bind({ "a.b": query });
    expect(await Promise.resolve(api)).toBe(api);
  });

  it.each([
    [{ "a.b": query, "a.b.c": query }, "a.b.c"],
    [{ "a.b.c": query, "a.b": query }, "a.b"],
  ])("are refused where one has the name of a folder", (functions, path) => {
    expect(() => new FunctionTree(functions)).toThrow(
      `the api has both a function and a folder on the way to ${path}`,
    );
  });

  it("turn errors of calls into values, and no others", async () => {
    const error = new CallError("forbidden", "api.a.b", "no");
    const attempt = (call: MakeCall): Promise<unknown> =>
      (at(bind({ "a.b": query }, call), "a.b") as Query<void, unknown>).try();
    expect(await attempt(() => Promise.reject(error))).toEqual({ ok: false, error });
    await expect(attempt(() => Promise.reject(new TypeError("bug")))).rejects.toThrow("bug");
  });
});
