import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { bundle, returning } from "./bundle.js";
import { createRole } from "./role.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

async function deploy(env: string, value: number): Promise<number> {
  const made = bundle({
    m: { ...returning({ f: value }), functions: { f: { args_schema: true } } },
    "m/hidden": { ...returning({ g: value }), functions: { g: { kind: "internalQuery" } } },
  });
  const answer = await session.value<{ deployment_id: number }>(
    "select stopgap.deploy_bundle($1, $2)",
    [
      env,
      JSON.stringify({ ...made, git: { commit: "feed", is_dirty: false }, contract_hash: "c" }),
    ],
  );
  return answer.deployment_id;
}

async function promote(
  from: string | null,
  to: string,
  label: string | null = null,
): Promise<number> {
  return Number(await session.value("select stopgap.promote($1, $2, $3)", [from, to, label]));
}

/** What a deployment is made of, without where it is live. */
function versions(id: number): Promise<Record<string, unknown>[]> {
  return session.rows(
    `select fn_schema, fn_name, function_path, module_path, export_name, kind, artifact_hash, import_map, attributes,
       roles, args_schema, result_schema, idempotent
     from stopgap.fn_version where deployment_id = $1 order by function_path`,
    [id],
  );
}

describe("promote", () => {
  it("deploys to another environment what is active in one, byte for byte", async () => {
    const source = await deploy("staging", 1);
    const id = await promote("staging", "prod", "v1");
    expect(await versions(id)).toEqual(await versions(source));
    expect(await session.liveSchema("prod")).not.toBe(await session.liveSchema("staging"));
    expect(await session.call("api.m.f", {}, "prod")).toBe(1);
    const [promoted] = await session.deployments("prod");
    expect(promoted).toMatchObject({
      id,
      label: "v1",
      status: "active",
      source_root: "stopgap",
      git: { commit: "feed", is_dirty: false },
      contract_hash: "c",
      manifest: {
        env: "prod",
        label: "v1",
        promoted_from: { env: "staging", deployment_id: source },
        summary: { added: 2 },
      },
    });
    expect(await session.live("prod")).toEqual(["m__f"]);
  });

  it("replaces what was active there, and can be taken back", async () => {
    const first = await promote("staging", "replaced");
    await deploy("staging", 2);
    const second = await promote("staging", "replaced");
    expect(await session.call("api.m.f", {}, "replaced")).toBe(2);
    expect(await session.statuses("replaced")).toEqual({
      [first]: "superseded",
      [second]: "active",
    });
    await session.rollback("replaced");
    expect(await session.call("api.m.f", {}, "replaced")).toBe(1);
  });

  it("works for functions of a schema, which need not be there any more", async () => {
    const schema = await session.schema();
    await session.returning(schema, "helper", 5, "stable");
    await session.define(
      schema,
      "f",
      `import helper from "@stopgap/${schema}/helper"; export default (ctx) => ctx.run(helper, {});`,
    );
    const source = await session.deploy("sql", schema);
    await session.client.query(`drop schema ${schema} cascade`);
    const id = await promote("sql", "sql_prod");
    expect(await versions(id)).toEqual(await versions(source));
    expect(await session.call("api.legacy.f", {}, "sql_prod")).toBe(5);
    const [promoted] = await session.deployments("sql_prod");
    expect(promoted).toMatchObject({ label: null, source_schema: schema });
  });

  it("prunes when the setting says so", async () => {
    await session.value("select stopgap.deploy_bundle('pruned', $1)", [
      JSON.stringify(bundle({ o: returning({ old: 1 }) })),
    ]);
    await session.with({ "stopgap.prune": "on" }, () => promote("staging", "pruned"));
    expect(await session.live("pruned")).toEqual(["m__f"]);
  });

  it("needs the same rights as a deploy", async () => {
    const definer = await createRole(session.client);
    const deployer = await createRole(session.client, "stopgap_deployer");
    await session.client.query(`grant ${definer.name} to stopgap_owner`);
    const made = bundle({
      m: { ...returning({ f: 1 }), functions: { f: { definer: definer.name } } },
    });
    await session.value("select stopgap.deploy_bundle('owned', $1)", [JSON.stringify(made)]);
    const { code, message } = await session.as(deployer.name, () =>
      failure(promote("owned", "theirs")),
    );
    expect(code).toBe("42501");
    expect(message).toContain(`requires membership of role ${definer.name}`);
    for (const role of [deployer, definer]) await role.drop();
  });

  it("refuses an environment without a deployment, and itself", async () => {
    const nothing = "environment missing or has no active deployment";
    expect(await failure(promote("nowhere", "prod"))).toMatchObject({
      code: "55000",
      message: `cannot promote env nowhere: ${nothing}`,
    });
    await session.value("select stopgap.try_deploy('failed', 'missing')");
    expect((await failure(promote("failed", "prod"))).message).toBe(
      `cannot promote env failed: ${nothing}`,
    );
    expect((await failure(promote(null, "prod"))).message).toBe(
      `cannot promote env null: ${nothing}`,
    );
    expect(await failure(promote("staging", "staging"))).toMatchObject({
      code: "22023",
      message: "cannot promote env staging onto itself",
    });
    expect((await failure(promote("staging", ""))).message).toBe(
      "stopgap requires the name of an environment",
    );
  });
});
