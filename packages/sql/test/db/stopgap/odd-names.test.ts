import { randomBytes } from "node:crypto";

import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { stopgapDatabase } from "../database.js";
import { bundle, returning } from "./bundle.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
const roles: string[] = [];
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(async () => {
  await database.client.query("drop schema if exists live_deployment cascade");
  for (const role of roles) await database.client.query(`drop owned by ${id(role)} cascade`);
  for (const role of roles) await database.client.query(`drop role ${id(role)}`);
  await database.drop();
});

const id = (name: string): string => pg.escapeIdentifier(name);
const run = randomBytes(3).toString("hex");

const names = [
  `it's`,
  `say "hi"`,
  `$$`,
  `$function$`,
  `$stopgap$ $1 $2`,
  `back\\slash\\'`,
  `Ünïcödé 🚀`,
  `%s %I %% %1$L`,
  `a; drop schema stopgap cascade; --`,
  `/* new\nline */`,
  // 63 bytes, each character two of them but the last.
  `${"ä".repeat(31)}x`,
  // The server's name of nothing, of everybody, and of a wrong value.
  `null`,
  `public`,
  `{a,b}`,
];

describe.each(["on", "off"])("with standard_conforming_strings %s", (strings) => {
  beforeAll(async () => {
    await session.client.query("set client_min_messages = error");
    await session.client.query(`set standard_conforming_strings = ${strings}`);
  });

  // It is quotes and backslashes that the setting is about.
  it.each(strings === "on" ? names : names.filter((name) => /['\\]/.test(name)))(
    "SG-D12 an environment, a schema, a function, roles and a label are called %j",
    async (name) => {
      const env = `${name} ${strings}`;
      const source = fit(`${run}${strings}${name}`);
      // Roles are the server's: those of other runs may be there.
      const role = `${run}${strings === "on" ? "1" : "0"}${name}`;
      const [caller, definer] = [fit(`c${role}`), fit(`d${role}`)];
      roles.push(caller, definer);
      await session.client.query(
        `create role ${id(caller)}; grant app_user to ${id(caller)};
         create role ${id(definer)}; grant app_user to ${id(definer)};
         grant ${id(definer)} to stopgap_owner`,
      );
      await session.client.query(`create schema ${id(source)}`);
      const returns = (value: number) => session.returning(source, name, value);
      await returns(1);
      await session.define(
        source,
        "guarded",
        `import { query } from "@stopgap/runtime";
         export default query({ roles: [${JSON.stringify(caller)}], security: { definer: ${JSON.stringify(definer)} } },
           async (_args, ctx) => (await ctx.db.query("select current_user::text as it"))[0]?.["it"] ?? null);`,
      );

      const first = await session.deploy(env, source, name);
      const live = await session.liveSchema(env);
      const call = (of = name) => session.value(`select ${id(live)}.${id(of)}('{}')`);
      expect(await call()).toBe(1);
      expect(await session.as(caller, () => call("guarded"))).toBe(definer);
      expect((await session.deployments(env))[0]).toMatchObject({
        ...{ env, label: name, source_schema: source, is_active: true },
      });

      await returns(2);
      await session.returning(source, "more", 3);
      expect(
        await session.value("select stopgap.diff($1, $2) -> 'summary'", [env, source]),
      ).toMatchObject({ added: 1, changed: 1, unchanged: 1 });
      const second = await session.deploy(env, source, name);
      expect([await call(), await call("more")]).toEqual([2, 3]);
      const pinned = () => session.with({ "stopgap.deployment_id": String(first) }, () => call());
      expect(await pinned()).toBe(1);

      expect(
        await session.value("select stopgap.promote($1, $2, $3)", [env, `${env} too`, name]),
      ).toBeTruthy();
      const other = await session.liveSchema(`${env} too`);
      expect(await session.value(`select ${id(other)}.${id(name)}('{}')`)).toBe(2);

      await session.rollback(env);
      expect(await call()).toBe(1);
      await session.value("select stopgap.activate($1, $2)", [env, second]);
      await session.drop(source, "more");
      await session.drop(source, name);
      await session.deploy(env, source, name);
      expect(await session.value("select stopgap.prune($1)", [env])).toMatchObject({
        dropped: expect.arrayContaining([name, "more"]) as string[],
      });
      expect(await session.live(env)).toEqual(["guarded"]);
      expect(await pinnedByName(live, name, first)).toBe(1);

      expect(await session.value("select stopgap.verify($1) -> 'is_ok'", [env])).toBe(true);
      await session.client.query(`drop schema ${id(live)} cascade`);
      expect(await session.value("select stopgap.verify($1) -> 'is_ok'", [env])).toBe(false);
      await session.value("select stopgap.repair($1)", [env]);
      expect(await session.value("select stopgap.verify($1) -> 'is_ok'", [env])).toBe(true);
      expect(await session.as(caller, () => call("guarded"))).toBe(definer);
      expect(await session.value("select stopgap.status($1) ->> 'env'", [env])).toBe(env);
    },
  );

  it("values of a project are any text", async () => {
    const values = Object.fromEntries(names.map((name, place) => [`f${place}`, name]));
    const project = bundle({ texts: returning(values) });
    await session.value("select stopgap.deploy_bundle($1, $2, $3)", [
      `project ${strings}`,
      { ...project, source_root: names.join("/") },
      names.join(" "),
    ]);
    for (const [place, name] of names.entries())
      expect(await session.call(`api.texts.f${place}`, {}, `project ${strings}`)).toBe(name);
  });
});

/** What is kept of a function that is no longer live. */
async function pinnedByName(live: string, name: string, deployment: number): Promise<unknown> {
  const kept = await session.value<string>(
    "select version_key from stopgap.fn_version where deployment_id = $1 and live_fn_schema = $2 and live_fn_name = $3",
    [deployment, live, name],
  );
  return session.value(`select stopgap_version.${id(kept)}('{}')`);
}

/** As much of a name as PostgreSQL keeps: 63 bytes. */
function fit(name: string): string {
  let kept = name;
  while (Buffer.byteLength(kept) > 63) kept = Array.from(kept).slice(0, -1).join("");
  return kept;
}
