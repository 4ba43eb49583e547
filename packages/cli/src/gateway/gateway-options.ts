import { usageError } from "../errors/cli-error.js";
import type { Invocation } from "../invocation.js";
import { textOption, textOptionOr, wholeNumberOption } from "../options/cli-option.js";

/** Where the gateway is, and for whom it is asked. Commands of `stopgap gateway` that ask it have these options. */
export const gatewayOptions = {
  gatewayUrl: textOption({
    flags: "--gateway-url <url>",
    description: "where the gateway is",
    twin: "STOPGAP_GATEWAY_URL",
    formerTwin: "DB_GATEWAY_URL",
    shownDefault: "http://127.0.0.1:9000",
  }),
  platform: textOption({
    flags: "--platform <name>",
    description: "the platform",
    twin: "STOPGAP_PLATFORM",
    formerTwin: "PLATFORM_ID",
  }),
  tenant: textOption({
    flags: "--tenant <id>",
    description: "the tenant",
    twin: "STOPGAP_TENANT",
    formerTwin: "TENANT_ID",
  }),
  token: textOption({
    flags: "--token <token>",
    description: "the platform's token, or a JSON Web Token",
    twin: "STOPGAP_TOKEN",
  }),
  retries: wholeNumberOption({
    flags: "--retries <n>",
    description: "how often to try again while the gateway is not there",
    twin: "STOPGAP_RETRIES",
    formerTwin: "RETRY_COUNT",
    shownDefault: "3",
  }),
  retryDelay: wholeNumberOption({
    flags: "--retry-delay <seconds>",
    description: "how long to wait before that",
    twin: "STOPGAP_RETRY_DELAY",
    formerTwin: "RETRY_DELAY",
    shownDefault: "5",
  }),
} as const;

/** The folder or archive of a schema, for a container's start-up. */
export const schemaFolderOption = textOptionOr("./src/postgresql", {
  flags: "--schema-folder <path>",
  description: "the folder of the schema, or an archive of it",
  twin: "STOPGAP_SCHEMA_FOLDER",
  formerTwin: "POSTGRESQL_PATH",
});

/** What a command asks the gateway with. */
export interface GatewayTarget {
  readonly url: string;
  readonly platform: string;
  readonly tenant: string | undefined;
  readonly token: string | undefined;
  readonly retries: number;
  readonly retryDelaySeconds: number;
}

/**
 * What the options of a command say.
 *
 * @throws {CliError} `usage` where there is no platform, or no URL that can be asked
 */
export function gatewayTarget({ options }: Invocation): GatewayTarget {
  const url = options.value(gatewayOptions.gatewayUrl) ?? "http://127.0.0.1:9000";
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) {
    throw usageError("--gateway-url is no URL of HTTP", "Such as http://gateway:9000.");
  }
  const platform = options.value(gatewayOptions.platform);
  if (platform === undefined) {
    throw usageError(
      "--platform <name> is missing",
      `Give it, or set ${gatewayOptions.platform.twin}.`,
    );
  }
  return {
    url,
    platform,
    tenant: options.value(gatewayOptions.tenant),
    token: options.value(gatewayOptions.token),
    retries: options.value(gatewayOptions.retries) ?? 3,
    retryDelaySeconds: options.value(gatewayOptions.retryDelay) ?? 5,
  };
}
