/** Characters by code up to 127; 128 stands for all others. */
type Characters = ReadonlySet<number>;

interface Item {
  /** What the item may consist of. */
  readonly characters: Characters;
  readonly isOptional: boolean;
  /** Whether it, or something inside of it, can be repeated without end. */
  readonly repeats: boolean;
}

/**
 * Whether a regular expression repeats something that repeats by itself without anything in between that tells one repetition
 * from the next: `(a+)+`, and not `(,a+)+`. Such an expression can take exponential time. What it cannot read is not ambiguous.
 */
export function isAmbiguous(pattern: string): boolean {
  const reader = new PatternReader(pattern);
  reader.alternatives();
  return reader.isAmbiguous;
}

const all: Characters = new Set(Array.from({ length: 129 }, (_, code) => code));
const digits = between("0", "9");
const words = union([digits, between("a", "z"), between("A", "Z"), new Set([95])]);
const spaces: Characters = new Set([9, 10, 11, 12, 13, 32, 128]);

const classes: Readonly<Record<string, Characters>> = {
  d: digits,
  w: words,
  s: spaces,
  D: without(digits),
  W: without(words),
  S: without(new Set([9, 10, 11, 12, 13, 32])),
};

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

class PatternReader {
  isAmbiguous = false;
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** What stands between `|`, up to a closing bracket. */
  alternatives(): readonly (readonly Item[])[] {
    const found: Item[][] = [[]];
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ")") {
      if (this.#take("|")) found.push([]);
      else found.at(-1)?.push(this.#item());
    }
    return found;
  }

  #item(): Item {
    const inside = this.#take("(") ? this.#group() : undefined;
    const characters = inside ? union(inside.flat().map((item) => item.characters)) : this.#atom();
    const { least, isEndless } = this.#quantifier();
    if (isEndless && inside?.some(isOpen) === true) this.isAmbiguous = true;
    return {
      characters,
      isOptional:
        least === 0 || inside?.some((items) => items.every((item) => item.isOptional)) === true,
      repeats: isEndless || inside?.flat().some((item) => item.repeats) === true,
    };
  }

  #group(): readonly (readonly Item[])[] {
    const head =
      /^\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:)/.exec(this.#pattern.slice(this.#at))?.[0] ?? "";
    this.#at += head.length;
    const found = this.alternatives();
    this.#take(")");
    return found;
  }

  #atom(): Characters {
    const character = this.#next();
    if (character === "\\") return this.#escape();
    if (character === "[") return this.#set();
    if (character === ".") return all;
    return character === "^" || character === "$" ? new Set() : only(character);
  }

  #escape(): Characters {
    const character = this.#next();
    const known = classes[character];
    if (known) return known;
    if (/[bB]/.test(character)) return new Set();
    if (/[0-9kpPuUxXc]/.test(character) && character !== "0") {
      const rest = /^(?:<[^>]*>|\{[^}]*\}|[0-9A-Fa-f]{2,4}|[0-9]*|[A-Za-z])/.exec(
        this.#pattern.slice(this.#at),
      );
      this.#at += rest?.[0].length ?? 0;
      return all;
    }
    const control = controls[character];
    return control === undefined ? only(character) : new Set([control]);
  }

  #set(): Characters {
    const isNegated = this.#take("^");
    const parts: Characters[] = [];
    while (this.#at < this.#pattern.length && !this.#take("]")) {
      const from = this.#next();
      const first = from === "\\" ? this.#escape() : only(from);
      const isRange = this.#pattern[this.#at] === "-" && this.#pattern[this.#at + 1] !== "]";
      if (!isRange) {
        parts.push(first);
        continue;
      }
      this.#at += 1;
      const to = this.#next();
      const last = to === "\\" ? this.#escape() : only(to);
      parts.push(
        first.size === 1 && last.size === 1 ? range(smallest(first), smallest(last)) : all,
      );
    }
    return isNegated ? without(union(parts)) : union(parts);
  }

  #quantifier(): { readonly least: number; readonly isEndless: boolean } {
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#pattern.slice(this.#at));
    if (!found) return { least: 1, isEndless: false };
    this.#at += found[0].length;
    const [, sign, least = "0", comma, most] = found;
    if (sign !== undefined) return { least: sign === "+" ? 1 : 0, isEndless: sign !== "?" };
    return { least: Number(least), isEndless: comma === "," && most === "" };
  }

  #take(character: string): boolean {
    if (this.#pattern[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const character = this.#pattern[this.#at] ?? "";
    this.#at += 1;
    return character;
  }
}

/** Whether something in a repeated sequence repeats, and nothing that must be there tells where it ends. */
function isOpen(items: readonly Item[]): boolean {
  return items.some(
    (repeated) =>
      repeated.repeats &&
      !items.some(
        (other) =>
          other !== repeated &&
          !other.isOptional &&
          other.characters.size > 0 &&
          isDisjoint(other.characters, repeated.characters),
      ),
  );
}

function isDisjoint(a: Characters, b: Characters): boolean {
  return [...a].every((code) => !b.has(code));
}

function only(character: string): Characters {
  return new Set(character === "" ? [] : [Math.min(character.charCodeAt(0), 128)]);
}

function between(first: string, last: string): Characters {
  return range(first.charCodeAt(0), last.charCodeAt(0));
}

function range(first: number, last: number): Characters {
  return new Set(
    Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index),
  );
}

function smallest(characters: Characters): number {
  return Math.min(...characters);
}

function union(parts: readonly Characters[]): Characters {
  return new Set(parts.flatMap((part) => [...part]));
}

function without(characters: Characters): Characters {
  // Whether all characters beyond 127 are left out is not known, so some of them count as left.
  return new Set([...all].filter((code) => code === 128 || !characters.has(code)));
}
