import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";
import { checkPlatformName } from "../naming/platform-name.js";
import type { Platform } from "../registry/registry.js";
import { credentialsOf, loginFields, type PlatformLogin } from "../secrets/platform-login.js";
import { createPlatformToken } from "../secrets/platform-token.js";

const bodySchema = Type.Object(
  {
    platform: Type.String({ description: "Letters, digits and underscores" }),
    ...loginFields,
    token: Type.Optional(
      Type.Boolean({ description: "Answer with a token, which every request of it needs then" }),
    ),
    rotate: Type.Optional(
      Type.Boolean({
        description: "Give a registered platform a new token in place of the old one",
      }),
    ),
  },
  { additionalProperties: false },
);

const answerSchema = Type.Object({
  status: Type.Union([Type.Literal("registered"), Type.Literal("rotated")]),
  platform: Type.String(),
  message: Type.String(),
  has_dedicated_credentials: Type.Boolean(),
  token: Type.Optional(Type.String({ description: "It is told this once" })),
});

/** `POST /platform/register`: makes a platform known, or gives it a new token. */
export const platformRegisterRoute: Route = (app, { registry, databases }) => {
  const register = async (
    name: string,
    credentials: Platform["credentials"],
    tokenHash: string | null,
  ): Promise<void> => {
    const platform = await registry.addPlatform({ name, credentials, tokenHash });
    if (!credentials) return;
    try {
      await databases.preparePlatform(platform);
    } catch (error) {
      await registry.unregisterPlatform(name);
      throw error;
    }
  };

  app.post(
    "/platform/register",
    {
      schema: {
        summary: "Register a platform",
        tags: ["platforms"],
        body: bodySchema,
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const { platform, token, rotate, ...login } = request.body;
      await request.requirePlatform(platform);
      checkPlatformName(platform);
      const made = token === true || rotate === true ? createPlatformToken() : null;
      const answered = made ? { token: made.token } : {};
      if (rotate === true) {
        const { credentials } = await changeToken(platform, made?.hash ?? null, login);
        return {
          status: "rotated" as const,
          platform,
          message: "The token is a new one. The one before counts no more.",
          has_dedicated_credentials: credentials !== null,
          ...answered,
        };
      }
      const credentials = credentialsOf(login);
      await register(platform, credentials, made?.hash ?? null);
      return reply.code(201).send({
        status: "registered",
        platform,
        message: credentials
          ? "Platform registered with dedicated PostgreSQL credentials. Database isolation enabled."
          : "Platform registered using default gateway credentials. For better security, provide db_user and db_password.",
        has_dedicated_credentials: credentials !== null,
        ...answered,
      });
    },
  );

  async function changeToken(
    name: string,
    tokenHash: string | null,
    login: PlatformLogin,
  ): Promise<Platform> {
    if (login.db_user !== undefined || login.db_password !== undefined)
      throw new GatewayError(
        "invalid_request",
        "rotate changes the token only: leave db_user and db_password out",
      );
    if (!(await registry.findPlatform(name))?.isRegistered)
      throw new GatewayError("invalid_request", `Platform '${name}' is not registered`);
    return registry.updatePlatform(name, { tokenHash });
  }
};
