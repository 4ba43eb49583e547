import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;

beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  await session.client.query("create schema users; create table users.plain (a int, b jsonb)");
});
afterAll(() => database.drop());

interface Case {
  /** What the catalog calls it. */
  readonly named: string;
  /** Makes it, of the function LIVE. */
  readonly make: string;
  readonly drop: string;
  /** Shows that it works. */
  readonly works: string;
}

const cases: Readonly<Record<string, Case>> = {
  view: {
    named: "view users.a_view",
    make: "create view users.a_view as select LIVE('{}') as answer",
    drop: "drop view users.a_view",
    works: "select answer = '1' from users.a_view",
  },
  "materialized view": {
    named: "materialized view users.kept_view",
    make: "create materialized view users.kept_view as select LIVE('{}') as answer",
    drop: "drop materialized view users.kept_view",
    works: "select answer = '1' from users.kept_view",
  },
  rule: {
    named: "rule a_rule on table users.plain",
    make: "create rule a_rule as on delete to users.plain do also select LIVE('{}')",
    drop: "drop rule a_rule on users.plain",
    works: "select count(*) = 1 from pg_rules where rulename = 'a_rule'",
  },
  "column default": {
    named: "default value for column b of table users.defaults",
    make: "create table users.defaults (a int, b jsonb default LIVE('{}'))",
    drop: "drop table users.defaults",
    works:
      "with made as (insert into users.defaults (a) values (1) returning b) select b = '1' from made",
  },
  "generated column": {
    named: "generated column b of table users.generated",
    make: "create table users.generated (a jsonb, b jsonb generated always as (LIVE(a)) stored)",
    drop: "drop table users.generated",
    works:
      "with made as (insert into users.generated (a) values ('{}') returning b) select b = '1' from made",
  },
  trigger: {
    named: "trigger a_trigger on table users.plain",
    make: `create function users.react() returns trigger language plpgsql as 'begin return new; end';
      create trigger a_trigger before insert on users.plain for each row when (LIVE(new.b) = '1') execute function users.react()`,
    drop: "drop function users.react() cascade",
    works: `with made as (insert into users.plain (b) values ('{}') returning b) select b = '{}' from made`,
  },
  "row-level policy": {
    named: "policy a_policy on table users.guarded",
    make: `create table users.guarded (a int); alter table users.guarded enable row level security;
      create policy a_policy on users.guarded using (LIVE(jsonb_build_object('a', a)) = '1')`,
    drop: "drop table users.guarded",
    works: "select count(*) = 1 from pg_policies where policyname = 'a_policy'",
  },
  "check constraint": {
    named: "constraint a_check on table users.checked",
    make: "create table users.checked (a jsonb constraint a_check check (LIVE(a) = '1'))",
    drop: "drop table users.checked",
    works:
      "with made as (insert into users.checked values ('{}') returning a) select a = '{}' from made",
  },
  "constraint of a domain": {
    named: "constraint a_domain_check on type users.a_domain",
    make: "create domain users.a_domain as jsonb constraint a_domain_check check (LIVE(value) = '1')",
    drop: "drop domain users.a_domain",
    works: "select '{}'::users.a_domain = '{}'",
  },
  index: {
    named: "index users.an_index",
    make: "create index an_index on users.plain (LIVE(b))",
    drop: "drop index users.an_index",
    works: "select count(*) = 1 from pg_indexes where indexname = 'an_index'",
  },
  "function with a standard body": {
    named: "function users.calls()",
    make: "create function users.calls() returns jsonb begin atomic select LIVE('{}'); end",
    drop: "drop function users.calls()",
    works: "select users.calls() = '1'",
  },
};

/** An environment whose active deployment does not have `goes` any more, which is still live, and which a case uses. */
async function used(env: string, { make }: Case): Promise<{ live: string; schema: string }> {
  const schema = await session.schema();
  await session.returning(schema, "stays", 1);
  await session.deploy(env, schema);
  await session.returning(schema, "goes", 1, "immutable");
  await session.deploy(env, schema);
  const live = await session.liveSchema(env);
  await session.client.query(make.replaceAll("LIVE", `${live}.goes`));
  return { live, schema };
}

describe.each(Object.entries(cases))("a %s that uses a live function", (kind, one) => {
  const env = kind.replaceAll(/\W/g, "_");

  it("SG-P02 SG-R05 is named by prune and by rollback, and never broken", async () => {
    const { live, schema } = await used(env, one);
    const works = async () => {
      expect(await session.value(one.works)).toBe(true);
    };
    expect(await failure(session.rollback(env))).toMatchObject({
      code: "2BP01",
      message: expect.stringContaining(
        `functions that are in use: ${live}.goes is used by ${one.named}`,
      ) as string,
      detail: `${live}.goes is used by ${one.named}`,
    });
    await works();
    await session.drop(schema, "goes");
    const pruned = {
      dropped: [],
      skipped_with_dependents: ["goes"],
      dependents: { goes: [one.named] },
    };
    await session.with({ "stopgap.prune": "on" }, () => session.deploy(env, schema));
    expect((await session.deployments(env))[0]?.manifest.prune).toMatchObject(pruned);
    expect(await session.value("select stopgap.prune($1)", [env])).toMatchObject(pruned);
    await session.value("select stopgap.collect_garbage(1)");
    expect(await session.value("select stopgap.repair($1)", [env])).toMatchObject({ is_ok: true });
    await works();
    await session.client.query(one.drop);
    expect(await session.value("select stopgap.prune($1)", [env])).toMatchObject({
      dropped: ["goes"],
      skipped_with_dependents: [],
    });
  });
});
