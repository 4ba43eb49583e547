import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";
import { credentialsOf, loginFields, type PlatformLogin } from "../secrets/platform-login.js";
import { createSecretBox } from "../secrets/secret-box.js";
import { requireRegistered } from "../tenants/stored-schema.js";

/** `POST /platform/{platform}/credentials`: changes the login that a platform's databases are called with. */
export const platformCredentialsRoute: Route = (app, context) => {
  const { settings, registry, databases, pools } = context;
  const secrets = createSecretBox(settings.secretKey);
  app.post(
    "/platform/:platform/credentials",
    {
      schema: {
        summary: "Change the login of a platform",
        description:
          "Both fields, or both null for calls as the gateway. A login that is there already keeps its password: change that on the server first.",
        tags: ["platforms"],
        params: Type.Object({ platform: Type.String() }),
        body: Type.Object(loginFields, { additionalProperties: false }),
        response: {
          200: Type.Object({
            status: Type.Literal("changed"),
            platform: Type.String(),
            has_dedicated_credentials: Type.Boolean(),
          }),
        },
      },
    },
    async (request) => {
      const { platform } = request.params;
      await request.requirePlatform(platform);
      requireBoth(request.body);
      await requireRegistered(registry, platform);
      const credentials = credentialsOf(request.body);
      if (credentials) {
        // What cannot be kept must not be made.
        secrets.seal(credentials.password, platform);
        await databases.preparePlatform({ name: platform, credentials });
      }
      await registry.updatePlatform(platform, { credentials });
      await pools.renew(platform);
      request.log.info({ platform }, "the login of a platform was changed");
      return {
        status: "changed" as const,
        platform,
        has_dedicated_credentials: credentials !== null,
      };
    },
  );
};

function requireBoth({ db_user: user, db_password: password }: PlatformLogin): void {
  for (const [name, value] of Object.entries({ db_user: user, db_password: password }))
    if (value === undefined)
      throw new GatewayError("invalid_request", `Missing required field: ${name}`);
  if ((user === null) !== (password === null))
    throw new GatewayError("invalid_request", "db_user and db_password are both null or neither");
}
