/** The rejections of one call that nobody has asked for yet. */
export class Rejections {
  #reasons: Map<object, unknown> | undefined;

  add(promise: object, reason: unknown): void {
    this.#reasons ??= new Map();
    this.#reasons.set(promise, reason);
  }

  /** Somebody has asked for it. */
  remove(promise: object): void {
    this.#reasons?.delete(promise);
  }

  get first(): { readonly reason: unknown } | undefined {
    if (!this.#reasons) return undefined;
    for (const reason of this.#reasons.values()) return { reason };
    return undefined;
  }
}
