import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { artifact, bundle, fn, returning } from "./bundle.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

function deploy(what: unknown, options: unknown = {}): Promise<unknown> {
  return session.value("select stopgap.deploy_bundle('refused', $1, null, $2)", [
    JSON.stringify(what),
    JSON.stringify(options),
  ]);
}

/** What is said of a bundle that is refused. */
async function refusal(what: unknown): Promise<string> {
  const { code, message } = await failure(deploy(what));
  expect(["22023", "42704"]).toContain(code);
  expect(message).toMatch(/^stopgap refuses the bundle: /);
  return message.replace("stopgap refuses the bundle: ", "");
}

const made = artifact("export const one = 1;");
const hash = made.artifact_hash;
const unknown = `sha256:${"0".repeat(64)}`;
const whole = { source_root: null, git: null, functions: [], artifacts: [made] };
const f = fn("api.m.f", hash);
const g = fn("api.m.g", hash);

type Case = readonly [what: string, bundle: unknown, message: string];

describe("SG-D15 a bundle is refused", () => {
  it.each<Case>([
    ["that is null", null, "it must be a JSON object"],
    ["that is a list", [], "it must be a JSON object"],
    ["without functions", { artifacts: [] }, "functions of the bundle must be array, found null"],
    [
      "whose artifacts are no list",
      { ...whole, artifacts: {} },
      "artifacts of the bundle must be array or null, found object",
    ],
    [
      "whose git is a word",
      { ...whole, git: "main" },
      "git of the bundle must be object or null, found string",
    ],
    [
      "without the commit",
      { ...whole, git: { is_dirty: false } },
      "commit of git must be string, found null",
    ],
    [
      "that says of git what is no boolean",
      { ...whole, git: { commit: "x", is_dirty: "no" } },
      "is_dirty of git must be boolean, found string",
    ],
    [
      "whose contract hash is a number",
      { ...whole, contract_hash: 1 },
      "contract_hash of the bundle must be string or null, found number",
    ],
  ])("%s", async (_what, value, message) => {
    expect(await refusal(value)).toBe(message);
  });

  it.each<Case>([
    ["is a word", "f", "the type of function number 2 must be object, found string"],
    [
      "has no path",
      { ...g, function_path: null },
      "function_path of function number 2 must be string, found null",
    ],
    [
      "has no kind",
      { ...g, kind: undefined },
      "kind of function api.m.g must be string, found null",
    ],
    [
      "has roles that are no list",
      { ...g, roles: "app" },
      "roles of function api.m.g must be array or null, found string",
    ],
    [
      "has a definer that is no word",
      { ...g, definer: 5 },
      "definer of function api.m.g must be string or null, found number",
    ],
    [
      "is idempotent by a word",
      { ...g, idempotent: "yes" },
      "idempotent of function api.m.g must be boolean or null, found string",
    ],
    [
      "has a schema that is none",
      { ...g, args_schema: [] },
      "args_schema of function api.m.g must be object or boolean or null, found array",
    ],
    [
      "has a result that is none",
      { ...g, result_schema: 1 },
      "result_schema of function api.m.g must be object or boolean or null, found number",
    ],
    [
      "has a path with a hyphen",
      fn("api.m.get-all", hash),
      "function api.m.get-all: its path must be api.<module_path>.<export_name>",
    ],
    [
      "has a path without a module",
      fn("api.g", hash),
      "function api.g: its path must be api.<module_path>.<export_name>",
    ],
    [
      "has another module's path",
      { ...g, module_path: "api.n" },
      "function api.m.g: its path is not its module_path api.n and its export_name g",
    ],
    [
      "has another export's path",
      { ...g, export_name: "default" },
      "function api.m.g: its path is not its module_path api.m and its export_name default",
    ],
    [
      "has an unknown kind",
      { ...g, kind: "handler" },
      "function api.m.g: its kind must be query, mutation, internalQuery or internalMutation, found handler",
    ],
    [
      "has a hash that is none",
      { ...g, artifact_hash: "sha256:1" },
      "function api.m.g: its artifact_hash must be sha256: and 64 hexadecimal digits",
    ],
    [
      "names no roles",
      { ...g, roles: [] },
      "function api.m.g: its roles must name one, or be null",
    ],
    [
      "names a role that is none",
      { ...g, roles: ["app_user", 5] },
      "function api.m.g: its roles and its definer must be names of roles",
    ],
    [
      "names a role that is too long",
      { ...g, roles: ["r".repeat(64)] },
      "function api.m.g: its roles and its definer must be names of roles",
    ],
    [
      "names an empty definer",
      { ...g, definer: "" },
      "function api.m.g: its roles and its definer must be names of roles",
    ],
    ["has the path of another one", f, "function api.m.f: several functions have its path"],
    [
      "has code that there is not",
      { ...g, artifact_hash: unknown },
      `artifact ${unknown} of function api.m.g is neither in it nor stored`,
    ],
  ])("with a function that %s", async (_what, value, message) => {
    expect(await refusal({ ...whole, functions: [f, value] })).toBe(message);
  });

  it("with two functions that would be live by one name, but for internal ones", async () => {
    const functions = [fn("api.a.b__c", hash), fn("api.a__b.c", hash)];
    expect(await refusal({ ...whole, functions })).toBe(
      "function api.a.b__c: all of these would be live as a__b__c: api.a.b__c, api.a__b.c",
    );
    const internal = [functions[0], { ...functions[1], kind: "internalQuery" }];
    await session.client.query("begin");
    expect(await deploy({ ...whole, functions: internal })).toMatchObject({ ok: true });
    await session.client.query("rollback");
  });

  const importing = artifact(`import "./x"; export const two = 2;`, { "./x": hash });
  it.each<Case>([
    ["is null", null, "the type of artifact number 2 must be object, found null"],
    [
      "has no hash",
      { source_ts: "" },
      "artifact_hash of artifact number 2 must be string, found null",
    ],
    [
      "has no source",
      { ...importing, source_ts: null },
      `source_ts of artifact ${importing.artifact_hash} must be string, found null`,
    ],
    [
      "has options that are none",
      { ...importing, compiler_opts: [] },
      `compiler_opts of artifact ${importing.artifact_hash} must be object, found array`,
    ],
    [
      "has a source map that is no text",
      { ...importing, source_map: {} },
      `source_map of artifact ${importing.artifact_hash} must be string or null, found object`,
    ],
    [
      "does not say what it imports",
      { ...importing, imports: null },
      `imports of artifact ${importing.artifact_hash} must be object, found null`,
    ],
    [
      "has an ABI that is none",
      { ...importing, abi: 1.5 },
      `artifact ${importing.artifact_hash}: its abi must be a version, such as 1`,
    ],
    ["is there twice", made, `artifact ${hash}: it is there several times`],
    [
      "imports what is no hash",
      { ...importing, imports: { "./x": null } },
      `artifact ${importing.artifact_hash}: its import "./x" must lead to the hash of an artifact`,
    ],
    [
      "imports something else than it says",
      { ...importing, imports: { "./x": unknown } },
      `artifact ${importing.artifact_hash}: its import "./x" leads elsewhere than its compiler_opts say`,
    ],
  ])("with an artifact that %s", async (_what, value, message) => {
    expect(await refusal({ ...whole, functions: [f], artifacts: [made, value] })).toBe(message);
  });

  it.each<readonly [string, Partial<typeof made>]>([
    ["source", { source_ts: "export const one = 2;" }],
    ["code", { compiled_js: "exports.one = 2;" }],
    ["options", { compiler_opts: {} }],
    ["compiler", { compiler_fingerprint: "other" }],
    ["hash", { artifact_hash: unknown }],
  ])("with an artifact whose hash is that of another %s", async (_what, members) => {
    const message = await refusal({ ...whole, artifacts: [{ ...made, ...members }] });
    const named = members.artifact_hash ?? hash;
    expect(message).toMatch(
      new RegExp(`^artifact ${named}: its hash should be sha256:[0-9a-f]{64}$`),
    );
    expect(message).not.toContain(`should be ${named}`);
  });

  it("with an import that is neither in it nor stored", async () => {
    const missing = artifact("export const three = 3;").artifact_hash;
    const lost = artifact(`import "./y"; export const f = 1;`, { "./y": missing });
    const functions = [fn("api.m.f", lost.artifact_hash)];
    expect(await refusal({ ...whole, functions, artifacts: [lost] })).toBe(
      `artifact ${lost.artifact_hash} imports "./y", and artifact ${missing} is neither in it nor stored`,
    );
  });

  it("with artifacts that import each other in a circle", async () => {
    // What a map in the source says is not part of the hash twice, so only such modules can do it.
    const source = (name: string) =>
      `// plts-import-map: {}\nimport "./${name}"; export const f = 1;`;
    const [a, b] = ["b", "a"].map((name) => artifact(source(name), { [`./${name}`]: hash }));
    if (!a || !b) throw new Error("no artifacts");
    const artifacts = [
      { ...a, imports: { "./b": b.artifact_hash } },
      { ...b, imports: { "./a": a.artifact_hash } },
    ];
    const functions = [fn("api.m.f", a.artifact_hash)];
    expect(await refusal({ ...whole, functions, artifacts })).toBe(
      `these artifacts import each other: ${[a.artifact_hash, b.artifact_hash].sort().join(", ")}`,
    );
  });

  it("with more modules in a row than a kernel loads, and taken with as many", async () => {
    const row = (length: number) => {
      const names = Array.from({ length }, (_, place) => `m${String(place)}`);
      return bundle(
        Object.fromEntries(
          names.map((name, place) => {
            const below = names[place - 1];
            const own = returning({ f: 1 });
            return [
              name,
              below === undefined
                ? own
                : {
                    source: `import "./${below}";\n${own.source}`,
                    imports: { [`./${below}`]: below },
                    functions: place === length - 1 ? { f: {} } : {},
                  },
            ];
          }),
        ),
      );
    };
    const tooLong = row(33);
    expect(await refusal(tooLong)).toBe(
      `more than 32 modules import one another in a row, down to artifact ${String(tooLong.artifacts[0]?.artifact_hash)}`,
    );
    await session.value("select stopgap.deploy_bundle('row', $1)", [JSON.stringify(row(32))]);
    expect(await session.call("api.m31.f", {}, "row")).toBe(1);
  });

  it("whole: nothing of it is stored", async () => {
    await refusal({ ...whole, functions: [f, { ...g, artifact_hash: unknown }] });
    expect(await session.value("select stopgap.missing_artifacts($1)", [[hash]])).toEqual([hash]);
    expect(await session.value("select stopgap.status('refused')")).toBeNull();
  });
});

describe("options are refused", () => {
  it.each([
    ["that are no object", [], "stopgap.deploy_bundle expects its options as a JSON object"],
    [
      "that are not known",
      { forced: true },
      "stopgap.deploy_bundle does not know the option forced",
    ],
    [
      "of another type",
      { force: "yes" },
      "stopgap.deploy_bundle expects the option force as boolean, found string",
    ],
    [
      "that are no deployment",
      { expected_active_deployment_id: "7" },
      "stopgap.deploy_bundle expects the option expected_active_deployment_id as number or null, found string",
    ],
  ])("%s", async (_what, options, message) => {
    expect(await failure(deploy(whole, options))).toMatchObject({ code: "22023", message });
  });

  it("with an environment without a name", async () => {
    const run = session.value("select stopgap.deploy_bundle('', $1)", [JSON.stringify(whole)]);
    expect(await failure(run)).toMatchObject({
      code: "22023",
      message: "stopgap requires the name of an environment",
    });
  });
});
