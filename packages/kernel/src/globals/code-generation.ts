/** Refuses to make code from text: it would carry no interrupt checks, and see the engine's own globals. */
function refuse(what: string): never {
  throw new EvalError(`${what} is not available: code in the database is compiled before it runs`);
}

/** What `eval` is to a module. */
export function refusedEval(): never {
  return refuse("eval");
}

/** What `Function` is to a module: still good for `instanceof`. */
export const refusedFunction: unknown = Object.defineProperty(
  function Function() {
    return refuse("Function");
  },
  "prototype",
  { value: Function.prototype, writable: false },
);

/** Takes the constructors that make code from text away from every function: `(() => {}).constructor`. */
export function refuseFunctionConstructors(): void {
  const prototypes: unknown[] = [
    Function.prototype,
    Object.getPrototypeOf(function* () {
      yield 0;
    }),
    Object.getPrototypeOf(async () => Promise.resolve()),
    Object.getPrototypeOf(async function* () {
      yield await Promise.resolve(0);
    }),
  ];
  for (const prototype of prototypes) {
    const property = Object.getOwnPropertyDescriptor(prototype, "constructor");
    if (property?.configurable) {
      Object.defineProperty(prototype, "constructor", { ...property, value: refusedFunction });
    }
  }
}
