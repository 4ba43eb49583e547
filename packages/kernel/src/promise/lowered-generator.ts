/** The generator that an async function or an async generator has become. */
export type LoweredBody = Generator<unknown, unknown, unknown>;

/** Makes one. */
export type LoweredFunction = (...args: unknown[]) => LoweredBody;

/** How a generator is resumed. */
export type Completion = "next" | "throw" | "return";
