import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";

import type { Gateway } from "@stopgap/gateway";

import type { Command } from "../../command.js";
import { CliError, usageError } from "../../errors/cli-error.js";
import { exitCodes } from "../../errors/exit-code.js";
import type { Invocation } from "../../invocation.js";
import { textOption } from "../../options/cli-option.js";
import { version } from "../../version.js";

const envFileOption = textOption({
  flags: "--env-file <file>",
  description: "a file with settings, NAME=value a line; the environment beats it",
  twin: "STOPGAP_ENV_FILE",
});

/** `stopgap gateway serve` */
export const gatewayServeCommand: Command = {
  name: "serve",
  summary: "run the gateway until it is told to stop; its settings are environment variables",
  options: [envFileOption],
  run: async (invocation) => {
    const { context, reporter, show } = invocation;
    const gateway = await openGateway(await environment(invocation));
    context.endGracefully();
    try {
      const url = await listen(gateway);
      show({ document: { command: "gateway serve", url, version }, text: () => "" });
      reporter.note(`the gateway listens at ${url}; Ctrl-C stops it`);
      await aborted(context.interruption);
      reporter.note("the gateway stops when the requests under way have ended");
    } finally {
      await gateway.close();
    }
    return undefined;
  },
};

async function openGateway(env: NodeJS.ProcessEnv): Promise<Gateway> {
  // Loaded here, so that no other command pays for it.
  const { createGateway, readSettings, SettingsError } = await import("@stopgap/gateway");
  try {
    return await createGateway({ settings: readSettings(env) });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new CliError(error.code, exitCodes.usage, error.message, {
      hint: "deploy/.env.example has all settings.",
      cause: error,
    });
  }
}

/** The environment, with what a file adds to it. */
async function environment({ context, options }: Invocation): Promise<NodeJS.ProcessEnv> {
  const file = options.value(envFileOption);
  if (file === undefined) return context.env;
  const given = parseEnv(await readEnvFile(resolve(context.folder, file)));
  const set = Object.entries(context.env).filter(([, value]) => value !== "");
  return { ...given, ...Object.fromEntries(set) };
}

async function readEnvFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw usageError(`the file of --env-file cannot be read: ${path} (${code ?? "unknown"})`);
  }
}

async function listen(gateway: Gateway): Promise<string> {
  try {
    return await gateway.listen();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "the gateway cannot listen";
    throw new CliError("cannot_listen", exitCodes.unexpected, message, {
      hint: "Set GATEWAY_HOST and GATEWAY_PORT to an address of this machine that nobody uses.",
      cause,
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
