import { LocalError, localServer, startPostgres } from "@stopgap/local";

/** The server that the tour is made on. */
export interface TourServer {
  readonly url: string;
  /** `local` is that of `stopgap db`, `throw-away` ends with the tour. */
  readonly kind: "given" | "local" | "throw-away";
  /** Ends a throw-away server, and does nothing to the others. */
  stop(): Promise<void>;
}

/**
 * The server of `STOPGAP_TEST_DATABASE_URL` when that is set, else the local server of `stopgap db`, else, where that
 * cannot be had, a throw-away one.
 */
export async function tourServer(onProgress: (line: string) => void): Promise<TourServer> {
  if (!process.env["STOPGAP_TEST_DATABASE_URL"]) {
    try {
      const { url } = await localServer.start({ onProgress });
      return { url, kind: "local", stop: () => Promise.resolve() };
    } catch (error) {
      if (!(error instanceof LocalError && error.code === "unavailable")) throw error;
    }
  }
  const server = await startPostgres({ onProgress });
  const kind = server.source === "given" ? "given" : "throw-away";
  return { url: server.url, kind, stop: () => server.stop() };
}
