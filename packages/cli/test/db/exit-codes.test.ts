import { createTestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, expect, it } from "vitest";

import { runInProcess, startInProcess } from "../fixtures/run-in-process.js";
import { startStopgap } from "../fixtures/run-stopgap.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.define("app", "one", "1");
  await on.deploy("prod", "app");
});
afterAll(() => on.database.drop());

it("SG-L01 ends with 0 when it is done", async () => {
  expect(await on.stopgap("status")).toMatchObject({ exitCode: 0, stderr: "" });
});

it("SG-L01 ends with 2 for wrong usage", async () => {
  const { exitCode, stdout, stderr } = await on.stopgap("depoly");
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toBe("stopgap: unknown command 'depoly'\n  hint: Did you mean deploy?\n");
});

it("ends with 3 where there is a difference, when --exit-code asks for it", async () => {
  await on.define("other", "two", "2");
  const diff = ["diff", "--from-schema", "other"];
  expect(await on.stopgap(...diff, "--exit-code")).toMatchObject({ exitCode: 3, stderr: "" });
  expect(await on.stopgap(...diff)).toMatchObject({ exitCode: 0 });
  expect(await on.stopgap("diff", "--from-schema", "app", "--exit-code")).toMatchObject({
    exitCode: 0,
  });
});

it("SG-L04 ends with 10 where nothing listens, and prints no password", async () => {
  const db = "postgresql://ada:secret@127.0.0.1:1/shop";
  const { exitCode, stdout, stderr } = await runInProcess(["status", "--db", db, "--verbose"], {});
  expect(exitCode).toBe(10);
  expect(stdout).toBe("");
  expect(stderr).toContain(
    "stopgap: database connection failed: ada@127.0.0.1:1/shop: connect ECONNREFUSED 127.0.0.1:1\n",
  );
  expect(stderr).not.toContain("secret");
});

it("SG-L04 ends with 10 where the database does not exist", async () => {
  const url = new URL(on.database.url);
  url.pathname = "/stopgap_there_is_none";
  const { exitCode, stderr } = await runInProcess(["status", "--db", url.href, "--json"], {});
  expect(exitCode).toBe(10);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: "cannot_connect", detail: null } });
});

it("SG-L04 ends with 11 when the database refuses, and tells what PostgreSQL says", async () => {
  const { exitCode, stdout, stderr } = await on.stopgap("rollback", "--to", "999999", "--json");
  expect(exitCode).toBe(11);
  expect(stdout).toBe("");
  expect(JSON.parse(stderr)).toMatchObject({
    error: { message: "rollback target deployment 999999 does not belong to env prod" },
  });
});

it("ends with 11 where Stopgap is not installed, and says how to install it", async () => {
  const empty = await createTestDatabase();
  const { exitCode, stderr } = await runInProcess(["status"], { STOPGAP_DB: empty.url });
  await empty.drop();
  expect(exitCode).toBe(11);
  expect(stderr).toBe(
    'stopgap: database command failed: schema "stopgap" does not exist\n' +
      "  hint: Install or upgrade Stopgap in this database: stopgap init --db <url>\n",
  );
});

it("SG-L04 ends with 12 when it cannot read the answer", async () => {
  const other = await stopgapDatabase();
  await other.client.query(
    "create or replace function stopgap.status(env text) returns jsonb language sql as $$ select '[1]'::jsonb $$",
  );
  const { exitCode, stdout, stderr } = await other.stopgap("status");
  await other.database.drop();
  expect(exitCode).toBe(12);
  expect(stdout).toBe("");
  expect(stderr).toContain("stopgap: invalid database response: ");
});

