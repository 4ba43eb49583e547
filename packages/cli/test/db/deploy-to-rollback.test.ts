import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

let on: StopgapDatabase;
let database: string;
beforeAll(async () => {
  on = await stopgapDatabase();
  const { username, host, pathname } = new URL(on.database.url);
  database = `${decodeURIComponent(username)}@${host}${pathname}`;
});
afterAll(() => on.database.drop());

async function json(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await on.stopgap(...args, "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Deploys one function into an environment of its own, and returns the deployment's id. */
async function deployed(env: string, expression: string): Promise<number> {
  await on.define(env, "f", expression);
  return on.deploy(env, env);
}

/** What the live function `f` of an environment returns. */
async function liveAnswer(env: string): Promise<unknown> {
  const { rows } = await on.client.query<{ answer: unknown }>(
    "select stopgap.call_fn('api.legacy.f', '{}', $1) as answer",
    [env],
  );
  return rows[0]?.answer;
}

describe("deploy", () => {
  it("SG-L01 answers with one JSON document", async () => {
    await on.define("shop", "list", "[]");
    await on.define("shop", "count", "0");
    const args = ["--env", "shop", "--from-schema", "shop", "--label", "the first"];
    const document = await json("deploy", ...args);
    expect(document).toEqual({
      command: "deploy",
      target: database,
      env: "shop",
      from_schema: "shop",
      label: "the first",
      source_root: null,
      module_count: 1,
      module_paths: ["legacy"],
      function_count: 2,
      function_paths: ["api.legacy.count", "api.legacy.list"],
      deployment_id: expect.any(Number) as number,
      previous_deployment_id: null,
      summary: {
        added: 2,
        changed: 0,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 0,
      },
      prune: false,
      pruned: { dropped: [], skipped_with_dependents: [] },
      duration_ms: expect.any(Number) as number,
    });
  });

  it("SG-L01 ends with a line that names target, environment, versions, counts and duration", async () => {
    const first = await deployed("line", "1");
    await on.define("line", "g", "2");
    const { stdout, stderr } = await on.stopgap("deploy", "--from-schema", "line", "--env=line");
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
      new RegExp(
        "^deployed env=line from_schema=line deployment_id=\\d+ prune=off module_count=1 function_count=2 " +
          `previous_deployment_id=${first} added=1 changed=0 unchanged=1 removed=0 ` +
          `target=${database} duration=[\\d.]+m?s$`,
      ),
    );
  });

  it("SG-L05 prunes when it is asked to, and only then", async () => {
    await on.define("pruned", "kept", "1");
    await on.define("pruned", "gone", "1");
    const args = ["deploy", "--env", "pruned", "--from-schema", "pruned"];
    await on.deploy("pruned", "pruned");
    await on.client.query("drop function pruned.gone(jsonb)");
    expect(await json(...args)).toMatchObject({ prune: false, pruned: { dropped: [] } });
    expect(await json(...args, "--prune")).toMatchObject({
      prune: true,
      pruned: { dropped: ["gone"], skipped_with_dependents: [] },
    });
  });

  it("SG-L05 passes the label", async () => {
    await on.define("labelled", "f", "1");
    await on.stopgap(
      "deploy",
      "--env",
      "labelled",
      "--from-schema",
      "labelled",
      "--label",
      "--odd",
    );
    const { deployments } = await json("deployments", "--env", "labelled");
    expect(deployments).toMatchObject([{ label: "--odd", is_active: true }]);
  });

  it("keeps a failure as a failed deployment, and changes nothing else", async () => {
    const good = await deployed("failing", "1");
    await on.define("failing", "f", "2");
    await on.client.query(
      `create function failing.f(a text) returns jsonb language plts as 'export default () => 1'`,
    );
    const { exitCode, stderr } = await on.stopgap(
      "deploy",
      "--env",
      "failing",
      "--from-schema",
      "failing",
    );
    expect(exitCode).toBe(11);
    expect(stderr).toContain("forbids overloaded plts functions");
    expect(await liveAnswer("failing")).toBe(1);
    const { stdout } = await on.stopgap("deployments", "--env", "failing");
    expect(stdout).toMatch(/^ *\d+ +failed +/m);
    expect(stdout).toMatch(/^ *\d+ failed: stopgap deploy forbids overloaded/m);
    expect(await json("status", "--env", "failing")).toMatchObject({
      status: { active_deployment_id: good },
    });
  });
});

describe("activate", () => {
  it("makes a deployment active, earlier or later, and answers with one JSON document", async () => {
    const first = await deployed("chosen", "1");
    const second = await deployed("chosen", "2");
    expect(await json("activate", String(first), "--env", "chosen")).toEqual({
      command: "activate",
      target: database,
      env: "chosen",
      deployment_id: first,
      previous_deployment_id: second,
      duration_ms: expect.any(Number) as number,
    });
    expect(await liveAnswer("chosen")).toBe(1);
    const { stdout } = await on.stopgap("activate", String(second), "--env", "chosen");
    expect(stdout).toMatch(
      new RegExp(
        `^activated env=chosen deployment_id=${second} previous_deployment_id=${first} target=${database} duration=`,
      ),
    );
    expect(await liveAnswer("chosen")).toBe(2);
  });

  it("is refused for what is active, and for what another environment has", async () => {
    const first = await deployed("chosen_again", "1");
    const other = await deployed("chosen_other", "1");
    for (const id of [first, other]) {
      const { exitCode, stdout, stderr } = await on.stopgap(
        ...["activate", String(id), "--env", "chosen_again"],
      );
      expect({ exitCode, stdout }).toEqual({ exitCode: 11, stdout: "" });
      expect(stderr).toMatch(id === first ? /is already active/ : /does not belong to env/);
    }
  });
});

describe("rollback", () => {
  it("SG-L01 goes back one deployment, and answers with one JSON document", async () => {
    const first = await deployed("back", "1");
    const second = await deployed("back", "2");
    expect(await json("rollback", "--env", "back")).toEqual({
      command: "rollback",
      target: database,
      env: "back",
      steps: 1,
      to_id: null,
      deployment_id: first,
      previous_deployment_id: second,
      duration_ms: expect.any(Number) as number,
    });
    expect(await liveAnswer("back")).toBe(1);
  });

  it("goes to the deployment that is named, and prints a line", async () => {
    const first = await deployed("named", "1");
    const second = await deployed("named", "2");
    await deployed("named", "3");
    const { stdout } = await on.stopgap("rollback", "--env", "named", "--to", String(first));
    expect(stdout).toMatch(
      new RegExp(
        `^rolled back env=named target_deployment_id=${first} to_id=${first} from_deployment_id=\\d+ `,
      ),
    );
    expect(await json("rollback", "--env", "named", "--to", String(second))).toMatchObject({
      steps: null,
      to_id: second,
      deployment_id: second,
    });
  });

  it("goes back several", async () => {
    const first = await deployed("several", "1");
    await deployed("several", "2");
    await deployed("several", "3");
    expect(await json("rollback", "--env", "several", "--steps", "2")).toMatchObject({
      deployment_id: first,
    });
  });
});

describe("status", () => {
  it("SG-L01 is null for an environment that there is not", async () => {
    expect(await json("status", "--env", "none")).toEqual({
      command: "status",
      env: "none",
      status: null,
    });
    expect((await on.stopgap("status", "--env", "none")).stdout).toBe("status env=none none\n");
  });

  it("SG-L01 shows the active deployment and its functions", async () => {
    const id = await deployed("shown", "1");
    expect(await json("status", "--env", "shown")).toMatchObject({
      command: "status",
      env: "shown",
      status: {
        env: "shown",
        live_schema: "live_shown",
        active_deployment_id: id,
        active_deployment: { id, status: "active", source_schema: "shown" },
      },
    });
    const { stdout } = await on.stopgap("status", "--env", "shown");
    expect(stdout).toContain(`status env=shown deployment_id=${id}\n`);
    expect(stdout).toMatch(/^live schema +live_shown$/m);
    expect(stdout).toMatch(/^f +api\.legacy\.f +mutation +[0-9a-f]{12}$/m);
  });
});

describe("deployments", () => {
  it("SG-L01 lists them, newest first", async () => {
    const first = await deployed("listed", "1");
    const second = await deployed("listed", "2");
    const document = await json("deployments", "--env", "listed");
    expect(document).toMatchObject({
      command: "deployments",
      env: "listed",
      count: 2,
      deployments: [
        { id: second, is_active: true, status: "active" },
        { id: first, is_active: false, status: "superseded" },
      ],
    });
    const { stdout } = await on.stopgap("deployments", "--env", "listed");
    expect(stdout).toMatch(
      /^deployments env=listed count=2\n\n *id {2}status +label +source +functions +changes/,
    );
    expect(stdout).toMatch(new RegExp(`^ *${second} {2}active +- +listed +1 +~1 `, "m"));
    expect(stdout).toMatch(new RegExp(`^ *${first} {2}superseded +- +listed +1 +\\+1 `, "m"));
  });

  it("lists a page", async () => {
    const first = await deployed("paged", "1");
    const second = await deployed("paged", "2");
    expect(await json("deployments", "--env", "paged", "--limit", "1")).toMatchObject({
      deployments: [{ id: second }],
    });
    expect(await json("deployments", "--env", "paged", "--before", String(second))).toMatchObject({
      deployments: [{ id: first }],
    });
  });

  it("SG-L01 is an empty list for an environment that there is not", async () => {
    expect(await json("deployments", "--env", "none")).toEqual({
      command: "deployments",
      env: "none",
      count: 0,
      deployments: [],
    });
  });
});

describe("diff", () => {
  it("SG-L01 tells what a deploy would change", async () => {
    await on.define("differs", "stays", "1");
    await on.define("differs", "changes", "1");
    await on.define("differs", "goes", "1");
    await on.deploy("differs", "differs");
    await on.define("differs", "changes", "2");
    await on.define("differs", "comes", "1");
    await on.client.query("drop function differs.goes(jsonb)");
    const args = ["diff", "--env", "differs", "--from-schema", "differs"];
    expect(await json(...args)).toMatchObject({
      command: "diff",
      env: "differs",
      from_schema: "differs",
      diff: {
        summary: {
          added: 1,
          changed: 1,
          "changed (dependency)": 0,
          recompiled: 0,
          removed: 1,
          unchanged: 1,
        },
        functions: [
          { fn_name: "changes", change: "changed" },
          { fn_name: "comes", change: "added", active_artifact_hash: null },
          { fn_name: "goes", change: "removed", candidate_artifact_hash: null },
          { fn_name: "stays", change: "unchanged" },
        ],
      },
    });
    const { stdout } = await on.stopgap(...args);
    expect(stdout).toMatch(/^diff env=differs from_schema=differs active_deployment_id=\d+\n/);
    expect(stdout).toMatch(/^~ +changes +changed +[0-9a-f]{12} +[0-9a-f]{12}$/m);
    expect(stdout).toMatch(/^\+ +comes +added +- +[0-9a-f]{12}$/m);
    expect(stdout).toMatch(/^- +goes +removed +[0-9a-f]{12} +-$/m);
    expect(stdout).not.toContain("stays");
    expect(stdout).toMatch(/\n1 added, 1 changed, 1 removed, 1 unchanged\n$/);
  });
});

describe("prune", () => {
  it("removes what the active deployment does not have, and with --dry-run only tells", async () => {
    await on.define("unused", "kept", "1");
    await on.define("unused", "gone", "1");
    await on.deploy("unused", "unused");
    await on.client.query("drop function unused.gone(jsonb)");
    await on.deploy("unused", "unused");
    const prune = { dropped: ["gone"], skipped_with_dependents: [] };
    expect(await json("prune", "--env", "unused", "--dry-run")).toMatchObject({
      command: "prune",
      env: "unused",
      dry_run: true,
      prune,
    });
    const { stdout } = await on.stopgap("prune", "--env", "unused");
    expect(stdout).toBe("- removed gone\npruned env=unused dry_run=off dropped=1 skipped=0\n");
    expect(await json("prune", "--env", "unused")).toMatchObject({ prune: { dropped: [] } });
  });
});
