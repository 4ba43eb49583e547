import type { Platform } from "../registry/registry.js";

type Credentials = Platform["credentials"];

/** How soon credentials count that another gateway has changed, in milliseconds. */
const usualIntervalMs = 10_000;

/** Notices that a platform's credentials are other ones than its connections were opened with, whoever has changed them. */
export class CredentialWatch {
  readonly #find: (platform: string) => Promise<Credentials>;
  readonly #onChange: (platform: string) => void;
  /** What was last seen, by platform. */
  readonly #seen = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;

  /** @param onChange - Called after the new ones have been found. */
  constructor(
    find: (platform: string) => Promise<Credentials>,
    onChange: (platform: string) => void,
    intervalMs = usualIntervalMs,
  ) {
    this.#find = find;
    this.#onChange = onChange;
    this.#timer = setInterval(() => {
      for (const platform of this.#seen.keys()) {
        // Where the registry is away, the connections that are there go on.
        this.credentials(platform).catch(() => undefined);
      }
    }, intervalMs).unref();
  }

  /** The credentials as they are now; the platform is watched from then on. */
  async credentials(platform: string): Promise<Credentials> {
    const found = await this.#find(platform);
    const now = JSON.stringify(found);
    const before = this.#seen.get(platform);
    this.#seen.set(platform, now);
    if (before !== undefined && before !== now) this.#onChange(platform);
    return found;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