it("ends with 13 for type errors, and shows them in their source", async () => {
  await on.client.query("create schema broken");
  await on.client.query("set check_function_bodies = off");
  await on.client.query(
    "create function broken.f(args jsonb) returns jsonb language plts as " +
      on.client.escapeLiteral(
        'import { query, v } from "@stopgap/runtime";\n' +
          "export default query(v.object({ id: v.int() }), async (args) => {\n" +
          "  return args.id.toUpperCase();\n" +
          "});\n",
      ),
  );
  const deploy = ["deploy", "--from-schema", "broken", "--env", "broken"];
  const { exitCode, stdout, stderr } = await on.stopgap(...deploy);
  expect(exitCode).toBe(13);
  expect(stdout).toBe("");
  expect(stderr).toContain(
    [
      "broken.f:3:18 - error TS2339: Property 'toUpperCase' does not exist on type 'number'.",
      "",
      "2 export default query(v.object({ id: v.int() }), async (args) => {",
      "3   return args.id.toUpperCase();",
      "                   ^",
      "4 });",
    ].join("\n"),
  );
  const asJson = await on.stopgap(...deploy, "--json");
  expect(asJson.exitCode).toBe(13);
  expect(JSON.parse(asJson.stderr)).toMatchObject({
    error: {
      code: "deploy_failed",
      sqlstate: "42601",
      diagnostics: [{ severity: "error", code: "TS2339", line: 3, column: 18 }],
    },
  });
});

it("ends with 130 when it is interrupted, and the server stops working for it", async () => {
  await on.define("app", "endless", "(() => { for (;;); })()");
  await on.deploy("prod", "app");
  const { process, outcome } = startStopgap(["call", "api.legacy.endless"], {
    STOPGAP_DB: on.database.url,
  });
  await expect.poll(() => busySessions(), { timeout: 20_000 }).toBe(1);
  process.kill("SIGINT");
  expect(await outcome).toEqual({ exitCode: 130, stdout: "", stderr: "stopgap: interrupted\n" });
  await expect.poll(() => busySessions()).toBe(0);
});

it("ends with 130 in the middle of a deploy, and what was live stays live", async () => {
  await on.define("halted", "f", "1");
  const active = await on.deploy("halted", "halted");
  await on.define("halted", "f", "2");
  await on.client.query(
    `create function public.wait() returns event_trigger language plpgsql as 'begin perform pg_sleep(60); end';
     create event trigger wait on ddl_command_end when tag in ('CREATE FUNCTION') execute function public.wait()`,
  );
  const deploy = startInProcess(["deploy", "--env", "halted", "--from-schema", "halted"], {
    STOPGAP_DB: on.database.url,
  });
  await expect.poll(() => busySessions("deploy"), { timeout: 20_000 }).toBe(1);
  deploy.interrupt();
  const outcome = await deploy.outcome;
  await on.client.query("drop event trigger wait");
  expect(outcome).toMatchObject({ exitCode: 130, stdout: "" });
  expect(outcome.stderr).toContain("stopgap: interrupted");
  const { stdout } = await on.stopgap("status", "--env", "halted", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ status: { active_deployment_id: active } });
});

it("connects again where the connection is lost in the middle of a deploy, which happens once", async () => {
  await on.define("cut", "f", "1");
  await on.client.query(
    `create table public.lost (at timestamptz);
     grant select on public.lost to public;
     create function public.wait_once() returns event_trigger language plpgsql as $$
     begin
       if not exists (select from public.lost) then perform pg_sleep(60); end if;
     end $$;
     create event trigger wait_once on ddl_command_end when tag in ('CREATE FUNCTION')
       execute function public.wait_once()`,
  );
  const deploy = startInProcess(["deploy", "--env", "cut", "--from-schema", "cut", "--json"], {
    STOPGAP_DB: on.database.url,
  });
  await expect.poll(() => busySessions("deploy"), { timeout: 20_000 }).toBe(1);
  await on.client.query("insert into public.lost values (now())");
  await on.client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and query like '%stopgap.%deploy%'`,
  );
  const { exitCode, stdout } = await deploy.outcome;
  await on.client.query("drop event trigger wait_once");
  expect(exitCode).toBe(0);
  const answer = JSON.parse(stdout) as { readonly deployment_id: number };
  const listed = await on.stopgap("deployments", "--env", "cut", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject({
    count: 1,
    deployments: [{ id: answer.deployment_id, status: "active" }],
  });
});

async function busySessions(calls = "call_fn"): Promise<number> {
  const { rowCount } = await on.client.query(
    `select from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query like $1`,
    [`%stopgap.%${calls}%`],
  );
  return rowCount ?? 0;
}
