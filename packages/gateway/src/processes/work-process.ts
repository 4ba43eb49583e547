import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** What one piece of work may take. */
export interface WorkLimits {
  /** In milliseconds. */
  readonly timeLimitMs: number;
  /** Ends the work, and the process. */
  readonly signal?: AbortSignal | undefined;
}

/** The process ended before it had an answer: its memory or its time was up, or something killed it. */
export class ProcessEnded extends Error {
  override readonly name = "ProcessEnded";
  /** Whether its time was up. */
  readonly isLate: boolean;

  constructor(isLate: boolean) {
    super("the process has ended");
    this.isLate = isLate;
  }
}

/**
 * A process of this package's own for work that would keep the event loop busy, or could take all memory. It has nothing of the environment, and
 * its program answers each message with one.
 */
export class WorkProcess<Request extends object, Answer> {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;
  #isLate = false;

  /**
   * @param module - The `import.meta.url` of whoever asks.
   * @param program - The name of the program, which lies beside that, built or not.
   * @param memoryLimitMb - Of its heap, in megabytes.
   */
  constructor(module: string, program: string, memoryLimitMb: number) {
    const extension = extname(module);
    const sources = extension === ".ts" ? ["--conditions=@stopgap/source", "--import", "tsx"] : [];
    this.#child = fork(fileURLToPath(new URL(`./${program}${extension}`, module)), {
      execArgv: [`--max-old-space-size=${memoryLimitMb}`, ...sources],
      env: {},
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#ended = new Promise((_resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", () => {
        reject(new ProcessEnded(this.#isLate));
      });
    });
    // Whoever asks is told; where nobody does, nobody minds.
    this.#ended.catch(() => undefined);
    this.#keepsAlive(false);
  }

  /** Calls back when the process has ended, whatever the reason. */
  onEnd(then: () => void): void {
    this.#child.once("exit", then);
  }

  /**
   * Has it do one piece of work; the next one only when this one is answered. Where it fails the process is of no use any more.
   *
   * @throws ProcessEnded; what the signal says; what starting a process throws.
   */
  async ask(request: Request, { timeLimitMs, signal }: WorkLimits): Promise<Answer> {
    const kill = (): void => {
      this.#child.kill("SIGKILL");
    };
    const timer = setTimeout(() => {
      this.#isLate = true;
      kill();
    }, timeLimitMs);
    signal?.addEventListener("abort", kill);
    this.#keepsAlive(true);
    try {
      signal?.throwIfAborted();
      const answered = once(this.#child, "message") as Promise<[Answer]>;
      // That it could not be sent is told by the end of the process.
      this.#child.send(request, () => undefined);
      const [answer] = await Promise.race([answered, this.#ended]);
      return answer;
    } catch (error) {
      kill();
      throw signal?.aborted === true ? signal.reason : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", kill);
      this.#keepsAlive(false);
    }
  }

  /** Ends it, and returns when it has ended. */
  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended.catch(() => undefined);
  }

  /** Whether the process of whoever asks waits for this one. */
  #keepsAlive(is: boolean): void {
    for (const each of [this.#child, this.#child.channel]) {
      if (is) each?.ref();
      else each?.unref();
    }
  }
}
