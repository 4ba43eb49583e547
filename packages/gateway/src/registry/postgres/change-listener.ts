import pg from "pg";

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** Hears what other gateways change. */
export interface ChangeListener {
  /** Whether every change is heard: what was read since then, and was not named since, is as it was. */
  readonly isListening: boolean;
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own, and connects again when that is lost.
 *
 * @param onChange - A platform's key; null where anything may have changed.
 */
export async function listenForChanges(
  config: pg.ClientConfig,
  onChange: (platformKey: string | null) => void,
): Promise<ChangeListener> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let pauseMs = firstPauseMs;

  const lose = (lost: pg.Client): void => {
    if (client !== lost) return;
    client = undefined;
    connectLater();
  };
  const connectLater = (): void => {
    if (isClosed) return;
    timer = setTimeout(() => {
      connect().catch(() => {
        connectLater();
      });
    }, pauseMs).unref();
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...config, application_name: "stopgap-gateway listener" });
    next.on("error", () => {
      lose(next);
    });
    next.on("end", () => {
      lose(next);
    });
    next.on("notification", ({ payload }) => {
      onChange(payload ?? null);
    });
    try {
      await next.connect();
      await next.query("listen stopgap_gateway");
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    // Whatever happened before, nobody has heard of.
    onChange(null);
    if (isClosed) await next.end();
    else client = next;
    pauseMs = firstPauseMs;
  };

  await connect();
  return {
    get isListening() {
      return client !== undefined;
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}
