import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { pino, type DestinationStream, type Logger } from "pino";

import { SettingsError } from "../settings/settings-error.js";
import { defaultLogDir, type GatewaySettings } from "../settings/gateway-settings.js";
import { errorInLog } from "./error-in-log.js";

/** The package has no types, and a declaration of them would be missing where sources of this package are imported. */
const roll = createRequire(import.meta.url)("pino-roll") as (options: {
  readonly file: string;
  readonly extension: string;
  readonly frequency: "daily";
  readonly dateFormat: string;
  readonly minLength: number;
  readonly periodicFlush: number;
}) => Promise<ReturnType<typeof pino.destination>>;

/** The log of a gateway, and what writes its last lines out. */
export interface OpenedLog {
  readonly log: Logger;
  /** Writes what waits, and closes the file. */
  readonly close: () => Promise<void>;
}

/** What is written with, and how it ends. */
interface Sink {
  readonly stream: DestinationStream;
  readonly close: () => Promise<void>;
}

const flushMilliseconds = 250;
/** As much as is written at once, but for one. */
const bufferBytes = 16_383;

/**
 * Opens the log: JSON, a line each, to stdout, and to files of a day each in `logDir`.
 *
 * @param output - Where lines go in the place of stdout.
 * @throws SettingsError where `logDir` cannot be written, unless it is the default: then stdout has to do.
 */
export async function openLog(
  { logDir, logLevel }: Pick<GatewaySettings, "logDir" | "logLevel">,
  output?: DestinationStream,
): Promise<OpenedLog> {
  const main = output === undefined ? standardOutput() : { stream: output, close: nothing };
  const file = logDir === null ? null : await openFile(logDir);
  const sinks = file === null ? [main] : [main, file];
  const level = logLevel;
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorInLog },
    },
    file === null
      ? main.stream
      : pino.multistream(
          sinks.map(({ stream }) => ({ level: level === "silent" ? "fatal" : level, stream })),
        ),
  );
  if (logDir !== null && file === null) {
    log.warn({ folder: logDir }, "logs go to stdout only: the folder cannot be written");
  }
  return {
    log,
    close: async () => {
      for (const sink of sinks) await sink.close();
    },
  };
}

function standardOutput(): Sink {
  const stream = pino.destination({
    fd: 1,
    sync: false,
    minLength: bufferBytes,
    periodicFlush: flushMilliseconds,
  });
  return { stream, close: () => flushed(stream) };
}

async function openFile(folder: string): Promise<Sink | null> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    if (folder === defaultLogDir) return null;
    throw new SettingsError([
      {
        variable: "LOG_DIR",
        problem: `'${folder}' cannot be written (${reason(error)})`,
        remedy: "name a folder that can, or write LOG_DIR=none for logs on stdout only",
      },
    ]);
  }
  const stream = await roll({
    file: join(folder, "stopgap-gateway"),
    extension: ".log",
    frequency: "daily",
    dateFormat: "yyyy-MM-dd",
    minLength: bufferBytes,
    periodicFlush: flushMilliseconds,
  });
  return {
    stream,
    close: async () => {
      await flushed(stream);
      stream.end();
    },
  };
}

function flushed(stream: { flush(done: () => void): void }): Promise<void> {
  return new Promise((resolve) => {
    stream.flush(() => {
      resolve();
    });
  });
}

function reason(error: unknown): string {
  return (error as Partial<NodeJS.ErrnoException>).code ?? "unknown reason";
}

async function nothing(): Promise<void> {
  // What is given is its owner's to close.
}
