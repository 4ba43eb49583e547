import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process is started for, and says. */
interface Message {
  readonly url?: string;
  readonly rss?: number;
  readonly done?: true;
}

/** A server in a process of its own. */
export class StartedProcess {
  readonly url: string;
  readonly #process: ChildProcess;

  /**
   * Starts one of the scripts beside this one; resolves when it says where it listens.
   *
   * @param data - What it is told.
   */
  static async start(script: string, data: object): Promise<StartedProcess> {
    const started = begin(script, data);
    const { url } = await answer(started);
    if (url === undefined) throw new Error(`${script} does not say where it listens`);
    return new StartedProcess(started, url);
  }

  /** Runs a script to its end. */
  static async run(script: string, data: object): Promise<void> {
    const started = begin(script, data);
    const ended = once(started, "exit");
    await answer(started);
    await ended;
  }

  private constructor(started: ChildProcess, url: string) {
    this.#process = started;
    this.url = url;
  }

  /** Resident memory, in bytes. */
  async memory(): Promise<number> {
    this.#process.send({ ask: "rss" });
    return (await answer(this.#process)).rss ?? Number.NaN;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.send({ ask: "stop" });
    await ended;
  }
}

function begin(script: string, data: object): ChildProcess {
  const started = fork(fileURLToPath(new URL(script, import.meta.url)), {
    // Without the condition that leads to sources: what is measured is what is published.
    execArgv: script.endsWith(".ts") ? ["--import", "tsx"] : [],
    env: { ...process.env, NODE_ENV: "production" },
    // Its log is written as elsewhere, and read by nobody.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  started.send(data);
  return started;
}

async function answer(from: ChildProcess): Promise<Message> {
  const failed = once(from, "exit").then(() => {
    throw new Error("the process has ended before it answered");
  });
  failed.catch(() => undefined);
  const [message] = (await Promise.race([once(from, "message"), failed])) as [Message];
  return message;
}
