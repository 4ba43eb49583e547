import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { install } from "../../../src/index.js";
import { failure, stopgapDatabase } from "../database.js";

import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
let schema: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  schema = await session.schema();
  await session.returning(schema, "f", 1);
});
afterAll(() => database.drop());

describe("a live schema", () => {
  it("is live_deployment for the first environment, and live_<env> for the others", async () => {
    await session.deploy("first", schema);
    await session.deploy("second", schema);
    await session.deploy("first", schema);
    expect(await session.liveSchema("first")).toBe("live_deployment");
    expect(await session.liveSchema("second")).toBe("live_second");
  });

  it("is what stopgap.live_schema names at the first deployment, and stays so", async () => {
    await session.with({ "stopgap.live_schema": "api_v1" }, () => session.deploy("named", schema));
    expect(await session.liveSchema("named")).toBe("api_v1");
    // The setting is '' from here on in this session.
    await session.deploy("named", schema);
    expect(await session.liveSchema("named")).toBe("api_v1");
    await session.with({ "stopgap.live_schema": "api_v2" }, () => session.deploy("named", schema));
    expect(await session.liveSchema("named")).toBe("api_v1");
  });

  it("is never shared: who names one that is taken gets live_<env>", async () => {
    await session.with({ "stopgap.live_schema": "taken" }, () => session.deploy("taker", schema));
    await session.with({ "stopgap.live_schema": "taken" }, () => session.deploy("late", schema));
    expect(await session.liveSchema("late")).toBe("live_late");
    await session.with({ "stopgap.live_schema": "live_squatted" }, () =>
      session.deploy("squatter", schema),
    );
    expect(await failure(session.deploy("squatted", schema))).toMatchObject({
      code: "55006",
      message: "live schema live_squatted already serves another environment than squatted",
    });
  });

  it("cannot be made in a copied database before Stopgap is installed again, and the error says so", async () => {
    const name = pg.escapeIdentifier(database.name);
    await session.client.query(`revoke create on database ${name} from stopgap_owner`);
    expect(await failure(session.deploy("copied", schema))).toMatchObject({
      code: "42501",
      hint: `Install again, or: grant create on database ${database.name} to stopgap_owner`,
    });
    await install(database.client);
    await session.deploy("copied", schema);
  });

  it("SG-D11 is claimed without waiting for another environment that is just claiming it", async () => {
    const other = new Session(await database.connect());
    await session.client.query("begin");
    await session.client.query("set local stopgap.live_schema = 'contested'");
    await session.deploy("quick", schema);
    await other.client.query("set lock_timeout = '2s'");
    await other.client.query("set stopgap.live_schema = 'contested'");
    await other.deploy("slow", schema);
    await session.client.query("commit");
    expect(await session.liveSchema("quick")).toBe("contested");
    expect(await session.liveSchema("slow")).toBe("live_slow");
  });

  it("SG-D12 is refused when it exists and belongs to another role", async () => {
    await session.client.query("create schema unmanaged");
    const run = session.with({ "stopgap.live_schema": "unmanaged" }, () =>
      session.deploy("unmanaged", schema),
    );
    const owner = await session.value<string>("select session_user");
    expect(await failure(run)).toMatchObject({
      code: "42501",
      message:
        `permission denied for stopgap deploy: compatibility live schema unmanaged is owned by ${owner} ` +
        "(expected stopgap_owner); extension-managed wrappers must remain stopgap-owned",
    });
    await session.client.query("alter schema unmanaged owner to stopgap_owner");
    await session.with({ "stopgap.live_schema": "unmanaged" }, () =>
      session.deploy("unmanaged", schema),
    );
    expect(await session.live("unmanaged")).toEqual(["f"]);
  });

  it.each(["plts", "stopgap", "public"])("cannot be %s", async (name) => {
    const run = session.with({ "stopgap.live_schema": name }, () =>
      session.deploy("reserved", schema),
    );
    expect(await failure(run)).toMatchObject({ code: "42939" });
  });

  it("is closed to PUBLIC again by a deploy, and open to the app", async () => {
    await session.deploy("opened", schema);
    await session.client.query(
      "grant all on schema live_opened to public; revoke usage on schema live_opened from app_user",
    );
    await session.deploy("opened", schema);
    expect(
      await session.rows(
        `select has_schema_privilege('public', 'live_opened', 'usage') as public,
           has_schema_privilege('app_user', 'live_opened', 'usage') as app`,
      ),
    ).toEqual([{ public: false, app: true }]);
  });
});

describe("names", () => {
  const names = [
    `it's`,
    `"quoted"`,
    "$$dollar$$",
    "$ts$",
    "back\\slash",
    "grüße 漢字",
    "a; drop table x; --",
    "line\nbreak",
    "%I %s",
    "n".repeat(63),
    "ü".repeat(31),
  ];

  it.each([true, false])(
    "of any kind are safe, standard_conforming_strings = %s",
    async (conforming) => {
      const other = new Session(await database.connect());
      await other.client.query(`set standard_conforming_strings = ${conforming ? "on" : "off"}`);
      await other.client.query("set escape_string_warning = off");
      const env = `all "names" $$ \\ '${String(conforming)}'`;
      const source = `so"urce 'of' $$ \\ ${String(conforming)}`;
      await other.client.query(`create schema ${pg.escapeIdentifier(source)}`);
      for (const [index, name] of names.entries()) await other.returning(source, name, index);
      await other.deploy(env, source, `la'bel \\ $$`);
      expect(new Set(await other.live(env))).toEqual(new Set(names));
      const live = pg.escapeIdentifier(await other.liveSchema(env));
      for (const [index, name] of names.entries()) {
        expect(await other.value(`select ${live}.${pg.escapeIdentifier(name)}('{}')`)).toBe(index);
      }
      expect(
        await other.value("select stopgap.diff($1, $2) -> 'summary'", [env, source]),
      ).toMatchObject({
        unchanged: names.length,
      });
      for (const name of names) await other.drop(source, name);
      await other.deploy(env, source);
      await other.value("select stopgap.prune($1)", [env]);
      expect(await other.live(env)).toEqual([]);
      await other.rollback(env);
      expect(new Set(await other.live(env))).toEqual(new Set(names));
    },
  );

  it("of environments that are too long for a schema are cut, and stay different", async () => {
    const long = "ü".repeat(60);
    await session.deploy(`${long}a`, schema);
    await session.deploy(`${long}b`, schema);
    const [a, b] = [await session.liveSchema(`${long}a`), await session.liveSchema(`${long}b`)];
    expect(a).toMatch(/^live_ü+_[0-9a-f]{8}$/);
    expect(b).toMatch(/^live_ü+_[0-9a-f]{8}$/);
    expect(a).not.toBe(b);
    expect(Buffer.byteLength(a)).toBeLessThanOrEqual(63);
  });
});
