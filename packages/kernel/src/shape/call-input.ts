import type { Trigger } from "@stopgap/runtime";
import { parseJson } from "../value/parse-json.js";
import type { CallShape } from "./call-shape.js";

/** What a shell sends, as a handler sees it. */
export interface CallInput {
  readonly args: unknown;
  /** In a trigger function only. */
  readonly trigger: Trigger | undefined;
}

/** Reads what a shell sends. */
export function callInput(text: string | null, { names, returns }: CallShape): CallInput {
  const value = text === null ? null : parseJson(text);
  if (returns === "trigger") {
    const trigger = readTrigger(value as TriggerJson);
    return { args: callArguments(trigger.args, []), trigger };
  }
  return {
    args: names ? callArguments(value as readonly unknown[], names) : value,
    trigger: undefined,
  };
}

/** `args` is null where the trigger has none. */
type TriggerJson = Omit<Trigger, "args"> & { readonly args: readonly string[] | null };

/** A forgotten `return` of a changed row would go unnoticed, so its rows cannot be changed. */
function readTrigger(json: TriggerJson): Trigger {
  const trigger = { ...json, args: json.args ?? [] } as Trigger;
  freezeMembers(trigger);
  return trigger;
}

/** Freezes what came out of JSON. With a stack of its own: the engines' stacks are too small for deep values. */
function freezeMembers(root: object): void {
  const pending: object[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    Object.freeze(next);
    for (const member of Object.values(next) as readonly unknown[]) {
      if (typeof member === "object" && member !== null) pending.push(member);
    }
  }
}

/** `ctx.args` of a function that does not take one jsonb argument. */
function callArguments(
  positional: readonly unknown[],
  names: readonly (string | null)[],
): { readonly positional: readonly unknown[]; readonly named: object } {
  const named = {};
  names.forEach((name, index) => {
    if (name === null) return;
    // A plain assignment would do something else for an argument called `__proto__`.
    Object.defineProperty(named, name, {
      configurable: true,
      enumerable: true,
      writable: true,
      value: positional[index],
    });
  });
  return { positional, named };
}
