import type { ProjectBundle } from "@stopgap/compiler/project";
import type { Client } from "pg";

import { createDeployer } from "../../../src/index.js";
import { projectBundle, returning } from "../project-bundle.js";

/** Something that changes an environment, and what there has to be before. */
export interface Operation {
  readonly name: string;
  prepare(client: Client, env: string): Promise<void>;
  run(client: Client, env: string): Promise<unknown>;
}

/** Functions of a version: one that stays as it is, one that changes, one that only this version has. */
function project(env: string, version: number): ProjectBundle {
  const key = `${env} ${String(version)}`;
  const made =
    projects.get(key) ??
    projectBundle({
      same: returning({ get: env }),
      changing: returning({ get: key }),
      [`only${String(version)}`]: returning({ get: `only ${key}` }),
    });
  projects.set(key, made);
  return made;
}

const projects = new Map<string, ProjectBundle>();

const deployProject = (client: Client, env: string, version: number) =>
  createDeployer({ client }).deployBundle({
    ...{ env, bundle: project(env, version), prune: true },
    acceptBreaking: "all",
  });

const deploySchema = (client: Client, env: string, version: number) =>
  createDeployer({ client }).deploy({ env, fromSchema: `app_${String(version)}`, prune: true });

/** The schemas that all environments are deployed from. */
async function defineSchemas(client: Client): Promise<void> {
  for (const version of [1, 2]) {
    const schema = `app_${String(version)}`;
    const { rows } = await client.query(
      "select to_regnamespace($1) where to_regnamespace($1) is not null",
      [schema],
    );
    if (rows.length > 0) return;
    await client.query(`create schema ${schema}`);
    const functions = { same: "same", changing: version, [`only${String(version)}`]: version };
    for (const [name, value] of Object.entries(functions))
      await client.query(
        `create function ${schema}.${name}(args jsonb) returns jsonb language plts
         as $ts$export default () => ${JSON.stringify(value)};$ts$`,
      );
  }
}

export const operations: readonly Operation[] = [
  {
    name: "the deploy of a project",
    prepare: async (client, env) => {
      await deployProject(client, env, 1);
    },
    run: (client, env) => deployProject(client, env, 2),
  },
  {
    name: "the deploy of a schema",
    prepare: async (client, env) => {
      await defineSchemas(client);
      await deploySchema(client, env, 1);
    },
    run: (client, env) => deploySchema(client, env, 2),
  },
  {
    name: "a rollback",
    prepare: async (client, env) => {
      await deployProject(client, env, 1);
      await deployProject(client, env, 2);
    },
    run: (client, env) => createDeployer({ client }).rollback(env),
  },
  {
    name: "a promotion",
    prepare: async (client, env) => {
      await deployProject(client, `${env}_from`, 2);
      await deployProject(client, env, 1);
    },
    run: (client, env) => createDeployer({ client }).promote(`${env}_from`, env),
  },
];
