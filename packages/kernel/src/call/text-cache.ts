/** Results of a function by its text; forgotten when there are too many. */
export class TextCache<T> {
  readonly #make: (text: string) => T;
  readonly #known = new Map<string, T>();

  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  get(text: string): T {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const made = this.#make(text);
    if (this.#known.size >= 1000) this.#known.clear();
    this.#known.set(text, made);
    return made;
  }
}
