/** What `using` and `await using` look for, which the engines are too old to have. */
const disposal = ["dispose", "asyncDispose"] as const;

/** Completes `Symbol` while it can be: packages that bring these symbols themselves would fail to set them later. */
export function completeSymbols(): void {
  for (const name of disposal) {
    if (name in Symbol) continue;
    Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  }
}
