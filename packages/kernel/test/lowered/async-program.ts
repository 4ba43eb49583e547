/** Small programs of async functions and generators, the same for the same seed. */

type Random = (below: number) => number;

/** A generator of numbers that depends on nothing but its seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What every program may use: every promise that is not awaited is watched, so that no rejection is unhandled. */
const prelude = `
const say = (name) => (value) => log(name, show(value));
const show = (value) => value instanceof Error ? value.constructor.name : JSON.stringify(value);
const watch = (name, promise) => { promise.then(say(name + " ok"), say(name + " failed")); return promise; };
const ticks = async (count) => { for (let i = 0; i < count; i += 1) await null; return count; };
const thenable = (name, value) => ({ then(resolve) { log(name + " then"); resolve(value); } });
const clock = async () => { for (let i = 0; i < 40; i += 1) { await null; log("tick", i); } };
const failing = (name, value) => ({ then(_resolve, reject) { log(name + " then"); reject(value); } });
const throwing = (name, value) => ({ then() { log(name + " then"); throw value; } });
const getter = (name, value, kind) => ({ get then() { log(name + " get then"); if (kind === 0) throw value; return kind === 1 ? value : (resolve, reject) => { log(name + " then"); resolve(value); reject(9); }; } });
const counted = (name, values, methods) => {
  let index = 0;
  const iterator = {
    [Symbol.iterator]() { log(name + " iterator"); return iterator; },
    next(value) { log(name + " next", show(value)); return index < values.length ? { value: values[index++], done: false } : { value: Promise.resolve(name), done: true }; },
  };
  if (methods > 0) iterator.return = (value) => { log(name + " return", show(value)); if (methods > 2) throw 7; return { value, done: true }; };
  if (methods > 1) iterator.throw = (reason) => { log(name + " throw", show(reason)); return { value: Promise.resolve(reason), done: methods > 2 }; };
  return iterator;
};
class Own extends Promise { then(...handlers) { log("own then"); return super.then(...handlers); } }
const source = (name, values, methods) => {
  let index = 0;
  const iterator = {
    [Symbol.asyncIterator]() { log(name + " iterator"); return iterator; },
    next(value) {
      log(name + " next", show(value));
      return index < values.length ? Promise.resolve({ value: values[index++], done: false }) : { value: name, done: true };
    },
  };
  if (methods > 0) iterator.return = (value) => { log(name + " return", show(value)); return { value, done: true }; };
  if (methods > 1) iterator.throw = (reason) => { log(name + " throw", show(reason)); return Promise.resolve({ value: reason, done: methods > 2 }); };
  return iterator;
};
`;

/** A program as a module: its default export logs what it does, in order, through \`log\`. */
export function asyncProgram(seed: number): string {
  return `${prelude}${new ProgramWriter(randomOf(seed)).program()}`;
}

/** Programs as one module: its default export makes, for a log, their entry points. */
export function asyncPrograms(seeds: readonly number[]): string {
  const programs = seeds.map((seed) => {
    const program = new ProgramWriter(randomOf(seed)).program();
    return `() => { ${program.replace("export default", "return")} }`;
  });
  return `export default (log) => { ${prelude} return [\n${programs.join(",\n")}]; };`;
}

