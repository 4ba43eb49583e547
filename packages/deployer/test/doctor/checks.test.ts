import { describe, expect, it } from "vitest";

import { checkEngine } from "../../src/doctor/check-engine.js";
import { checkInstallation } from "../../src/doctor/check-installation.js";
import { checkPooler } from "../../src/doctor/check-pooler.js";
import { checkServer } from "../../src/doctor/check-server.js";

describe("PostgreSQL's version", () => {
  it.each([
    [130_012, "problem"],
    [140_000, "ok"],
    [180_004, "ok"],
    [190_000, "warning"],
  ])("%d is a matter of %s", (versionNumber, status) => {
    expect(checkServer({ versionNumber })).toMatchObject({ status });
  });
});

describe("an engine", () => {
  const about = (name: string, installed: string | null, preloaded: readonly string[] | null) => ({
    engines: [{ name, installed, available: "3.2.4" }],
    installation: null,
    preloaded,
  });

  it.each([
    ["plv8", "3.0.0"],
    ["pljs", "0.9.9"],
  ])("%s of version %s is too old", (name, version) => {
    expect(checkEngine(about(name, version, [name]))).toContainEqual({
      check: "engine",
      env: null,
      status: "problem",
      found: `${name} ${version} is too old; the server has 3.2.4`,
      remedy: `alter extension ${name} update;`,
    });
  });

  it("that the server does not have is to be installed", () => {
    expect(checkEngine({ engines: [], installation: null, preloaded: null })).toMatchObject([
      { status: "problem", found: "the server has no JavaScript engine" },
    ]);
  });

  it.each([
    [
      "pljs",
      [],
      "problem",
      "alter system set shared_preload_libraries = 'pljs'; -- and restart the server",
    ],
    [
      "pljs",
      ["pg_stat_statements"],
      "problem",
      "alter system set shared_preload_libraries = 'pg_stat_statements', 'pljs'; -- and restart the server",
    ],
    ["pljs", ["pljs"], "ok", null],
    [
      "plv8",
      ["plv8"],
      "warning",
      "alter system set shared_preload_libraries = ''; -- and restart the server",
    ],
    ["plv8", ["pg_stat_statements"], "ok", null],
    ["pljs", null, "ok", null],
  ])("%s, where the server loads %j: %s", (name, preloaded, status, remedy) => {
    expect(checkEngine(about(name, "3.2.2", preloaded))).toContainEqual(
      expect.objectContaining({ check: "preload", status, remedy }),
    );
  });
});

describe("a pooler", () => {
  const session = (greeted: number, backends: readonly number[]) => {
    const rest = [...backends];
    const query = () => Promise.resolve({ rows: [{ answer: String(rest.shift()) }] });
    return { processID: greeted, query };
  };

  it("is not there where the server that answers is the one that has greeted", async () => {
    const found = await checkPooler(session(7, []), { backend: 7 }, undefined);
    expect(found).toMatchObject({ status: "ok", found: "none" });
  });

  it("in session mode gives each session a process of its own", async () => {
    const second = session(9, [22, 22, 22]);
    const found = await checkPooler(session(8, [21, 21, 21]), { backend: 21 }, second);
    expect(found).toMatchObject({ status: "ok" });
  });

  it("in transaction mode is seen where two sessions meet one process, at last", async () => {
    const second = session(9, [22, 21]);
    const found = await checkPooler(session(8, [21, 21]), { backend: 21 }, second);
    expect(found).toMatchObject({ check: "pooler", status: "warning" });
  });
});

describe("an installation without deployments", () => {
  it.each([
    [true, "create extension stopgap;"],
    [false, "stopgap init --database-only --db <url>"],
  ])("as an extension: %s, is completed by: %s", async (isExtension, remedy) => {
    const installation = {
      mayUse: true,
      isExtension,
      hasDeployments: false,
      hasLanguage: true,
      roles: [],
    };
    const unasked = { query: () => Promise.reject(new Error("it asked the database")) };
    expect(await checkInstallation(unasked, { installation })).toMatchObject({
      status: "problem",
      remedy,
    });
  });
});
