/** The generator that an async function or an async generator has become. */
export type LoweredBody = Generator<unknown, unknown, unknown>;

/** Makes one. */
export interface LoweredFunction {
  (...args: unknown[]): LoweredBody;
  prototype: unknown;
}

/** What all generators inherit from. */
export const generatorPrototype = (
  Object.getPrototypeOf(function* () {
    yield 0;
  }) as { readonly prototype: LoweredBody }
).prototype;

/** How a generator is resumed. */
export type Completion = "next" | "throw" | "return";
