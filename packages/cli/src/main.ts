import { exitCodes } from "./errors/exit-code.js";
import { processContext } from "./process-context.js";
import { run } from "./run.js";

const graceMilliseconds = 5_000;

const interruption = new AbortController();
let endsGracefully = false;

function interrupt(): void {
  // The first one lets the server know, and the work end by itself; the second one waits for nothing.
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort();
  if (!endsGracefully) {
    setTimeout(() => process.exit(exitCodes.interrupted), graceMilliseconds).unref();
  }
}

function endGracefully(): void {
  endsGracefully = true;
  process.on("SIGTERM", interrupt);
}

process.on("SIGINT", interrupt);

process.exitCode = await run(
  process.argv.slice(2),
  processContext(interruption.signal, endGracefully),
);
