import { GatewayError } from "../../errors/gateway-error.js";

/** Even where a change was told and not heard, it counts from then on. In milliseconds. */
const longestMs = 60_000;
/** How long what is known serves alone, once the registry could not be asked. In milliseconds. */
const pauseMs = 1_000;

/** What was found of a platform, by what was asked. */
interface Known {
  readonly since: number;
  readonly answers: Map<string, unknown>;
}

/**
 * Keeps what calls ask the registry for, for as long as changes are heard: a call costs no question. While they are not, and while the
 * registry cannot be asked at all, what was known serves those whose own databases can be reached.
 */
export class PlatformCache {
  readonly #isHeard: () => boolean;
  readonly #known = new Map<string, Known>();
  /** What was known when changes were not heard for a while. */
  readonly #before = new Map<string, Known>();
  #changes = 0;
  #awayUntil = 0;

  constructor(isHeard: () => boolean) {
    this.#isHeard = isHeard;
  }

  /** What is asked for by `key`; from `ask`, where that is not known. What is not there is asked for every time. */
  async get<T>(platform: string, key: string, ask: () => Promise<T | null>): Promise<T | null> {
    const found = this.#find(platform, key) as T | undefined;
    if (found !== undefined && (this.#isHeard() || Date.now() < this.#awayUntil)) return found;
    const changes = this.#changes;
    try {
      const answer = await ask();
      // What was changed meanwhile is asked for again.
      if (answer !== null && changes === this.#changes) this.#keep(platform, key, answer);
      return answer;
    } catch (error) {
      const last = found ?? (this.#before.get(platform)?.answers.get(key) as T | undefined);
      if (last === undefined || !(error instanceof GatewayError && error.code === "unavailable"))
        throw error;
      this.#awayUntil = Date.now() + pauseMs;
      return last;
    }
  }

  /** @param platform - It was changed. Null: any of them may have been. */
  forget(platform: string | null): void {
    this.#changes += 1;
    if (platform === null) {
      for (const [each, known] of this.#known) this.#before.set(each, known);
      this.#known.clear();
    } else {
      this.#before.delete(platform);
      this.#known.delete(platform);
    }
  }

  #find(platform: string, key: string): unknown {
    const known = this.#known.get(platform);
    if (!known || Date.now() - known.since > longestMs) return undefined;
    return known.answers.get(key);
  }

  /** Only what is there is kept, so nobody fills it by asking. */
  #keep(platform: string, key: string, answer: unknown): void {
    const known = this.#known.get(platform);
    if (known && Date.now() - known.since <= longestMs) known.answers.set(key, answer);
    else this.#known.set(platform, { since: Date.now(), answers: new Map([[key, answer]]) });
  }
}
