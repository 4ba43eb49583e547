import type { localServer } from "@stopgap/local";

import type { Connect } from "./connection/connect.js";

/** Where text goes. */
export interface OutputStream {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** How much a terminal shows; it changes when its window does. */
  size?(): { readonly columns: number; readonly rows: number };
}

/** All that a command touches outside of itself, so that tests can put something else in its place. */
export interface Context {
  /** Where the command was started. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** For what a command answers, and nothing else. */
  readonly stdout: OutputStream;
  /** For everything else. */
  readonly stderr: OutputStream;
  /** Asks a person and returns the answer; undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Aborted when the person wants to stop. */
  readonly interruption: AbortSignal;
  /** Lets the command end in its own time once it is interrupted, as a service does; from now on SIGTERM interrupts it too. */
  readonly endGracefully: () => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly connect: Connect;
  readonly localServer: typeof localServer;
}
