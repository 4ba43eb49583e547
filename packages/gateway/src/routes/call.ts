import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { calledName } from "../calls/call.js";
import type { CallAnswer } from "../calls/call.js";
import { callBodySchema, readCall } from "../calls/call-body.js";
import { Caller } from "../calls/caller.js";
import { Calls } from "../calls/calls.js";
import { throwIfGone } from "../calls/interruption.js";
import { readIdempotencyKey } from "../idempotency/idempotency-key.js";

/** What is answered as text that is JSON already. */
const answerSchema = Type.Unsafe<string>(
  Type.Union([
    Type.Object(
      {
        rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
        row_count: Type.Integer(),
        execution_time_ms: Type.Integer(),
      },
      { title: "Of a function in SQL" },
    ),
    Type.Object(
      { result: Type.Unknown(), execution_time_ms: Type.Integer() },
      { title: "Of a TypeScript function" },
    ),
  ]),
);

/** `POST /call`: calls a function in SQL, or a deployed TypeScript function, in a tenant's database. */
export const callRoute: Route = (app, { settings, pools, databases, metrics, log }) => {
  const { limits, servers } = settings;
  const withStandby = new Set(servers.filter(({ standby }) => standby).map(({ name }) => name));
  const calls = new Calls({
    pools,
    limits,
    hasStandby: (server) => withStandby.has(server),
    onLeftKeys: (err, { name: database }) => {
      log.warn({ err, database }, "expired idempotency keys were not removed");
    },
  });
  app.post(
    "/call",
    {
      config: { keepsBodyText: true },
      schema: {
        summary: "Call a function in a tenant's database",
        tags: ["calls"],
        headers: Type.Object({
          "idempotency-key": Type.Optional(
            Type.String({
              description:
                "Makes a mutation that is sent again answer what it did the first time, for 24 hours",
            }),
          ),
        }),
        body: callBodySchema,
        response: { 200: answerSchema },
      },
    },
    async (request, reply) => {
      const start = performance.now();
      const key = readIdempotencyKey(request.headers["idempotency-key"]);
      const { platform, identity, tenant, call } = readCall(
        request.body,
        request.bodyText,
        key,
        limits,
      );
      await request.requirePlatform(platform, tenant);
      request.subject = {
        platform,
        tenant,
        function: calledName(call),
        ...(call.kind === "path" && call.deploymentId !== null
          ? { version: call.deploymentId }
          : {}),
      };
      const caller = new Caller(reply.raw);
      let outcome: "ok" | "error" = "error";
      try {
        const database = await databases.find(platform, identity);
        const answer = await calls.run(database, call, caller);
        outcome = "ok";
        if (answer.isRepeated) reply.header("idempotent-replayed", "true");
        reply.header("content-type", "application/json; charset=utf-8");
        return await reply.send(answerText(call.kind, answer, performance.now() - start));
      } catch (error) {
        throwIfGone(caller);
        throw error;
      } finally {
        metrics.call(platform, outcome, (performance.now() - start) / 1000);
      }
    },
  );
};

/** Put together as text: what the database has written keeps every digit. */
function answerText(kind: "function" | "path", { text, rowCount }: CallAnswer, ms: number): string {
  const time = `"execution_time_ms":${Math.round(ms)}`;
  return kind === "path"
    ? `{"result":${text},${time}}`
    : `{"rows":${text},"row_count":${rowCount},${time}}`;
}
