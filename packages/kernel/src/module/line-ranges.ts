/** A position in the code of an artifact, 1-based line. */
export interface CodePosition {
  readonly hash: string;
  readonly line: number;
}

interface Range {
  readonly hash: string;
  readonly first: number;
  readonly lines: number;
}

/** Where the first module begins: beyond every line of the kernel itself. */
const firstLine = 2000;

/**
 * Gives every module lines of its own. One of the engines names no files in a stack, so the line alone must tell which
 * module a frame belongs to: each is loaded with as many empty lines before it as others have taken.
 */
export class LineRanges {
  #ranges: Range[] = [];
  #next = firstLine;

  /** Takes lines for a module and returns how many empty ones go before its code. */
  take(hash: string, code: string): number {
    const lines = code.split("\n").length;
    const first = this.#next;
    this.#ranges.push({ hash, first, lines });
    this.#next = first + lines + 1;
    return first;
  }

  /** The module that a line of a stack belongs to. */
  find(line: number): CodePosition | undefined {
    const range = this.#ranges.find(({ first, lines }) => line > first && line <= first + lines);
    return range && { hash: range.hash, line: line - range.first };
  }

  /** Starts anew, when all modules have been let go. */
  clear(): void {
    this.#ranges = [];
    this.#next = firstLine;
  }
}
