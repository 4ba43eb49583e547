import type { ProjectBundle } from "@stopgap/compiler/project";
import { createDeployer, type DeployBundleResult } from "@stopgap/deployer";
import { applySchema, formatNote, parseSchema, type SchemaResult } from "@stopgap/schema";

import type { Command } from "../../command.js";
import type { Invocation } from "../../invocation.js";
import { sharedOptions } from "../../options/shared-options.js";
import { formatDuration } from "../../output/duration.js";
import type { JsonDocument } from "../../output/json.js";
import { resultLine } from "../../output/result-line.js";
import type { Style } from "../../output/style.js";
import { visible, visibleLines } from "../../output/visible.js";
import { bundleModules } from "../../schema/bundle-modules.js";
import { type SchemaConnection, withSchemaConnection } from "../../schema/schema-connection.js";
import { readSchemaFiles } from "../../schema/schema-files.js";
import { changeJson, verificationJson } from "../../schema/schema-json.js";
import { acceptOption, forceSchemaOption } from "../../schema/schema-options.js";

/** `stopgap schema apply` */
export const schemaApplyCommand: Command = {
  name: "apply",
  summary: "make a database as a schema declares it, all or nothing",
  words: [{ name: "[schema]", description: "its folder or archive; default: the current folder" }],
  options: [acceptOption, forceSchemaOption],
  run: async (invocation) => {
    const { context, options, words } = invocation;
    const files = await readSchemaFiles(words[0], context.folder);
    const declared = await parseSchema(files.source);
    const { modules, checksum } = declared;
    const bundle = modules.length === 0 ? undefined : await bundleModules(modules);
    return withSchemaConnection(invocation, async (schemaConnection) => {
      const { connection, session, onEvent } = schemaConnection;
      const result = await applySchema(session, declared, {
        accept: options.value(acceptOption),
        force: options.value(forceSchemaOption),
        deployModules: async () =>
          deploy(invocation, schemaConnection, bundle ?? (await bundleModules(modules))),
        signal: context.interruption,
        onEvent,
      });
      const target = connection.address;
      return {
        document: { ...documentOf(result, target), schema: files.path, checksum },
        text: (style) => formatResult(result, target, style),
      };
    });
  },
};

const acceptedFunction = "break-function:";

/** Functions that the schema does not have any more are removed. */
async function deploy(
  { context, options }: Invocation,
  { connection }: SchemaConnection,
  bundle: ProjectBundle,
): Promise<DeployBundleResult> {
  const accepted = options
    .value(acceptOption)
    .filter((name) => name.startsWith(acceptedFunction))
    .map((name) => name.slice(acceptedFunction.length));
  const deployer = createDeployer({ client: connection.client, signal: context.interruption });
  return deployer.deployBundle({
    env: options.value(sharedOptions.env),
    bundle,
    sourceRoot: "functions",
    prune: true,
    acceptBreaking: options.value(forceSchemaOption) ? "all" : accepted,
  });
}

type Result = SchemaResult<DeployBundleResult>;

function isUnchanged({ unchanged, modules }: Result): boolean {
  return unchanged && (modules === null || modules.isUnchanged);
}

function documentOf(result: Result, target: string): JsonDocument {
  const { modules, verification } = result;
  return {
    command: "schema apply",
    target,
    mode: result.mode,
    is_unchanged: isUnchanged(result),
    extensions_installed: result.extensionsInstalled,
    types_deployed: result.typesDeployed,
    tables_created: result.tablesCreated,
    migrations_applied: result.migrationsApplied,
    functions_deployed: result.functionsDeployed,
    functions_dropped: result.functionsDropped,
    seeders: result.seeders,
    seeder_validations: result.seederValidations,
    safe_changes: result.safeChanges.map(changeJson),
    dataloss_changes: result.datalossChanges.map(changeJson),
    incompatible_changes: result.incompatibleChanges.map(changeJson),
    notes: result.notes.map(formatNote),
    verification: verification && verificationJson(verification),
    deployment_id: modules?.deploymentId ?? null,
    duration_ms: Math.round(result.durationMs),
  };
}

function formatResult(result: Result, target: string, style: Style): string {
  const { safeChanges, datalossChanges, incompatibleChanges, verification } = result;
  const changes = [...safeChanges, ...datalossChanges, ...incompatibleChanges];
  const verb = isUnchanged(result)
    ? "unchanged"
    : result.mode === "create"
      ? "created"
      : "migrated";
  return [
    ...(isUnchanged(result) ? [] : result.notes).map((note) =>
      style.dim(`note ${visible(formatNote(note))}`),
    ),
    ...(verification?.errorLog == null ? [] : [visibleLines(verification.errorLog), ""]),
    resultLine(
      verb,
      {
        extensions: result.extensionsInstalled,
        types: result.typesDeployed,
        tables: result.tablesCreated,
        migrations: result.migrationsApplied.length,
        changes: changes.length,
        functions: result.functionsDeployed,
        functions_dropped: result.functionsDropped,
        deployment_id: result.modules?.deploymentId,
        target,
        duration: formatDuration(result.durationMs),
      },
      style,
    ),
  ].join("\n");
}
