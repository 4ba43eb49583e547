import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { whenGone } from "../app/when-gone.js";
import { GatewayError } from "../errors/gateway-error.js";
import { asGatewayError } from "../errors/as-gateway-error.js";
import { errorBody, errorBodySchema } from "../errors/error-body.js";
import { countResults, fleetCountFields, fleetRequestFields } from "../fleets/fleet-answer.js";
import { canariesFirst } from "../fleets/fleet-members.js";
import { targetDatabases, targetFields, tenantOfTarget } from "../fleets/function-targets.js";
import { runFleet } from "../fleets/run-fleet.js";
import { storedSchema, versionOf } from "../tenants/stored-schema.js";

const resultSchema = Type.Object({
  database: Type.String(),
  status: Type.Enum(["deployed", "unchanged", "failed", "skipped"]),
  deployment_id: Type.Optional(Type.Integer()),
  previous_deployment_id: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  added: Type.Optional(Type.Integer()),
  changed: Type.Optional(Type.Integer()),
  removed: Type.Optional(Type.Integer()),
  unchanged: Type.Optional(Type.Integer()),
  error: Type.Optional(errorBodySchema),
});

/** `POST /platform/{platform}/deploy`: makes the TypeScript functions of a stored schema live, and nothing else of it. */
export const platformDeployRoute: Route = (app, context) => {
  const { settings, archives, registry, databases, functions, stopping } = context;
  app.post(
    "/platform/:platform/deploy",
    {
      schema: {
        summary:
          "Deploy the TypeScript functions of a stored schema to one or all of its databases",
        tags: ["tenants"],
        params: Type.Object({ platform: Type.String() }),
        body: Type.Object(
          {
            ...targetFields,
            schema_name: Type.String({ minLength: 1 }),
            label: Type.Optional(Type.String({ description: "Default: schema and version" })),
            ...fleetRequestFields,
            force: Type.Optional(Type.Boolean()),
            accept: Type.Optional(Type.Array(Type.String())),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            platform: Type.String(),
            schema_name: Type.String(),
            version: Type.Integer({ description: "Of the stored schema" }),
            ...fleetCountFields,
            results: Type.Array(resultSchema),
            execution_time_ms: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) => {
      const start = performance.now();
      const signal = AbortSignal.any([whenGone(reply), stopping]);
      const { platform } = request.params;
      const { body, log } = request;
      await request.requirePlatform(platform, tenantOfTarget(body));
      const stored = await storedSchema(registry, platform, body.schema_name);
      const targets = await targetDatabases(registry, databases, platform, body);
      const { modules } = await archives.unpack(await registry.readArchive(stored), signal);
      if (modules.length === 0) {
        const message = `Schema '${stored.name}' has no TypeScript functions`;
        throw new GatewayError("invalid_request", message);
      }
      const { canary_databases: canaries = targets.slice(0, 1).map(({ name }) => name) } = body;
      const { label = versionOf(stored), force = false, accept = [] } = body;
      const outcomes = await runFleet(
        canariesFirst(targets, canaries),
        (database) => functions.deploy(database, modules, { label, force, accept, signal }),
        {
          canaries: canaries.length,
          parallelism: body.parallelism ?? settings.fleetParallelism,
          maxFailures: body.max_failures ?? 1,
          signal,
          onOutcome: ({ member, status }) => {
            log.info({ database: member.name, status }, "functions of a database were deployed");
          },
        },
      );
      const [only] = outcomes;
      if (isOneDatabase(body) && only?.status === "failed") throw only.error;
      const results = outcomes.map((outcome) => {
        const { name: database } = outcome.member;
        if (outcome.status === "skipped") return { database, status: "skipped" as const };
        if (outcome.status === "failed") {
          const error = errorBody(asGatewayError(outcome.error));
          return { database, status: "failed" as const, error };
        }
        const { deploymentId, previousDeploymentId, isUnchanged, summary } = outcome.result;
        const { added, recompiled, removed, unchanged, "changed (dependency)": behind } = summary;
        return {
          database,
          status: isUnchanged ? ("unchanged" as const) : ("deployed" as const),
          deployment_id: deploymentId,
          previous_deployment_id: previousDeploymentId,
          ...{ added, changed: summary.changed + recompiled + behind, removed, unchanged },
        };
      });
      return {
        platform,
        schema_name: stored.name,
        version: stored.version,
        ...countResults(results),
        results,
        execution_time_ms: Math.round(performance.now() - start),
      };
    },
  );
};

function isOneDatabase(target: {
  readonly database_id?: string;
  readonly tenant_id?: string;
}): boolean {
  return target.database_id !== undefined || target.tenant_id !== undefined;
}
