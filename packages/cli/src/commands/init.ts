import { join } from "node:path";

import { install, type Installation } from "@stopgap/sql";

import type { Command } from "../command.js";
import { explicitTarget } from "../connection/database-target.js";
import { withDatabase } from "../connection/with-database.js";
import { usageError } from "../errors/cli-error.js";
import type { Invocation } from "../invocation.js";
import { flagOption, type GivenValue } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import type { JsonDocument } from "../output/json.js";
import { resultLine } from "../output/result-line.js";
import type { Style } from "../output/style.js";
import { createProject, type CreatedProject } from "../project/create-project.js";

const databaseOnlyOption = flagOption({
  flags: "--database-only",
  description: "make no project, only install",
  twin: "STOPGAP_DATABASE_ONLY",
});

const revokeEngineOption = flagOption({
  flags: "--revoke-engine",
  description: "take the use of the engine's own language from PUBLIC",
  twin: "STOPGAP_REVOKE_ENGINE",
});

/** `stopgap init`: makes a project, and installs Stopgap into a database that is named for it, or upgrades what is there. */
export const initCommand: Command = {
  name: "init",
  summary: "make a project here; with --db also install Stopgap into that database, or upgrade it",
  options: [databaseOnlyOption, revokeEngineOption],
  run: async (invocation) => {
    const { context, options } = invocation;
    // Only a database that was named for this command: DATABASE_URL may be of something else entirely.
    const given = options.given(sharedOptions.db);
    const isDatabaseOnly = options.value(databaseOnlyOption);
    if (given === undefined && isDatabaseOnly) {
      throw usageError(
        "--database-only needs a database to install into",
        "Give --db <url>, or set STOPGAP_DB. `--db local` is the server of `stopgap db start`.",
      );
    }
    const project = isDatabaseOnly ? undefined : await createProject(context.folder);
    const installed = given && (await installInto(given, invocation));
    return {
      document: {
        command: "init",
        ...(project ? projectDocument(project) : {}),
        ...(installed ? installedDocument(installed) : {}),
      },
      text: (style) =>
        [
          ...(project ? [projectText(project, style)] : []),
          ...(installed ? [installedText(installed, style)] : []),
        ].join("\n"),
    };
  },
};

interface Installed extends Installation {
  readonly target: string;
}

function installInto(given: GivenValue, invocation: Invocation): Promise<Installed> {
  const { options, reporter } = invocation;
  return withDatabase(
    invocation,
    async ({ client, address }) => {
      reporter.step(`installing into ${address}`);
      const revokeEngine = options.value(revokeEngineOption);
      return { ...(await install(client, { revokeEngine })), target: address };
    },
    explicitTarget(given),
  );
}

function projectDocument({ root, marker, created, exampleFile }: CreatedProject): JsonDocument {
  return {
    project_root: root,
    marker,
    created,
    created_stopgap_dir: created.includes(exampleFile),
    created_example_file: created.includes(exampleFile),
    example_file: join(root, exampleFile),
  };
}

function installedDocument(installed: Installed): JsonDocument {
  const { target, version, previousVersion, engine, mode } = installed;
  return { target, version, previous_version: previousVersion, engine, mode };
}

function projectText({ root, marker, created, exampleFile }: CreatedProject, style: Style): string {
  const wrote = created.includes(exampleFile);
  const line = resultLine(
    "initialized stopgap",
    {
      root,
      marker,
      created_stopgap_dir: wrote,
      created_example_file: wrote,
    },
    style,
  );
  return [...created.map((path) => `${style.green("+")} ${path}`), line].join("\n");
}

function installedText(installed: Installed, style: Style): string {
  const { target, version, previousVersion, engine, mode } = installed;
  return resultLine(
    "initialized",
    {
      target,
      version,
      previous_version: previousVersion,
      engine: engine.name,
      engine_version: engine.version,
      mode,
    },
    style,
  );
}