class ProgramWriter {
  readonly #random: Random;
  readonly #functions: string[] = [];
  #names = 0;
  #size = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  program(): string {
    const main = `{ ${this.#drive("drive", 3)} ${this.#iteration("each", 4, "async")} ${this.#block(3, "async")} }`;
    return `${this.#functions.join("\n")}
export default async function main() { clock(); try ${main} catch (e) { log("main caught", show(e)); } finally { log("main left"); } }`;
  }

  #name(kind: string): string {
    this.#names += 1;
    return `${kind}${String(this.#names)}`;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#random(choices.length)] as T;
  }

  #block(depth: number, kind: "async" | "generator"): string {
    const statements = Array.from({ length: 1 + this.#random(4) }, () =>
      this.#statement(depth, kind),
    );
    const end = this.#pick(["", "", "", `return ${this.#value(depth - 1)};`, "throw 9;"]);
    return `{ ${statements.join(" ")} ${end} }`;
  }

  #statement(depth: number, kind: "async" | "generator"): string {
    this.#size += 1;
    const name = this.#name("s");
    if (depth <= 0 || this.#size > 50) return `log("${name}");`;
    const inner = (): string => this.#block(depth - 1, kind);
    const value = (): string => this.#value(depth - 1);
    const choices = [
      () => `log("${name}");`,
      () => `log("${name}", show(await ${value()}));`,
      () => `log("${name}", show(await ${value()}));`,
      () => `try ${inner()} catch (e) { log("${name} caught", show(e)); }`,
      () =>
        `try ${inner()} catch { log("${name} caught"); } finally { log("${name} finally", show(await ${String(this.#random(9))})); }`,
      () => `try ${inner()} finally { log("${name} finally"); }`,
      () => `watch("${name}", ${this.#promise(depth - 1)});`,
      () =>
        `{ const p = watch("${name}", ${this.#promise(depth - 1)}); log("${name} before"); log("${name}", show(await p)); }`,
      () => this.#iteration(name, depth, kind),
      () => this.#iteration(name, depth, kind),
      () => this.#drive(name, depth),
      () => `if (${this.#pick(["true", "false"])}) ${inner()}`,
      () =>
        `${name}: for (let i = 0; i < 2; i += 1) { for await (const x of ${this.#iterable(depth - 1)}) { log("${name}", show(x)); ${this.#pick([`continue ${name};`, `break ${name};`, "break;", ""])} } ${this.#statement(depth - 1, kind)} }`,
      () =>
        `try { log("${name}", show(await ${value()})); } catch (e) { log("${name} caught", show(e), show(await ${this.#promise(0)})); } finally { await ${this.#promise(0)}; ${this.#pick(["", "", `log("${name} finally");`, kind === "async" ? "return 3;" : ""])} }`,
      () =>
        `{ const { a = await ${value()}, ...rest } = { b: ${value()} }; log("${name}", show(a)); watch("${name}", Promise.resolve(rest.b)); }`,
    ];
    const inGenerator = [
      () => `log("${name} got", show(yield ${value()}));`,
      () => `log("${name} got", show(yield ${value()}));`,
      () => `log("${name} came to", show(yield* ${this.#iterable(depth - 1)}));`,
      () => `log("${name} came to", show(yield* ${this.#iterable(depth - 1)}));`,
      () => `if (${this.#pick(["true", "false"])}) return yield* ${this.#iterable(depth - 1)};`,
    ];
    return this.#pick(kind === "generator" ? [...choices, ...inGenerator] : choices)();
  }

  #iteration(name: string, depth: number, kind: "async" | "generator"): string {
    const leave = this.#pick([
      "",
      "",
      "break;",
      "continue;",
      `if (i > 0) break;`,
      "throw i;",
      `if (i > 0) return i;`,
    ]);
    return `{ let i = 0; for await (const x of ${this.#iterable(depth - 1)}) { log("${name} item", show(x)); ${this.#statement(depth - 1, kind)} if (i > 4) break; ${leave} i += 1; } }`;
  }

  /** Requests to a generator, one after the other without waiting, or waiting. */
  #drive(name: string, depth: number): string {
    const requests = Array.from({ length: 1 + this.#random(4) }, (_, index) => {
      const request = this.#pick([
        `g.next(${String(this.#random(9))})`,
        `g.next(${String(this.#random(9))})`,
        `g.return(${this.#value(depth - 1)})`,
        `g.throw(${String(this.#random(9))})`,
      ]);
      const watched = `watch("${name} ${String(index)}", ${request})`;
      return this.#random(2) === 0 ? `${watched};` : `try { await ${watched}; } catch { }`;
    });
    return `{ const g = ${this.#generator(depth - 1)}; ${requests.join(" ")} }`;
  }

  #value(depth: number): string {
    return this.#random(3) === 0 ? String(this.#random(9)) : this.#promise(depth);
  }

  #promise(depth: number): string {
    const name = this.#name("p");
    const number = String(this.#random(9));
    if (depth <= 0) return `ticks(${number})`;
    const inner = (): string => this.#promise(depth - 1);
    const several = (): string =>
      Array.from({ length: this.#random(4) }, () => this.#value(depth - 1)).join(", ");
    return this.#pick([
      () => `Promise.resolve(${number})`,
      () => `Promise.reject(${number})`,
      () => `ticks(${number})`,
      () => `Promise.resolve(getter("${name}", ${number}, ${String(this.#random(4))}))`,
      () => `(async () => getter("${name}", ${number}, ${String(this.#random(4))}))()`,
      () => `Own.resolve(${this.#value(depth - 1)})`,
      () => `new Own((resolve) => resolve(${this.#value(depth - 1)}))`,
      () => `Promise.all(counted("${name}", [${several()}], ${String(this.#random(4))}))`,
      () => `Promise.race([Promise.race([${several()}, 1]), Promise.any([${several()}])])`,
      () =>
        `Promise.resolve(source("${name}", [${several()}], 3)).then(async (s) => { for await (const x of s) { log("${name} item", show(x)); return x; } })`,
      () => `Promise.resolve(thenable("${name}", ${this.#value(depth - 1)}))`,
      () => `Promise.resolve(failing("${name}", ${number}))`,
      () => `Promise.resolve(throwing("${name}", ${number}))`,
      () => `new Promise((resolve) => resolve(${inner()}))`,
      () =>
        `new Promise((resolve, reject) => { log("${name}"); resolve(${number}); reject(0); throw 1; })`,
      () => `new Promise((_, reject) => reject(${number}))`,
      () => `(async () => ${this.#block(depth - 1, "async")})()`,
      () =>
        `(async (a = ${inner()}) => { log("${name}", show(await a)); return ${this.#value(depth - 1)}; })()`,
      () =>
        `${inner()}.then((v) => { log("${name} ok", show(v)); return ${this.#value(depth - 1)}; })`,
      () =>
        `${inner()}.then(undefined, (e) => { log("${name} failed", show(e)); return ${this.#value(depth - 1)}; })`,
      () => `${inner()}.then(() => { throw ${number}; }, () => thenable("${name}", ${number}))`,
      () => `${inner()}.catch((e) => { log("${name} caught", show(e)); throw ${number}; })`,
      () =>
        `${inner()}.finally(() => { log("${name} finally"); return ${this.#value(depth - 1)}; })`,
      () => `${inner()}.finally(() => { throw ${number}; })`,
      () => `Promise.all([${several()}])`,
      () => `Promise.race([${several() || "1"}])`,
      () => `Promise.any([${several()}])`,
      () => `Promise.allSettled([${several()}])`,
    ])();
  }

  #iterable(depth: number): string {
    const name = this.#name("i");
    const plain = Array.from({ length: this.#random(4) }, () =>
      this.#pick([
        String(this.#random(9)),
        `ticks(${String(this.#random(3))})`,
        `Promise.resolve(${String(this.#random(9))})`,
      ]),
    ).join(", ");
    return this.#pick([
      () => `[${plain}]`,
      () => `new Set([${plain}])`,
      () => `counted("${name}", [${plain}], ${String(this.#random(4))})`,
      () =>
        `({ log, async *[Symbol.asyncIterator]() { this.log("${name}"); const got = yield* [${plain}]; try { yield 1; } finally { await 0; this.log("${name} closed"); } } })`,
      () =>
        `(function* () { try { log("${name}", show(yield* [${plain}])); return ${String(this.#random(9))}; } finally { log("${name} finally"); } })()`,
      () => `source("${name}", [${plain}], ${String(this.#random(4))})`,
      () => this.#generator(depth),
      () => this.#generator(depth),
    ])();
  }

  #generator(depth: number): string {
    const name = this.#name("g");
    this.#functions.push(
      `async function* ${name}() { log("${name} begins"); try ${this.#block(Math.max(depth, 2), "generator")} finally { log("${name} ends"); } }`,
    );
    return `${name}()`;
  }
}
