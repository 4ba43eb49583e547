import type { DeployerEvent, DeployerEventListener } from "./deployer-event.js";

/**
 * The events of an operation as an async iterator, which returns the operation's result, and throws what it throws. Who
 * leaves the loop early leaves the operation running: a signal stops it.
 *
 * @param start - Starts the operation with the listener that it is given.
 * @example
 * const events = operationEvents((onEvent) => deployer.deploy({ env, fromSchema, onEvent }));
 * for await (const event of events) console.log(event.type);
 */
export async function* operationEvents<Result>(
  start: (onEvent: DeployerEventListener) => Promise<Result>,
): AsyncGenerator<DeployerEvent, Result, undefined> {
  let told: DeployerEvent[] = [];
  let wake = (): void => undefined;
  const state = { isRunning: true };
  const operation = start((event) => {
    told.push(event);
    wake();
  });
  const end = (): void => {
    state.isRunning = false;
    wake();
  };
  operation.then(end, end);
  for (;;) {
    const events = told;
    told = [];
    yield* events;
    if (told.length > 0) continue;
    if (!state.isRunning) return operation;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
