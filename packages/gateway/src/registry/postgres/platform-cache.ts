import { LRUCache } from "lru-cache";

import { GatewayError } from "../../errors/gateway-error.js";

const mostPlatforms = 10_000;
/** Even where a change was told and not heard, it counts from then on. In milliseconds. */
const longestMs = 60_000;
/** How long what is known serves alone, once the registry could not be asked. In milliseconds. */
const pauseMs = 1_000;

/** What was found of a platform, by what was asked. */
type Known = Map<string, unknown>;

/**
 * Keeps what calls ask the registry for, for as long as changes are heard: a call costs no question. While they are not, and while the
 * registry cannot be asked at all, what was known serves those whose own databases can be reached.
 */
export class PlatformCache {
  readonly #isHeard: () => boolean;
  readonly #known = new LRUCache<string, Known>({ max: mostPlatforms, ttl: longestMs });
  /** What was known when changes were not heard for a while. */
  readonly #before = new LRUCache<string, Known>({ max: mostPlatforms });
  #awayUntil = 0;

  constructor(isHeard: () => boolean) {
    this.#isHeard = isHeard;
  }

  /** What is asked for by `key`; from `ask`, where that is not known. What is not there is asked for every time. */
  async get<T>(platform: string, key: string, ask: () => Promise<T | null>): Promise<T | null> {
    const known = this.#known.get(platform) ?? this.#begin(platform);
    const found = known.get(key) as T | undefined;
    if (found !== undefined && (this.#isHeard() || Date.now() < this.#awayUntil)) return found;
    try {
      const answer = await ask();
      // Where it was forgotten meanwhile, this goes into what nobody reads any more.
      if (answer === null) known.delete(key);
      else known.set(key, answer);
      return answer;
    } catch (error) {
      const last = found ?? (this.#before.get(platform)?.get(key) as T | undefined);
      if (last === undefined || !(error instanceof GatewayError && error.code === "unavailable"))
        throw error;
      this.#awayUntil = Date.now() + pauseMs;
      return last;
    }
  }

  /** @param platform - It was changed. Null: any of them may have been. */
  forget(platform: string | null): void {
    if (platform === null) {
      for (const [each, known] of this.#known.entries()) this.#before.set(each, known);
      this.#known.clear();
    } else {
      this.#before.delete(platform);
      this.#known.delete(platform);
    }
  }

  #begin(platform: string): Known {
    const known: Known = new Map();
    this.#known.set(platform, known);
    return known;
  }
}
