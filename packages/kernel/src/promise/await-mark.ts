/** Marks, inside an async generator, what is awaited and not yielded. */
export class Await {
  readonly value: unknown;
  /** How the generator goes on once the value has settled. */
  readonly completion: "next" | "return";

  constructor(value: unknown, completion: "next" | "return") {
    this.value = value;
    this.completion = completion;
  }
}

/** Marks what `yield*` came to: it has been awaited already, and goes on without another turn of the queue. */
export class Delivered {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** An awaited value inside an async generator. */
export function __await(value: unknown): Await | Delivered {
  return value instanceof Delivered ? value : new Await(value, "next");
}
