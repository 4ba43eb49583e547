/** What a module in the database has beyond the language's own library. Messages go where `ctx.log` sends them. */
interface Console {
  assert(condition?: unknown, ...values: readonly unknown[]): void;
  debug(...values: readonly unknown[]): void;
  dir(value?: unknown): void;
  error(...values: readonly unknown[]): void;
  group(...values: readonly unknown[]): void;
  groupCollapsed(...values: readonly unknown[]): void;
  groupEnd(): void;
  info(...values: readonly unknown[]): void;
  log(...values: readonly unknown[]): void;
  table(value?: unknown): void;
  trace(...values: readonly unknown[]): void;
  warn(...values: readonly unknown[]): void;
}

declare var console: Console;

interface SymbolConstructor {
  readonly dispose: unique symbol;
  readonly asyncDispose: unique symbol;
}

/** What `using` takes. */
interface Disposable {
  [Symbol.dispose](): void;
}

/** What `await using` takes, besides what `using` does. */
interface AsyncDisposable {
  [Symbol.asyncDispose](): PromiseLike<void>;
}
