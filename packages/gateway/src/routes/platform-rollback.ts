import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { whenGone } from "../app/when-gone.js";
import { asGatewayError } from "../errors/as-gateway-error.js";
import { errorBody, errorBodySchema } from "../errors/error-body.js";
import { GatewayError } from "../errors/gateway-error.js";
import { countResults, fleetCountFields } from "../fleets/fleet-answer.js";
import { targetDatabases, targetFields, tenantOfTarget } from "../fleets/function-targets.js";
import { runFleet } from "../fleets/run-fleet.js";

const resultSchema = Type.Object({
  database: Type.String(),
  status: Type.Enum(["rolled_back", "failed", "skipped"]),
  deployment_id: Type.Optional(Type.Integer()),
  previous_deployment_id: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  error: Type.Optional(errorBodySchema),
});

/** `POST /platform/{platform}/rollback`: makes earlier TypeScript functions live again. */
export const platformRollbackRoute: Route = (app, context) => {
  const { settings, registry, databases, functions, stopping } = context;
  app.post(
    "/platform/:platform/rollback",
    {
      schema: {
        summary: "Make an earlier deployment active again, in one or all databases",
        tags: ["tenants"],
        params: Type.Object({ platform: Type.String() }),
        body: Type.Object(
          {
            ...targetFields,
            steps: Type.Optional(
              Type.Integer({ minimum: 1, description: "How many deployments back. Default: 1" }),
            ),
            to: Type.Optional(
              Type.Integer({ minimum: 1, description: "The deployment of one database" }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            platform: Type.String(),
            ...fleetCountFields,
            results: Type.Array(resultSchema),
            execution_time_ms: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) => {
      const start = performance.now();
      const { platform } = request.params;
      const { body } = request;
      const { steps, to: toId } = body;
      await request.requirePlatform(platform, tenantOfTarget(body));
      const targets = await targetDatabases(registry, databases, platform, body);
      const isOne = body.database_id !== undefined || body.tenant_id !== undefined;
      if (toId !== undefined && (steps !== undefined || !isOne)) {
        throw new GatewayError(
          "invalid_request",
          "Deployments are numbered in each database: `to` needs one database, and excludes `steps`",
        );
      }
      const signal = AbortSignal.any([whenGone(reply), stopping]);
      const outcomes = await runFleet(
        targets,
        (database) =>
          functions.rollback(database, toId === undefined ? { steps } : { toId }, signal),
        {
          canaries: 0,
          parallelism: settings.fleetParallelism,
          // What is wrong is to be gone everywhere.
          maxFailures: Number.POSITIVE_INFINITY,
          signal,
          onOutcome: ({ member, status }) => {
            request.log.info({ database: member.name, status }, "functions were rolled back");
          },
        },
      );
      const [only] = outcomes;
      if (isOne && only?.status === "failed") throw only.error;
      const results = outcomes.map((outcome) => {
        const { name: database } = outcome.member;
        if (outcome.status === "skipped") return { database, status: "skipped" as const };
        if (outcome.status === "failed") {
          const error = errorBody(asGatewayError(outcome.error));
          return { database, status: "failed" as const, error };
        }
        const { deploymentId, previousDeploymentId } = outcome.result;
        return {
          database,
          status: "rolled_back" as const,
          deployment_id: deploymentId,
          previous_deployment_id: previousDeploymentId,
        };
      });
      return {
        platform,
        ...countResults(results),
        results,
        execution_time_ms: Math.round(performance.now() - start),
      };
    },
  );
};
