/** Results of a function by its text; forgotten when there are too many. The last one is found without hashing its text. */
export class TextCache<T> {
  readonly #make: (text: string) => T;
  readonly #known = new Map<string, T>();
  #lastText: string | undefined;
  #last: T | undefined;

  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  get(text: string): T {
    if (text === this.#lastText) return this.#last as T;
    const result = this.#known.get(text) ?? this.#add(text);
    this.#lastText = text;
    this.#last = result;
    return result;
  }

  #add(text: string): T {
    const made = this.#make(text);
    if (this.#known.size >= 1000) this.#known.clear();
    this.#known.set(text, made);
    return made;
  }
}
