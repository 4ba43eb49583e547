import { describe, expect, it } from "vitest";

import { namedCommands } from "../../src/command-tree.js";
import type { Call } from "../../src/program.js";
import { createProgram } from "../../src/program.js";
import type { CliOption } from "../../src/options/cli-option.js";
import { givenOptions } from "../../src/options/given-options.js";
import { sharedOptions } from "../../src/options/shared-options.js";
import { fakeContext } from "../fixtures/fake-context.js";

const commands = namedCommands();
const all = commands.flatMap(({ path, command }) =>
  (command.options ?? []).map((option) => ({ path, option, name: longName(option) })),
);

function longName({ flags }: CliOption<unknown>): string {
  return /--([\w-]+)/.exec(flags)?.[1] ?? "";
}

function constant(words: string): string {
  return `STOPGAP_${words.replaceAll(/[ -]/g, "_").toUpperCase()}`;
}

/** Whether commands mean different things by an option of this name: they call its value differently. */
function isAmbiguous(name: string): boolean {
  return (
    new Set(all.filter((each) => each.name === name).map(({ option }) => option.flags)).size > 1
  );
}

describe("the variable of an option", () => {
  it.each(all)("of stopgap $path is called after --$name", ({ path, option, name }) => {
    expect(option.twin).toBe(constant(isAmbiguous(name) ? `${path} ${name}` : name));
  });

  it.each(Object.values(sharedOptions))("of all commands is called after it: $flags", (option) => {
    const { noColor } = sharedOptions;
    expect(option.twin).toBe(option === noColor ? "NO_COLOR" : constant(longName(option)));
  });

  it("is no other option's", () => {
    const shared = Object.values(sharedOptions).map(({ twin }) => twin);
    expect(all.filter(({ option }) => shared.includes(option.twin))).toEqual([]);
  });

  it("is in the help of its command", () => {
    for (const { path, option } of all) {
      const { context, stdout } = fakeContext();
      expect(() =>
        createProgram(context, () => undefined).parse([...path.split(" "), "--help"], {
          from: "user",
        }),
      ).toThrow();
      expect(stdout().replaceAll(/\s+/g, " ")).toContain(`env: ${option.twin})`);
    }
  });
});

describe("an option of all commands", () => {
  const shared = Object.values(sharedOptions).map((option) => ({ flags: option.flags, option }));

  it.each(shared)("is understood before and after every command: $flags", ({ option }) => {
    const given = [`--${longName(option)}`, ...(option.flags.includes("<") ? ["human"] : [])];
    for (const { path, command } of commands) {
      const words = (command.words ?? []).map(() => "1");
      const needed = (command.options ?? []).filter(({ flags }) => flags.includes("<env>"));
      const line = [
        ...path.split(" "),
        ...words,
        ...needed.flatMap(({ flags }) => flags.split(" ").slice(0, 1).concat("x")),
      ];
      for (const args of [
        [...given, ...line],
        [...line, ...given],
      ]) {
        expect(read(args, option), args.join(" ")).toEqual(read(line, option, given[1] ?? "1"));
      }
    }
  });
});

/** What a command reads of an option, from its arguments or else from this variable. */
function read(args: readonly string[], option: CliOption<unknown>, variable?: string): unknown {
  const { context } = fakeContext();
  let call: Call | undefined;
  createProgram(context, (found) => {
    call = found;
  }).parse(args, { from: "user" });
  expect(call).toBeDefined();
  return call && givenOptions(call.parsed, { [option.twin]: variable }).value(option);
}
