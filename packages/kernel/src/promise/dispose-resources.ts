import { KernelPromise } from "./promise.js";

/** What `using` and `await using` declare, as `__addDisposableResource` collects it. */
interface Resource {
  readonly value: unknown;
  /** Undefined for null and undefined, which need no disposal. */
  readonly dispose?: (this: unknown) => unknown;
  readonly async: boolean;
}

interface Environment {
  readonly stack: Resource[];
  error: unknown;
  hasError: boolean;
}

/**
 * Disposes of what a block has declared, the last first. Errors on the way suppress the earlier ones.
 *
 * @returns a promise when there was an `await using`, for the block to await
 */
export function __disposeResources(environment: Environment): KernelPromise | undefined {
  const { stack } = environment;
  let mustWait = false;
  const fail = (error: unknown): void => {
    environment.error = environment.hasError ? suppressed(error, environment.error) : error;
    environment.hasError = true;
  };
  const failAndGoOn = (error: unknown): KernelPromise | undefined => {
    fail(error);
    return disposeRest();
  };
  const disposeRest = (): KernelPromise | undefined => {
    for (let resource = stack.pop(); resource; resource = stack.pop()) {
      if (!resource.async && mustWait) {
        mustWait = false;
        stack.push(resource);
        return KernelPromise.resolve().then(disposeRest);
      }
      try {
        if (resource.dispose) {
          const result = Reflect.apply(resource.dispose, resource.value, []);
          if (!resource.async) continue;
          mustWait = false;
          return KernelPromise.resolve(result).then(disposeRest, failAndGoOn);
        }
        mustWait = true;
      } catch (error) {
        fail(error);
      }
    }
    if (mustWait) {
      return environment.hasError
        ? KernelPromise.reject(environment.error)
        : KernelPromise.resolve();
    }
    if (environment.hasError) throw environment.error;
    return undefined;
  };
  return disposeRest();
}

/** `SuppressedError`, which the engines do not have. */
function suppressed(error: unknown, earlier: unknown): Error {
  const own = new Error("An error was suppressed during disposal.");
  return Object.assign(own, { name: "SuppressedError", error, suppressed: earlier });
}
