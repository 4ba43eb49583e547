import { type DeclaredSchema, SchemaError } from "@stopgap/schema";
import pLimit from "p-limit";

import { GatewayError } from "../errors/gateway-error.js";
import { schemaFailure } from "../errors/schema-failure.js";
import { ProcessEnded, WorkProcess } from "../processes/work-process.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import type { ArchiveAnswer, ArchiveRequest, UnpackedArchive } from "./archive-program.js";

/** What reading archives may take. */
export interface ArchiveReaderOptions {
  /** How many are read at a time; others wait. Default: 2. */
  readonly processes?: number;
  /** How long one may take, in milliseconds. Default: 60 s. */
  readonly timeLimitMs?: number;
  /** How much memory that may take, in megabytes. Default: 1024. */
  readonly memoryLimitMb?: number;
  /** How long a process is kept that has nothing to read, in milliseconds. Default: 60 s. */
  readonly idleMs?: number;
}

/** What an archive has and declares. */
export interface DeclaredArchive extends UnpackedArchive {
  readonly declared: DeclaredSchema;
}

/** Reads archives that somebody has sent, all of each before anything is done with it. */
export interface ArchiveReader {
  /**
   * The schema that an archive declares.
   *
   * @param signal - Ends it.
   * @throws GatewayError `schema_extraction_failed` with all that is wrong with it.
   */
  declare(archive: Uint8Array, signal?: AbortSignal): Promise<DeclaredArchive>;
  /** What an archive has, its SQL unread. */
  unpack(archive: Uint8Array, signal?: AbortSignal): Promise<UnpackedArchive>;
  /** Ends its processes. */
  close(): Promise<void>;
}

type ArchiveProcess = WorkProcess<ArchiveRequest, ArchiveAnswer>;

/**
 * Reads archives in processes of their own, which are kept for the next one for a while: whatever somebody has sent, calls go on
 * meanwhile, and what takes too much ends a process and not the gateway.
 *
 * @example
 * const archives = createArchiveReader(settings.limits);
 * const { declared } = await archives.declare(archive);
 */
export function createArchiveReader(
  limits: Pick<GatewaySettings["limits"], "archiveBytes" | "unpackedBytes" | "archiveFiles">,
  options: ArchiveReaderOptions = {},
): ArchiveReader {
  const { processes = 2, timeLimitMs = 60_000, memoryLimitMb = 1024, idleMs = 60_000 } = options;
  const inTurn = pLimit(processes);
  const all = new Set<ArchiveProcess>();
  /** With what ends each of them when it is not asked for long. */
  const idle = new Map<ArchiveProcess, NodeJS.Timeout>();

  const start = (): ArchiveProcess => {
    const started: ArchiveProcess = new WorkProcess(
      import.meta.url,
      "archive-program",
      memoryLimitMb,
    );
    all.add(started);
    started.onEnd(() => {
      all.delete(started);
      take(started);
    });
    return started;
  };
  const take = (process: ArchiveProcess): ArchiveProcess => {
    clearTimeout(idle.get(process));
    idle.delete(process);
    return process;
  };
  const keep = (process: ArchiveProcess): void => {
    idle.set(process, setTimeout(() => void process.end(), idleMs).unref());
  };
  const askProcess = async (
    process: ArchiveProcess,
    request: ArchiveRequest,
    signal: AbortSignal | undefined,
  ): Promise<ArchiveAnswer> => {
    const answer = await process.ask(request, { timeLimitMs, signal });
    keep(process);
    return answer;
  };
  const askWaiting = async (
    process: ArchiveProcess,
    request: ArchiveRequest,
    signal: AbortSignal | undefined,
  ): Promise<ArchiveAnswer> => {
    try {
      return await askProcess(take(process), request, signal);
    } catch (error) {
      // It may have been killed while it waited.
      if (!(error instanceof ProcessEnded) || error.isLate) throw error;
      return askProcess(start(), request, signal);
    }
  };
  const read = async (request: ArchiveRequest, signal?: AbortSignal): Promise<ArchiveAnswer> => {
    try {
      // It may have been long in line.
      signal?.throwIfAborted();
      const [waiting] = idle.keys();
      return waiting
        ? await askWaiting(waiting, request, signal)
        : await askProcess(start(), request, signal);
    } catch (error) {
      if (signal?.aborted === true) throw stopped(signal);
      if (!(error instanceof ProcessEnded)) throw error;
      throw new GatewayError(
        "schema_extraction_failed",
        "Failed to extract schema from uploaded archive",
        {
          reason: `it takes more than ${timeLimitMs / 1000} s or ${memoryLimitMb} MB to read its SQL`,
          hint: "Send shorter files, and less data in seeders/ and migrations/.",
        },
        { cause: error },
      );
    }
  };
  const ask = async (archive: Uint8Array, parses: boolean, signal: AbortSignal | undefined) => {
    const { archiveBytes, unpackedBytes, archiveFiles: entries } = limits;
    const request = { archive, limits: { archiveBytes, unpackedBytes, entries }, parses };
    const answer = await inTurn(read, request, signal);
    if (answer.kind === "read") return answer;
    throw schemaFailure(new SchemaError(answer.code, answer.message, answer.fields));
  };
  return {
    declare: async (archive, signal) => {
      const { unpacked, declared } = await ask(archive, true, signal);
      if (declared === null) throw new Error("an archive was unpacked and not read");
      return { ...unpacked, declared };
    },
    unpack: async (archive, signal) => (await ask(archive, false, signal)).unpacked,
    close: async () => {
      await Promise.all([...all].map((each) => each.end()));
    },
  };
}

function stopped({ reason }: AbortSignal): GatewayError {
  const message = "The reading of the archive was stopped; nothing has happened";
  return new GatewayError("unavailable", message, {}, { cause: reason });
}
